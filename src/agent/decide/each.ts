// Decides on each topology that was measured, and which one change of the cluster is carried out.
import type { ClusterInfo } from '../../clusters/index.js';
import { measuredBy } from '../../decision/index.js';
import { asTrimtabError, TrimtabError } from '../../errors/index.js';
import { type Evaluation, evaluate } from '../../metrics/index.js';
import { referenceToKeep, worthNow } from '../../outlook/index.js';
import { changesBetween } from '../act/changes-between.js';
import type { DecidedChange } from '../act/under-way.js';
import { queuesOf } from '../advice/reporting.js';
import { withoutDeclinedAdvice } from '../approval/advised.js';
import type { PendingEntry } from '../approval/entry.js';
import { enqueue, waitingAs } from '../approval/waiting.js';
import { type AgentContext, record } from '../context.js';
import { inSharedWords } from '../heron-words.js';
import { behaviourOf, engineOf, noticeDrift } from '../look/notice-drift.js';
import { asOfNow, type Observed } from '../look/observe.js';
import type { Watch } from '../look/watch.js';
import { recorded } from '../recorded-objective.js';
import { warnOfReferences } from '../state/reference-store.js';
import type { TopologySuggestion } from '../suggest/suggestion.js';
import { actingFacts } from './acting-facts.js';
import type { AgentDecision } from './agent-decision.js';
import { autonomyOf } from './autonomy.js';
import { type Decided, decide } from './decide.js';
import { decidingOn } from './deciding.js';
import { withReporter } from './propose-reporter.js';
import { whyOf } from './why.js';

/**
 * One decision for each topology with a window, journaled with everything it rests on.
 * @throws unknown where Trimtab is at fault with every one of them: a fault with one does not keep the others from being decided on
 */
export async function decideEach(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
  onTopology: () => void = () => {},
): Promise<AgentDecision[]> {
  const decisions: AgentDecision[] = [];
  const faults: unknown[] = [];
  const { entries } = await agent.state.queue.list();
  for (const one of observed) {
    // Hundreds of them take minutes, and nothing that is asked of the cluster here would notice the end.
    agent.signal.throwIfAborted();
    try {
      const now = await asOfNow(agent, info, one);
      const decided = await decideOrWatch(agent, info, now, entries);
      if (decided !== null) decisions.push(decided);
      if (now.collected.kind !== 'not-ready') now.watch.saidFault = '';
    } catch (thrown) {
      if (thrown instanceof TrimtabError || agent.signal.aborted) throw thrown;
      sayFault(agent, one.watch, thrown);
      faults.push(thrown);
    }
    onTopology();
  }
  if (faults.length > 0 && faults.length === observed.length) throw faults[0];
  return decisions;
}

/** null without a window, and in mode observe: nothing is decided. */
async function decideOrWatch(
  agent: AgentContext,
  info: ClusterInfo,
  one: Observed,
  entries: readonly PendingEntry[],
): Promise<AgentDecision | null> {
  const { watch, collected } = one;
  if (collected.kind === 'not-ready') return null;
  if (agent.settings().topology(watch.topology).mode !== 'observe')
    return await decideOne(agent, info, one, entries);
  const queues = queuesOf(collected, agent.clock, agent.reporting);
  const evaluation = evaluate(collected.window, queues, collected.external?.inputs ?? null);
  await record(
    agent,
    'evaluated',
    { id: null, topology: watch.topology },
    { text: measuredText(evaluation), evaluation },
  );
  await noticeDrift(agent, engineOf(info, collected.window.snapshot), watch, evaluation);
  return null;
}

/** Said when it begins, not at every look. */
function sayFault({ log, cluster }: AgentContext, watch: Watch, thrown: unknown): void {
  const { code, message: text, next } = asTrimtabError(thrown);
  if (text === watch.saidFault) return;
  watch.saidFault = text;
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  log.error('not-decided', { cluster: cluster.name, topology: watch.topology.name, code, text, next, stack });
}

/**
 * One change per cluster and tick: by priority, then by what a restart gains. Those whose last decisions were dropped before their call come
 * after the others: what stands in their way at that moment (an acker that does not report) is not seen by a decision, and may last.
 */
export function choose(agent: AgentContext, decisions: readonly AgentDecision[]): AgentDecision | undefined {
  const { topology } = agent.settings();
  const order = (one: AgentDecision): readonly [number, number, number] => [
    -one.watch.dropped,
    topology(one.suggestion).priority,
    (one.utilityGain ?? 0) / Math.max(1, one.plan.length),
  ];
  return decisions
    .filter((one) => one.plan.length > 0 && one.autonomy.actsBy === 'itself')
    .sort((a, b) => {
      const [[dropsA, p, gain], [dropsB, q, other]] = [order(a), order(b)];
      return dropsB - dropsA || q - p || other - gain;
    })[0];
}

/**
 * What is carried out of a decision, with what it promises.
 * @param askedBy who approved it; null where nobody had to
 */
export function changeOf(
  { suggestion, evaluation, plan, objective, watch, decidedAtMs }: Omit<AgentDecision, 'autonomy'>,
  askedBy: string | null = null,
): DecidedChange {
  const { current, proposed, predicted, decision } = suggestion;
  if (evaluation === null) throw new Error('a plan without an evaluation');
  return {
    id: decision.id,
    watch,
    plan,
    changes: changesBetween(inSharedWords(current ?? {}), inSharedWords(proposed ?? {})),
    before: measuredBy(evaluation, objective, worthNow(evaluation, objective, watch.reference)),
    predicted: predicted && {
      throughputPerSecond: predicted.throughputPerSecond,
      completeLatencyMs: predicted.completeLatencyMs,
      utility: predicted.utility,
    },
    objective: recorded(objective),
    revertOf: null,
    askedBy,
    decidedAtMs,
  };
}

async function decideOne(
  agent: AgentContext,
  info: ClusterInfo,
  observed: Observed,
  entries: readonly PendingEntry[],
): Promise<AgentDecision> {
  const { watch, collected } = observed;
  const { policy, fallback, topology } = agent.settings();
  const autonomy = autonomyOf(agent, watch.topology);
  await behaviourOf(agent, watch);
  const deciding = decidingOn(agent, info, observed, {
    id: agent.newId(),
    policy,
    fallback,
    acting: autonomy.actsBy === 'nobody' ? null : await actingFacts(agent, info, watch),
    entries,
  });
  const dry = decide(deciding);
  const advised = await withoutDeclinedAdvice(agent, dry, entries);
  const decided = autonomy.actsBy === 'itself' ? withReporter(agent, deciding, advised) : advised;
  await keepReference(agent, watch, decided);
  if (decided.evaluation !== null) watch.remember(decided.evaluation);
  const { objective } = topology(watch.topology);
  const decision = { ...decided, objective, watch, autonomy, decidedAtMs: performance.now() };
  const waiting = waitingAs(agent, decision, entries);
  await recordDecision(agent, decision, waiting?.entry.id ?? null);
  if (waiting !== null) await enqueue(agent, waiting);
  // What it forgets, this decision has still rested on; the next one does not.
  if (decided.evaluation !== null && collected.kind === 'window')
    await noticeDrift(agent, engineOf(info, collected.window.snapshot), watch, decided.evaluation);
  return decision;
}

/** The first full window is what later ones are compared with, and the first with the application's own latency that one. */
async function keepReference(
  agent: AgentContext,
  watch: Watch,
  { evaluation, suggestion }: Decided,
): Promise<void> {
  const stale = suggestion.decision.reasons.some((r) => r.guard === 'fresh' && r.answer === 'veto');
  if (evaluation === null || stale) return;
  const { objective } = agent.settings().topology(watch.topology);
  const first = referenceToKeep(watch.reference, evaluation, objective);
  if (first === null) return;
  // Not before it is on disk: one that is lost would be another after a restart, and with it what counts as 0.
  const { state, cluster, log, memory } = agent;
  const references = { first: new Map([[watch.topology.id, first]]), running: memory.watches.keys() };
  await state.save(cluster.name, [], references, warnOfReferences(log, cluster.name));
  watch.reference = first;
}

/** Two lines of the journal, and one of the log whose keys stay as they are: scripts read them. */
async function recordDecision(
  agent: AgentContext,
  made: AgentDecision,
  pending: string | null,
): Promise<void> {
  const { suggestion, evaluation, autonomy, watch } = made;
  const { mode } = agent.settings().topology(watch.topology);
  const { decision, name, id } = suggestion;
  const about = { id: decision.id, topology: { name, id } };
  await record(agent, 'evaluated', about, {
    text: evaluation === null ? '' : measuredText(evaluation),
    evaluation,
  });
  const { current, proposed, predicted, price, moves, commands, advice } = suggestion;
  const { action, policy, reasons } = decision;
  const text = sentence(suggestion);
  const body = {
    code: codeOf(suggestion),
    text,
    mode,
    action,
    policy,
    reasons,
    current,
    proposed,
    predicted,
    price,
    ...(moves === undefined ? {} : { moves }),
    commands,
    advice,
    inputs: await keepInputs(agent, made),
    ...(autonomy.because === null ? {} : { actsAs: 'approve', because: autonomy.because }),
    ...(pending === null ? {} : { pending }),
  };
  await record(agent, 'decided', about, body);
  agent.log.info('decision', {
    cluster: agent.cluster.name,
    topology: name,
    id: decision.id,
    mode,
    action,
    policy,
    code: codeOf(suggestion),
    throughputPerSecond: rounded(suggestion.throughputPerSecond),
    completeLatencyMs: rounded(suggestion.completeLatencyMs),
    utility: rounded(suggestion.utility),
    bottleneck: suggestion.bottleneck,
    proposed,
    commands,
  });
}

/** @returns the hash of what it was made from; null where that is not kept */
async function keepInputs(
  agent: AgentContext,
  { suggestion, evaluation, measured, considered }: AgentDecision,
): Promise<string | null> {
  const { keepDecisions } = agent.settings();
  if (evaluation === null || keepDecisions === 0) return null;
  const { id } = suggestion.decision;
  try {
    return await agent.state.decisions.save({ id, evaluation, measured, considered }, keepDecisions);
  } catch (thrown) {
    const { code, message: text, next } = asTrimtabError(thrown);
    agent.log.warn('inputs-not-kept', { cluster: agent.cluster.name, id, code, text, next });
    return null;
  }
}

/** Why it holds; APPLY otherwise. */
export function codeOf({ decision }: TopologySuggestion): string {
  return decision.reasons.find((r) => r.answer === 'veto')?.code ?? 'APPLY';
}

/** The reason of a hold, or what is proposed and why, in a sentence. */
function sentence({ decision, proposed }: TopologySuggestion): string {
  const { action, reasons } = decision;
  if (action === 'hold') return reasons.find((r) => r.answer === 'veto')?.text ?? '';
  const values = Object.entries(proposed ?? {}).map(([knob, value]) => `${knob} ${value}`);
  return `${values.join(', ')} ${whyOf(decision)}`.trim();
}

function measuredText({ throughputPerSecond, completeLatencyMs, bottleneck }: Evaluation): string {
  const rate =
    throughputPerSecond === null ? 'unknown throughput' : `${throughputPerSecond.toFixed(0)} tuples/s`;
  const latency = completeLatencyMs === null ? '' : ` at ${completeLatencyMs.toFixed(0)} ms`;
  return `${rate}${latency}${bottleneck === null ? '' : `; ${bottleneck} is full`}`;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
