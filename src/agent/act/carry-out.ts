// Carries one decision out: looks once more, writes its intent down, sends, waits until it is steady, and writes down what came of it.

import { type Applied, apply, isNoOp, send, sendFacts } from '../../change/index.js';
import {
  type Cluster,
  type ClusterInfo,
  type Operation,
  type Snapshot,
  stormConfiguration,
} from '../../clusters/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { Configuration } from '../../knobs/index.js';
import { formatSeconds } from '../../util/index.js';
import { type AgentContext, elapsedSeconds, fatal, record } from '../context.js';
import { backOff } from '../decide/back-off.js';
import { inSharedWords } from '../heron-words.js';
import { differing } from '../look/watch.js';
import { withRestart } from '../past/seen-restarts.js';
import { commandsOn } from './commands-on.js';
import { type Before, drop, lookOnceMore, overridden } from './look-once-more.js';
import { supersede } from './supersede.js';
import type { DecidedChange, Intent } from './under-way.js';
import { undoPlan, wayBack } from './undo.js';
import { haveFailed } from './verify.js';

interface Step {
  readonly operation: Operation;
  readonly number: number;
  readonly intent: Intent;
}

/** Whatever happens on the way is journaled; only the agent's own end leaves an intent open, for the next start. */
export async function carryOut(
  agent: AgentContext,
  info: ClusterInfo,
  decided: DecidedChange,
): Promise<void> {
  const done: Done = { steps: 0, taken: [], findings: [], isIntended: false };
  agent.memory.inHand = decided.id;
  try {
    await carryOutSteps(agent, info, decided, done);
  } catch (thrown) {
    // An answer that did not come is a result of apply, not an exception; what fails after an intent may have come after a call.
    if (!(thrown instanceof TrimtabError) || agent.signal.aborted || fatal.has(thrown.code)) throw thrown;
    const { code, message: text, next } = thrown;
    const sent = done.isIntended ? null : false;
    await giveUp(agent, decided, done, { kind: 'failed', code, text, next, sent, seconds: 0 });
  }
  agent.memory.inHand = null;
}

/** What was carried out so far of a plan. */
interface Done {
  steps: number;
  /** Operations that the cluster has taken, whether they came to their end or not; a plan has one of a kind. */
  readonly taken: Operation['kind'][];
  readonly findings: string[];
  /** Whether the intent of a step is written that nothing came of yet. */
  isIntended: boolean;
}

/** The plan, operation by operation, until it is done or something stands in the way. */
async function carryOutSteps(
  agent: AgentContext,
  info: ClusterInfo,
  decided: DecidedChange,
  done: Done,
): Promise<void> {
  const { watch, plan } = decided;
  for (const [index, operation] of plan.entries()) {
    const step = { operation, number: index + 1, intent: intentOf(decided, index) };
    const before = await lookOnceMore(agent, info, decided, step.number);
    if (before === null) return;
    if (isNoOp(operation, watch.known ?? {})) continue;
    done.isIntended = true;
    const applied = await carryOutStep(agent, decided, step, before);
    if (applied === null) return;
    done.isIntended = false;
    watch.dropped = 0;
    if (isTaken(applied)) done.taken.push(operation.kind);
    if (applied.kind !== 'steady') {
      return await giveUp(agent, decided, done, applied);
    }
    done.steps += 1;
    done.findings.push(...applied.findings.map((f) => f.text));
    const after = stormConfiguration(applied.snapshot, before.info.generation);
    const left = without(step.intent, agent.cluster);
    const differences = differing(left(watch.known ?? {}), left(after));
    watch.known = after;
    watch.changedAtSeconds = elapsedSeconds(agent);
    watch.startOver();
    if (differences.length > 0) {
      await overridden(agent, decided, { differences, step: step.number, when: 'meanwhile', sent: true });
      return;
    }
  }
  const { id } = decided;
  if (done.steps === 0) {
    await drop(agent, { id, watch, code: 'NOTHING_TO_DO', text: 'it is in force already', sent: false });
    return;
  }
  const intent = intentOf(decided, plan.length - 1);
  const { topology } = watch;
  const { findings } = done;
  agent.memory.change = {
    ...intent,
    id,
    topology,
    findings,
    steadyAtSeconds: elapsedSeconds(agent),
    doubtedAtSeconds: null,
  };
}

/** An update of Heron that was answered and is not in the packing plan is not in force. */
function isTaken(applied: Applied): boolean {
  return applied.kind !== 'failed' || (applied.sent === true && applied.code !== 'NOT_UPDATED');
}

/** What the plan does not turn. An update of Heron may make a container more or less, whatever it was asked for. */
function without({ changes }: Intent, { heron }: Cluster): (configuration: Configuration) => Configuration {
  const isTurned = (knob: string): boolean =>
    changes[knob] !== undefined || (heron !== undefined && knob === 'workers');
  return (configuration) =>
    Object.fromEntries(Object.entries(configuration).filter(([knob]) => !isTurned(knob)));
}

/** null when it was paused at the last moment. */
async function carryOutStep(
  agent: AgentContext,
  { id, watch, decidedAtMs }: DecidedChange,
  { operation, number, intent }: Step,
  { info, snapshot }: Before,
): Promise<Applied | null> {
  const { cluster, clock, signal, log, killSwitch } = agent;
  const { topology } = watch;
  const about = { id, topology };
  const words = { cluster: cluster.name, topology: topology.name, id: about.id, step: number };
  await record(agent, 'intended', about, {
    text: intentText(intent, operation),
    ...intent,
    operation,
    leader: info.leader,
    slots: slotsOf(snapshot),
  });
  if (number === 1) watch.changes = [...watch.changes, elapsedSeconds(agent)];
  // Reading the cluster once more may have taken long.
  const paused = await killSwitch.pausedBecause(cluster.name, topology);
  if (paused !== null) {
    return await drop(agent, { id: about.id, watch, code: 'PAUSED', text: paused, sent: number > 1 });
  }
  let decisionToCallMs: number | null = null;
  const applied = await apply({
    cluster,
    topology,
    operation,
    before: snapshot,
    blobPollSeconds: blobPollSeconds(snapshot),
    supervisors: info.supervisors ?? 0,
    clock,
    signal,
    send: async (sending) => {
      const { bounds } = agent.settings().topology(topology).knobs;
      const facts = sendFacts(snapshot, info, inSharedWords(bounds));
      if (number === 1) decisionToCallMs = Math.round(performance.now() - decidedAtMs);
      await send(cluster, topology, operation, facts, sending);
      log.info('sent', { ...words, operation, decisionToCallMs });
    },
    onProgress: (text, seconds) => log.info('waiting', { ...words, seconds: Math.round(seconds), text }),
  });
  if (applied.kind === 'steady') {
    const { seconds, findings, upAfterSeconds } = applied;
    const after = await cluster.info(signal).catch(() => info);
    const unanswered = findings.find((f) => f.code === 'NO_ANSWER');
    if (unanswered !== undefined) log.warn('no-answer', { ...words, ...unanswered, next: afterNoAnswer });
    log.info('applied', { ...words, seconds: Math.round(seconds), findings: findings.map((f) => f.text) });
    const body = {
      text: [`steady after ${formatSeconds(seconds)}`, ...findings.map((f) => f.text)].join('; '),
      operation,
      step: number,
      seconds,
      upAfterSeconds,
      decisionToCallMs,
      slots: slotsOf(applied.snapshot),
      findings,
      leader: after.leader,
    };
    agent.memory.restarts = withRestart(agent.memory.restarts, body);
    await record(agent, 'applied', about, body);
  }
  return applied;
}

const afterNoAnswer =
  'Nothing to do for this change; if it happens again, look in the log of the server that was called.';

/** The rest of the plan is not sent. */
async function giveUp(
  agent: AgentContext,
  decided: DecidedChange,
  done: Done,
  applied: Exclude<Applied, { kind: 'steady' }>,
): Promise<void> {
  const { id, watch } = decided;
  const about = { id, topology: watch.topology };
  const words = { cluster: agent.cluster.name, topology: watch.topology.name, id: about.id };
  const sent = applied.kind === 'superseded' || done.steps > 0 ? true : applied.sent;
  if (sent !== false) {
    watch.startOver();
    watch.known = null;
    watch.changedAtSeconds = elapsedSeconds(agent);
  }
  if (applied.kind === 'superseded') {
    const { code, text } = applied;
    const next = `Nothing to do if that was meant; trimtab audit show ${id} has what was sent.`;
    await supersede(agent, about, { code, text, next }, { sent: true });
    return;
  }
  const { code, text, seconds } = applied;
  const undo = undoPlan(decided).filter(({ kind }) => done.taken.includes(kind));
  // Without an answer nobody knows, unless it was looked for in vain.
  const mayBeInForce = undo.length > 0 || (sent === null && code !== 'NOT_DONE');
  const next = mayBeInForce ? `${applied.next} ${wayBack(decided)}` : applied.next;
  const backOffSeconds = backOff(agent, watch, `its last change failed (${code})`);
  if (sent !== false) haveFailed(watch, decided, elapsedSeconds(agent));
  agent.log.warn('failed', { ...words, code, text, next });
  const body = { stage: 'apply', code, text, next, sent, seconds, backOffSeconds };
  const commands = commandsOn(agent.cluster, watch.topology, undo);
  const nowhere = sent === null && code === 'NOT_DONE' ? { inForce: false } : {};
  await record(agent, 'failed', about, sent === false ? body : { ...body, undo: commands, ...nowhere });
}

function intentText({ step, of, changes }: Intent, operation: Operation): string {
  const values = Object.entries(changes).map(([knob, { from, to }]) => `${knob} ${from ?? 'unset'} → ${to}`);
  return `${operation.kind} (${step} of ${of})${values.length === 0 ? '' : `: ${values.join(', ')}`}`;
}

function intentOf(decided: DecidedChange, index: number): Intent {
  const { plan, changes, before, predicted, objective, revertOf, askedBy } = decided;
  return { step: index + 1, of: plan.length, changes, before, predicted, objective, revertOf, askedBy };
}

export function slotsOf({ workers }: Snapshot): string[] {
  return workers.map(({ host, port }) => `${host}:${port}`).sort();
}

/** How often supervisors look for new files of a topology; 30 s unless the cluster says otherwise. */
export function blobPollSeconds({ configuration }: Snapshot): number {
  const value = Number(configuration['supervisor.localizer.update.blob.interval.secs']);
  return Number.isFinite(value) && value > 0 ? value : 30;
}
