// One dry decision: what was measured → guards → policy → guards → prediction, price and commands.
import { type Advice, drainWaitSeconds, heronCommands, planOf, stormCommands } from '../../change/index.js';
import {
  type ClusterInfo,
  type Operation,
  type Snapshot,
  stormConfiguration,
  type TopologyRef,
} from '../../clusters/index.js';
import {
  type Considered,
  type Considering,
  type CpuWindows,
  consider,
  type Peak,
  type Unfamiliar,
  withPeak,
} from '../../decision/index.js';
import {
  type ActingFacts,
  type Evidence,
  type GuardAnswer,
  type GuardInput,
  type MeasuringInput,
  runMeasuringGuards,
} from '../../guard/index.js';
import type { Configuration } from '../../knobs/index.js';
import { type Evaluation, evaluate, type QueueMetrics } from '../../metrics/index.js';
import { type Objective, type Reference, utility } from '../../objective/index.js';
import { performanceNow } from '../../outlook/index.js';
import type { Policy } from '../../policy/index.js';
import { type Demand, estimateDemand, type RestartExperience } from '../../twin/index.js';
import { cpuAdvice } from '../advice/cpu.js';
import { headroomAdvice, wantedBeyondTasks } from '../advice/headroom.js';
import { adviceBeside, heronRunningAdvice, heronTarget } from '../advice/heron.js';
import { containersByItself, movesOf, packedOf, repackingOn } from '../advice/heron-moves.js';
import { type Reporting, reportingAdvice } from '../advice/reporting.js';
import { runningAdvice } from '../advice/running.js';
import { slowHostAdvice } from '../advice/slow-host.js';
import { inHeronWords } from '../heron-words.js';
import type { Collected } from '../look/collect.js';
import { suggestedComponents, type TopologySuggestion } from '../suggest/suggestion.js';
import { limitsOf } from './limits.js';

export interface Deciding {
  readonly info: ClusterInfo;
  readonly topology: TopologyRef;
  readonly collected: Collected;
  readonly windowSeconds: number;
  readonly maxAgeSeconds: number;
  readonly policy: Policy;
  /** Asked where the policy is out of its depth. */
  readonly fallback?: Policy | null;
  readonly objective: Objective;
  readonly knobs: { readonly exclude: readonly string[]; readonly bounds: GuardInput['limits']['bounds'] };
  /** Free slots of the cluster that no change may take. */
  readonly reserveSlots?: number;
  readonly history: readonly Evaluation[];
  /** The last windows of earlier configurations, oldest first, for the twin. */
  readonly earlier?: readonly Evaluation[];
  /** What the topology's past says of a change. */
  readonly evidenceFor: (evaluation: Evaluation) => Evidence;
  /** Whether the state is unlike those that the policy was trained on; absent: nobody can tell. */
  readonly unfamiliarIn?: (evaluation: Evaluation) => Unfamiliar | null;
  /** How this cluster restarts, of its own restarts. */
  readonly experience?: RestartExperience;
  /** A planned peak that is on or near. */
  readonly peak?: Peak | null;
  /** What counts as 0 in the utility, by an evaluation of the first full window when the configuration does not say. */
  readonly referenceFor: (evaluation: Evaluation) => Partial<Reference>;
  readonly id: string;
  /** null in a dry run. */
  readonly acting: ActingFacts | null;
  /** What Graphite lines tell; without them queues are unknown. */
  readonly queues?: QueueMetrics | null;
  readonly reporting?: Reporting | null;
}

export interface Decided {
  readonly suggestion: TopologySuggestion;
  readonly evaluation: Evaluation | null;
  /** What carries the decision out, in order; empty for a hold. */
  readonly plan: readonly Operation[];
  /** What the change is predicted to gain, not cut off at -1; null where nothing is proposed. */
  readonly utilityGain: number | null;
  /** What the rules about measuring were asked. */
  readonly measured: MeasuringInput;
  /** What the decision was made from, and what came of it; null where nobody was asked. */
  readonly considered: { readonly input: Considering; readonly result: Considered } | null;
}

type Proposal = Pick<Decided, 'suggestion' | 'plan' | 'utilityGain' | 'considered'>;

export function decide(deciding: Deciding): Decided {
  const decided = decideInSharedWords(deciding);
  if (deciding.info.engine === 'storm') return decided;
  return { ...decided, suggestion: inHeronWords(decided.suggestion) };
}

function decideInSharedWords(deciding: Deciding): Decided {
  const { collected, info, queues = null, reporting = null } = deciding;
  if (collected.kind === 'not-ready') {
    const { answers } = runMeasuringGuards(measuredInput(deciding));
    return {
      ...hold(holding(deciding, null, answers), null),
      evaluation: null,
      measured: measuredInput(deciding),
    };
  }
  const { snapshot } = collected.window;
  const evaluation = evaluate(collected.window, queues, collected.external?.inputs ?? null);
  const measured: Measured = {
    snapshot,
    evaluation,
    configuration: stormConfiguration(snapshot, info.generation),
    demand: withPeak(estimateDemand(evaluation), deciding.peak ?? null),
  };
  const { answers } = runMeasuringGuards(measuredInput(deciding));
  const proposal = answers.some((a) => a.answer === 'veto')
    ? hold(holding(deciding, measured, answers), null)
    : propose(deciding, measured, answers);
  const wait = drainWaitSeconds(evaluation.completeLatencyMs, snapshot.measuring.messageTimeoutSeconds);
  const more = reportingAdvice(info, snapshot, reporting, queues, wait);
  const { suggestion } = proposal;
  return {
    ...proposal,
    suggestion: { ...suggestion, advice: [...suggestion.advice, ...more] },
    evaluation,
    measured: measuredInput(deciding),
  };
}

function hold(suggestion: TopologySuggestion, considered: Decided['considered']): Proposal {
  return { suggestion, plan: [], utilityGain: null, considered };
}

interface Measured {
  readonly snapshot: Snapshot;
  readonly evaluation: Evaluation;
  readonly configuration: Configuration;
  readonly demand: Demand;
}

/** Asks the policy, then the guards about what it proposes. */
function propose(deciding: Deciding, measured: Measured, before: readonly GuardAnswer[]): Proposal {
  const { policy, info, id } = deciding;
  const { snapshot } = measured;
  const waitSeconds = waitSecondsOf(measured);
  const input = consideringOf(deciding, measured, waitSeconds);
  const result = consider(input);
  const considered = { input, result };
  const reasons = [...before, ...result.answers];
  const holds = holding(deciding, measured, reasons);
  const headroom =
    heronTarget(snapshot, info) === null
      ? headroomAdvice({ ...wantedBeyondTasks(input), ...result.wanted }, deciding, snapshot, waitSeconds)
      : [];
  const held = { ...holds, advice: [...headroom, ...holds.advice] };
  const { outlook, changes } = result;
  if (!result.apply || outlook === null) return hold(held, considered);
  const plan = planOf(changes, waitSeconds);
  const { predicted, price, utilityGain } = outlook;
  const suggestion: TopologySuggestion = {
    ...held,
    proposed: changes,
    predicted,
    price,
    decision: { action: 'apply', policy: policy.name, id, reasons },
    ...byHand(deciding, snapshot, plan, held.advice),
  };
  return { suggestion, plan, utilityGain, considered };
}

/** What the decision is made from. */
function consideringOf(deciding: Deciding, measured: Measured, waitSeconds: number): Considering {
  const { policy, objective, history, info, referenceFor } = deciding;
  const { snapshot, evaluation, configuration, demand } = measured;
  const packed = heronTarget(snapshot, info) === null ? null : packedOf(snapshot, repackingOn(info));
  return {
    engine: info.generation,
    evaluation,
    configuration,
    demand,
    objective,
    reference: referenceFor(evaluation),
    history,
    earlier: deciding.earlier ?? [],
    policy,
    fallback: deciding.fallback ?? null,
    unfamiliar: deciding.unfamiliarIn?.(evaluation) ?? null,
    limits: limitsOf(deciding, snapshot),
    waitSeconds,
    experience: deciding.experience,
    ...(packed === null ? {} : { packed }),
    evidence: deciding.evidenceFor(evaluation),
    acting: deciding.acting,
    measured: measuredInput(deciding),
    guards: 'full',
  };
}

/** How a plan is carried out by hand: its commands, and on Heron what it moves and brings beside. */
function byHand(
  { topology, info }: Deciding,
  snapshot: Snapshot,
  plan: readonly Operation[],
  advice: TopologySuggestion['advice'],
): Pick<TopologySuggestion, 'moves' | 'commands' | 'advice'> {
  const target = heronTarget(snapshot, info);
  if (target === null) return { commands: stormCommands(topology.name, plan), advice };
  return {
    moves: movesOf(plan, snapshot, repackingOn(info)),
    commands: heronCommands(target, plan, containersByItself(plan, snapshot)),
    advice: adviceBeside(plan, snapshot, target, advice),
  };
}

/** What the rules about measuring ask. */
function measuredInput({ collected, windowSeconds, maxAgeSeconds }: Deciding): MeasuringInput {
  const ready = collected.kind === 'window';
  return {
    notReady: ready ? null : collected.notReady,
    windowSeconds: {
      wanted: ready && collected.window.source === 'engine' ? 0 : windowSeconds,
      got: ready ? collected.window.seconds : collected.gotSeconds,
    },
    ageSeconds: ready ? collected.ageSeconds : null,
    maxAgeSeconds,
  };
}

/** The suggestion as it is when nothing is proposed. */
function holding(
  { topology, policy, objective, referenceFor, id, info, history, earlier = [] }: Deciding,
  measured: Measured | null,
  reasons: readonly GuardAnswer[],
): TopologySuggestion {
  const evaluation = measured?.evaluation ?? null;
  return {
    name: topology.name,
    id: topology.id,
    window: evaluation?.window ?? null,
    components: evaluation === null ? [] : suggestedComponents(evaluation),
    throughputPerSecond: evaluation?.throughputPerSecond ?? null,
    completeLatencyMs: evaluation?.completeLatencyMs ?? null,
    queueingMs: evaluation?.queueingMs ?? null,
    failedPerSecond: evaluation?.failedPerSecond ?? null,
    pendingUse: evaluation?.pendingUse ?? null,
    external: evaluation?.external ?? null,
    utility:
      evaluation === null
        ? null
        : utility(performanceNow(evaluation, objective), objective, referenceFor(evaluation)),
    bottleneck: evaluation?.bottleneck ?? null,
    current: measured?.configuration ?? null,
    proposed: null,
    predicted: null,
    price: null,
    decision: { action: 'hold', policy: policy.name, id, reasons },
    commands: [],
    advice: measured === null ? [] : adviceOn(measured, info, { history, earlier }),
  };
}

function adviceOn(
  measured: Measured,
  info: ClusterInfo,
  past: Pick<CpuWindows, 'history' | 'earlier'>,
): Advice[] {
  const { evaluation, snapshot } = measured;
  const target = heronTarget(snapshot, info);
  if (target !== null) return heronRunningAdvice(evaluation, snapshot, target);
  const wait = waitSecondsOf(measured);
  return [
    ...runningAdvice(evaluation, snapshot, info.generation, wait),
    ...cpuAdvice({ evaluation, ...past }, snapshot, info, wait),
    ...slowHostAdvice(evaluation, snapshot, info.generation, wait),
  ];
}

function waitSecondsOf({ evaluation, snapshot }: Measured): number {
  return drainWaitSeconds(evaluation.completeLatencyMs, snapshot.measuring.messageTimeoutSeconds);
}
