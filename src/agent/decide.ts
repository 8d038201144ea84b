// One dry decision: what was measured → guards → policy → guards → prediction, price and commands.
import {
  type Advice,
  drainWaitSeconds,
  type Operation,
  planOf,
  stormCommands,
  tasksAdvice,
} from '../change/index.js';
import { type ClusterInfo, type Snapshot, stormConfiguration, type TopologyRef } from '../clusters/index.js';
import {
  type GuardAnswer,
  type GuardInput,
  measuringRules,
  proposalRules,
  runGuards,
} from '../guard/index.js';
import { type Changes, type Configuration, componentOf } from '../knobs/index.js';
import { type Evaluation, evaluate } from '../metrics/index.js';
import { type Objective, type Reference, utility } from '../objective/index.js';
import type { Policy } from '../policy/index.js';
import {
  type Demand,
  type Executors,
  estimateDemand,
  type Prediction,
  type Price,
  predict,
  priceOf,
} from '../twin/index.js';
import type { Collected } from './collect.js';
import { performanceAfter, performanceNow } from './performance.js';
import { suggestedComponents, type TopologySuggestion } from './suggestion.js';

export interface Deciding {
  readonly info: ClusterInfo;
  readonly topology: TopologyRef;
  readonly collected: Collected;
  readonly windowSeconds: number;
  readonly maxAgeSeconds: number;
  readonly policy: Policy;
  readonly objective: Objective;
  readonly knobs: { readonly exclude: readonly string[]; readonly bounds: GuardInput['limits']['bounds'] };
  readonly history: readonly Evaluation[];
  /** What counts as 0 in the utility, by an evaluation of the first full window when the configuration does not say. */
  readonly referenceFor: (evaluation: Evaluation) => Partial<Reference>;
  readonly id: string;
}

export interface Decided {
  readonly suggestion: TopologySuggestion;
  readonly evaluation: Evaluation | null;
}

export function decide(deciding: Deciding): Decided {
  const { collected } = deciding;
  if (collected.kind === 'not-ready') {
    const { answers } = runGuards(measuringRules, guardInput(deciding, null, null, {}));
    return { suggestion: holding(deciding, null, null, answers), evaluation: null };
  }
  const { snapshot } = collected.window;
  const configuration = stormConfiguration(snapshot, deciding.info.generation);
  const evaluation = evaluate(collected.window);
  const demand = estimateDemand(evaluation);
  const measured = runGuards(measuringRules, guardInput(deciding, snapshot, configuration, {}));
  if (measured.answers.some((a) => a.answer === 'veto')) {
    return { suggestion: holding(deciding, evaluation, configuration, measured.answers), evaluation };
  }
  const answer = deciding.policy.decide({
    evaluation,
    configuration,
    objective: deciding.objective,
    demand,
    history: deciding.history,
  });
  if (answer.kind === 'hold') {
    const own: GuardAnswer = {
      guard: 'policy',
      answer: 'veto',
      code: answer.code,
      margin: null,
      text: answer.text,
    };
    return {
      suggestion: holding(deciding, evaluation, configuration, [...measured.answers, own]),
      evaluation,
    };
  }
  const guarded = runGuards(proposalRules, guardInput(deciding, snapshot, configuration, answer.changes));
  const proposal: GuardAnswer = {
    guard: 'policy',
    answer: 'pass',
    code: 'PROPOSED',
    margin: null,
    text: answer.text,
  };
  const answers = [...measured.answers, proposal, ...guarded.answers];
  const wait = drainWaitSeconds(evaluation.completeLatencyMs, snapshot.measuring.messageTimeoutSeconds);
  const advice = headroomAdvice(deciding.topology.name, answer.changes, snapshot, wait);
  const proposes = Object.keys(guarded.changes).length > 0 && !answers.some((a) => a.answer === 'veto');
  if (!proposes) {
    return { suggestion: { ...holding(deciding, evaluation, configuration, answers), advice }, evaluation };
  }
  const plan = planOf(guarded.changes, wait);
  const outlook = outlookOf(deciding, evaluation, demand, guarded.changes, plan, wait);
  return {
    suggestion: {
      ...holding(deciding, evaluation, configuration, answers),
      proposed: guarded.changes,
      ...outlook,
      decision: { action: 'apply', policy: deciding.policy.name, id: deciding.id, reasons: answers },
      commands: stormCommands(deciding.topology.name, plan),
      advice,
    },
    evaluation,
  };
}

function guardInput(
  { collected, windowSeconds, maxAgeSeconds, info, knobs }: Deciding,
  snapshot: Snapshot | null,
  configuration: Configuration | null,
  changes: Changes,
): GuardInput {
  const ready = collected.kind === 'window';
  return {
    notReady: ready ? null : collected.notReady,
    windowSeconds: {
      wanted: windowSeconds,
      got: ready ? collected.window.seconds : collected.gotSeconds,
    },
    ageSeconds: ready ? collected.ageSeconds : null,
    maxAgeSeconds,
    configuration: configuration ?? {},
    changes,
    limits: {
      generation: info.generation,
      tasks: Object.fromEntries(snapshot?.components.map((c) => [c.name, c.tasks]) ?? []),
      slotsFree: info.slotsFree,
      bounds: knobs.bounds,
      exclude: knobs.exclude,
    },
  };
}

/** The suggestion as it is when nothing is proposed. */
function holding(
  { topology, policy, objective, referenceFor, id }: Deciding,
  evaluation: Evaluation | null,
  current: Configuration | null,
  reasons: readonly GuardAnswer[],
): TopologySuggestion {
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
    utility:
      evaluation === null
        ? null
        : utility(performanceNow(evaluation, objective), objective, referenceFor(evaluation)),
    bottleneck: evaluation?.bottleneck ?? null,
    current,
    proposed: null,
    predicted: null,
    price: null,
    decision: { action: 'hold', policy: policy.name, id, reasons },
    commands: [],
    advice: [],
  };
}

function headroomAdvice(
  topology: string,
  wanted: Changes,
  snapshot: Snapshot,
  waitSeconds: number,
): Advice[] {
  return Object.entries(wanted).flatMap(([knob, value]) => {
    const component = snapshot.components.find((c) => c.name === componentOf(knob));
    return component === undefined || value <= component.tasks
      ? []
      : [tasksAdvice(topology, component.name, component.tasks, value, waitSeconds)];
  });
}

function outlookOf(
  { objective, referenceFor, info }: Deciding,
  evaluation: Evaluation,
  demand: Demand,
  changes: Changes,
  plan: readonly Operation[],
  waitSeconds: number,
): { predicted: TopologySuggestion['predicted']; price: Price } {
  const executors: Executors = Object.fromEntries(
    Object.entries(changes).flatMap(([knob, n]) => {
      const component = componentOf(knob);
      return component === undefined ? [] : [[component, n]];
    }),
  );
  const prediction = predict(evaluation, executors, demand);
  const reference = referenceFor(evaluation);
  const pricing = {
    generation: info.generation,
    restarts: plan.length,
    workers: changes['workers'] ?? evaluation.workers,
    waitSeconds,
    offeredPerSecond: demand.known ? demand.perSecond : null,
    capacityPerSecond: predict(evaluation, executors, unlimited(demand))?.throughputPerSecond.mean ?? 0,
    utilityNow: utility(performanceNow(evaluation, objective), objective, reference),
    utilityPredicted: null,
  };
  const pause = priceOf(pricing).pauseSeconds;
  const utilityPredicted =
    prediction === null
      ? null
      : utility(performanceAfter(evaluation, changes, prediction, objective, pause), objective, reference);
  return {
    predicted: prediction === null ? null : shown(prediction, utilityPredicted),
    price: priceOf({ ...pricing, utilityPredicted }),
  };
}

function shown(prediction: Prediction, predictedUtility: number | null): TopologySuggestion['predicted'] {
  const { throughputPerSecond, completeLatencyMs, assumes } = prediction;
  return { throughputPerSecond, completeLatencyMs, utility: predictedUtility, assumes };
}

/** The same source with no end to what it offers: what the topology could carry. */
function unlimited(demand: Demand): Demand {
  return demand.known
    ? { known: false, atLeastPerSecond: demand.perSecond, because: 'asked for capacity' }
    : demand;
}
