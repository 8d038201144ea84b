// Decides on each topology that was measured, and which one change of the cluster is carried out.
import type { ClusterInfo } from '../clusters/index.js';
import type { TopologyConfig } from '../config/index.js';
import { evidenceOf, measuredBy } from '../decision/index.js';
import type { ActingFacts } from '../guard/index.js';
import type { Changes, Configuration } from '../knobs/index.js';
import { type Evaluation, evaluate } from '../metrics/index.js';
import type { Objective } from '../objective/index.js';
import { referenceAt, referenceOf } from '../outlook/index.js';
import { experienceOf } from '../twin/index.js';
import { blackoutAt, peakAt } from './calendar.js';
import { type AgentContext, elapsedSeconds, record } from './context.js';
import { type Decided, type Deciding, decide } from './decide.js';
import { hysteresisOf } from './hysteresis.js';
import type { Observed } from './observe.js';
import { withReporter } from './propose-reporter.js';
import { queuesOf } from './reporting.js';
import type { TopologySuggestion } from './suggestion.js';
import type { DecidedChange } from './under-way.js';
import { stillComparable, type Watch } from './watch.js';

export interface Judged extends Decided {
  readonly objective: Objective;
  readonly watch: Watch;
  /** That it was judged by: only in auto were the guards of acting asked. */
  readonly mode: TopologyConfig['mode'];
  /** By the wall: from here to the call is what an operator waits for. */
  readonly decidedAtMs: number;
}

/** One decision for each topology with a window, journaled with everything it rests on. */
export async function judge(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const one of observed) {
    const { watch, collected } = one;
    if (collected.kind === 'not-ready') continue;
    if (agent.settings().topology(watch.topology.name).mode === 'observe') {
      const queues = queuesOf(collected, agent.clock, agent.reporting);
      const evaluation = evaluate(collected.window, queues, collected.external?.inputs ?? null);
      await record(
        agent,
        'evaluated',
        { id: null, topology: watch.topology },
        { text: said(evaluation), evaluation },
      );
    } else judged.push(await judgeOne(agent, info, one));
  }
  return judged;
}

/** One change per cluster and tick: by priority, then by what a restart gains. */
export function choose(agent: AgentContext, judged: readonly Judged[]): Judged | undefined {
  const { topology } = agent.settings();
  const order = (j: Judged): readonly [number, number] => [
    topology(j.suggestion.name).priority,
    (j.utilityGain ?? 0) / Math.max(1, j.plan.length),
  ];
  return judged
    .filter((j) => j.plan.length > 0 && j.mode === 'auto')
    .sort((a, b) => {
      const [[p, gain], [q, other]] = [order(a), order(b)];
      return q - p || other - gain;
    })[0];
}

/** What is carried out of a decision, with what it promises. */
export function changeOf({
  suggestion,
  evaluation,
  plan,
  objective,
  watch,
  decidedAtMs,
}: Judged): DecidedChange {
  const { current, proposed, predicted, utility, decision } = suggestion;
  if (evaluation === null) throw new Error('a plan without an evaluation');
  return {
    id: decision.id,
    watch,
    plan,
    changes: changesBetween(current ?? {}, proposed ?? {}),
    before: measuredBy(evaluation, objective, utility),
    predicted: predicted && {
      throughputPerSecond: predicted.throughputPerSecond,
      completeLatencyMs: predicted.completeLatencyMs,
      utility: predicted.utility,
    },
    revertOf: null,
    decidedAtMs,
  };
}

/** Each knob that is turned, with its value before and after. */
export function changesBetween(current: Configuration, proposed: Changes): DecidedChange['changes'] {
  return Object.fromEntries(
    Object.entries(proposed).map(([knob, to]) => [knob, { from: current[knob] ?? null, to }]),
  );
}

async function judgeOne(
  agent: AgentContext,
  info: ClusterInfo,
  { watch, collected }: Observed,
): Promise<Judged> {
  const settings = agent.settings();
  const { mode, objective, knobs, guards, expected } = settings.topology(watch.topology.name);
  const peak = peakAt(expected, agent.clock.now(), settings.timeZone);
  const own = watch.reference;
  const deciding: Deciding = {
    info,
    topology: watch.topology,
    collected,
    windowSeconds: settings.windowSeconds,
    maxAgeSeconds: settings.maxAgeSeconds,
    policy: settings.policy,
    fallback: settings.fallback,
    objective,
    knobs,
    reserveSlots: guards.reserveSlots,
    peak,
    evidenceFor: (evaluation, demand) => {
      const nowSeconds = elapsedSeconds(agent);
      // Before a peak the demand is what is expected, not what is there.
      if (peak === null)
        watch.rememberLoad(nowSeconds, demand.known ? demand.perSecond : demand.atLeastPerSecond);
      const { loads, lastChange, failed } = watch;
      const past = { loads, lastChange, failed, peak: peak?.text ?? null };
      return evidenceOf({ nowSeconds, evaluation, ...past, ...hysteresisOf(guards) });
    },
    history: watch.evaluations,
    experience: experienceOf(info.generation, agent.memory.restarts),
    earlier: stillComparable(watch.earlier, agent.clock.now()),
    referenceFor: (evaluation) => referenceAt(evaluation, objective, own),
    id: agent.newId(),
    queues: queuesOf(collected, agent.clock, agent.reporting),
    reporting: agent.reporting,
    acting: mode === 'auto' ? await actingFacts(agent, info, watch) : null,
  };
  const decided = withReporter(agent, deciding, decide(deciding));
  await keepReference(agent, watch, decided);
  if (decided.evaluation !== null) watch.remember(decided.evaluation);
  const judged = { ...decided, objective, watch, mode, decidedAtMs: performance.now() };
  await say(agent, mode, judged);
  return judged;
}

/** What an agent that acts knows of a topology beyond what was measured. */
export async function actingFacts(
  agent: AgentContext,
  info: ClusterInfo,
  watch: Watch,
): Promise<ActingFacts> {
  const { memory, killSwitch, cluster } = agent;
  const { coolDownSeconds, beside } = agent.settings();
  const now = elapsedSeconds(agent);
  const { backOff, changedAtSeconds, changes, topology } = watch;
  const within = (seconds: number): number => changes.filter((at) => now - at < seconds).length;
  // What a former run of the agent left open counts as well.
  const open = memory.change ?? memory.revert?.change ?? memory.interrupted[0];
  return {
    paused: await killSwitch.pausedBecause(cluster.name, topology.name),
    leader: {
      host: info.leader,
      here: beside === 'any' || (info.leader !== null && (await agent.isHere(info.leader))),
    },
    otherAgent: memory.otherAgent,
    coolDownSeconds,
    secondsSinceChange: changedAtSeconds === null ? null : now - changedAtSeconds,
    changes: { lastHour: within(3600), lastDay: within(24 * 3600) },
    budgets: agent.settings().topology(topology.name).budgets,
    backOff:
      backOff === null || now >= backOff.untilSeconds
        ? null
        : { secondsLeft: backOff.untilSeconds - now, because: backOff.because },
    blackout: blackoutAt(
      agent.settings().topology(topology.name).blackout,
      agent.clock.now(),
      agent.settings().timeZone,
    ),
    underWay:
      open === undefined ? null : `the outcome of ${open.id} (${open.topology.name}) is not known yet`,
  };
}

/** The first full window is what later ones are compared with. */
async function keepReference(
  agent: AgentContext,
  watch: Watch,
  { evaluation, suggestion }: Decided,
): Promise<void> {
  const stale = suggestion.decision.reasons.some((r) => r.guard === 'fresh' && r.answer === 'veto');
  if (watch.reference !== null || evaluation === null || stale) return;
  const { objective } = agent.settings().topology(watch.topology.name);
  const first = referenceOf(evaluation, objective);
  if (first === null) return;
  // Not before it is on disk: one that is lost would be another after a restart, and with it what counts as 0.
  await agent.state.save(agent.cluster.name, [], new Map([[watch.topology.id, first]]));
  watch.reference = first;
}

/** Two lines of the journal, and one of the log whose keys stay as they are: scripts read them. */
async function say(agent: AgentContext, mode: string, { suggestion, evaluation }: Judged): Promise<void> {
  const { decision, name, id } = suggestion;
  const about = { id: decision.id, topology: { name, id } };
  await record(agent, 'evaluated', about, { text: evaluation === null ? '' : said(evaluation), evaluation });
  const { current, proposed, predicted, price, commands, advice } = suggestion;
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
    commands,
    advice,
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

/** Why it holds; APPLY otherwise. */
export function codeOf({ decision }: TopologySuggestion): string {
  return decision.reasons.find((r) => r.answer === 'veto')?.code ?? 'APPLY';
}

/** The reason of a hold, or what is proposed and why, in a sentence. */
function sentence({ decision, proposed }: TopologySuggestion): string {
  const { action, reasons } = decision;
  if (action === 'hold') return reasons.find((r) => r.answer === 'veto')?.text ?? '';
  const values = Object.entries(proposed ?? {}).map(([knob, value]) => `${knob} ${value}`);
  return `${values.join(', ')} ${reasons.find((r) => r.guard === 'policy')?.text ?? ''}`.trim();
}

function said({ throughputPerSecond, completeLatencyMs, bottleneck }: Evaluation): string {
  const rate =
    throughputPerSecond === null ? 'unknown throughput' : `${throughputPerSecond.toFixed(0)} tuples/s`;
  const latency = completeLatencyMs === null ? '' : ` at ${completeLatencyMs.toFixed(0)} ms`;
  return `${rate}${latency}${bottleneck === null ? '' : `; ${bottleneck} is full`}`;
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
