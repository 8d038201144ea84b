// One episode: a policy under guards in the fast environment, tick by tick, judged by what truly happened.
import {
  consider,
  evidenceOf,
  type LoadSample,
  measuredBy,
  outcomeOf,
  type PastChange,
} from '../decision/index.js';
import type { ActingFacts } from '../guard/index.js';
import { type Changes, type Configuration, componentOf, directionsOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Objective } from '../objective/index.js';
import { referenceAt, referenceOf, type StoredReference, utilityNow } from '../outlook/index.js';
import type { Policy } from '../policy/index.js';
import { createEnvironment, type Environment, type PlanChange, type Scenario } from '../simulator/index.js';
import { estimateDemand } from '../twin/index.js';
import { Judge, type Score } from './judge.js';

export interface EpisodeOptions {
  readonly scenario: Scenario;
  readonly seed?: number;
  readonly objective: Objective;
  readonly policy: Policy;
  /** `safety`: validity and bounds alone, and nothing is undone. */
  readonly guards: 'full' | 'safety';
  readonly minutes: number;
  /** Whether the source tells its backlog and its rate. */
  readonly external?: boolean;
  readonly restraint?: Restraint;
}

export interface EpisodeResult extends Score {
  readonly changes: number;
  readonly reverts: number;
  readonly restarts: number;
  /** Executors of each component at the end. */
  readonly executors: Readonly<Record<string, number>>;
}

/** How much is held back; as the defaults of the configuration unless a search varies them. */
export interface Restraint {
  readonly coolDownSeconds: number;
  readonly minGain: number;
  readonly minGainDown: number;
  readonly downAfterSeconds: number;
  readonly reversalSeconds: number;
  readonly horizonSeconds: number;
}
export const usualRestraint: Restraint = {
  coolDownSeconds: 600,
  minGain: 0.03,
  minGainDown: 0.03,
  downAfterSeconds: 1200,
  reversalSeconds: 3600,
  horizonSeconds: 1800,
};
const budgets = { changesPerHour: 2, changesPerDay: 8 };

interface Agent {
  readonly loads: LoadSample[];
  readonly earlier: Evaluation[];
  history: Evaluation[];
  reference: StoredReference | null;
  readonly changedAt: number[];
  lastChange: PastChange | null;
  readonly failed: PastChange[];
  backOffUntil: number;
  underWay: UnderWay | null;
  reverts: number;
  restarts: number;
}

interface UnderWay extends PastChange {
  readonly changes: Parameters<typeof outcomeOf>[0]['changes'];
  readonly before: Parameters<typeof outcomeOf>[0]['before'];
  readonly predicted: Parameters<typeof outcomeOf>[0]['predicted'];
  readonly isRevert: boolean;
}

export function runEpisode(options: EpisodeOptions): EpisodeResult {
  const { scenario, seed, minutes, objective, external = false } = options;
  const environment = createEnvironment(scenario, {
    ...(seed === undefined ? {} : { seed }),
    windowSeconds: 120,
    external,
  });
  const agent: Agent = {
    loads: [],
    earlier: [],
    history: [],
    reference: null,
    changedAt: [],
    lastChange: null,
    failed: [],
    backOffUntil: 0,
    underWay: null,
    reverts: 0,
    restarts: 0,
  };
  const judge = new Judge(objective);
  for (let minute = 0; minute < minutes; minute++) {
    judge.take(environment.advance(60));
    tick(options, environment, agent);
  }
  const { changedAt, reverts, restarts } = agent;
  const { components } = environment.plan();
  const executors = Object.fromEntries(components.map((c) => [c.name, c.executors]));
  return { ...judge.result(), changes: changedAt.length, reverts, restarts, executors };
}

function tick(options: EpisodeOptions, environment: Environment, agent: Agent): void {
  const seen = environment.observe();
  if ('kind' in seen) return;
  const { objective, guards, restraint = usualRestraint } = options;
  agent.reference ??= referenceOf(seen, objective);
  if (guards === 'full' && agent.underWay !== null && verify(options, environment, agent, seen)) return;
  agent.underWay = null;
  const nowSeconds = environment.nowSeconds();
  const demand = estimateDemand(seen);
  agent.loads.push({
    atSeconds: nowSeconds,
    perSecond: demand.known ? demand.perSecond : demand.atLeastPerSecond,
  });
  const { loads, lastChange, failed } = agent;
  const configuration = configurationOf(environment);
  const acting = actingFacts(agent, nowSeconds, restraint);
  // What the guards would refuse anyway is not worth asking a policy for.
  if (guards === 'full' && (nowSeconds < agent.backOffUntil || isCooling(acting))) {
    agent.history.push(seen);
    return;
  }
  const considered = consider({
    engine: 'storm-2.x',
    evaluation: seen,
    configuration,
    demand,
    objective,
    reference: referenceAt(seen, objective, agent.reference),
    history: agent.history,
    earlier: agent.earlier.slice(-8),
    policy: options.policy,
    fallback: null,
    limits: {
      generation: 'storm-2.x',
      tasks: Object.fromEntries(seen.components.map((c) => [c.name, c.tasks])),
      slotsFree: slotsOf(environment) - seen.workers,
      bounds: {},
      exclude: [],
    },
    waitSeconds: waitSecondsOf(seen),
    evidence: evidenceOf({
      nowSeconds,
      loads,
      evaluation: seen,
      lastChange,
      failed,
      peak: null,
      hysteresis: restraint,
      horizonSeconds: restraint.horizonSeconds,
    }),
    acting,
    measured: {
      notReady: null,
      windowSeconds: { wanted: 120, got: 120 },
      ageSeconds: 30,
      maxAgeSeconds: 180,
    },
    guards,
  });
  agent.history.push(seen);
  if (considered.apply && considered.outlook !== null) {
    apply(options, environment, agent, seen, considered.changes, considered.outlook.predicted);
  }
}

function apply(
  { objective }: EpisodeOptions,
  environment: Environment,
  agent: Agent,
  seen: Evaluation,
  changes: Changes,
  predicted: UnderWay['predicted'],
  isRevert = false,
): void {
  const change = planChangeOf(changes);
  if (environment.refusal(change) !== null) return;
  const configuration = configurationOf(environment);
  environment.change(change, waitSecondsOf(seen));
  const nowSeconds = environment.nowSeconds();
  agent.underWay = {
    atSeconds: nowSeconds,
    directions: directionsOf(changes, configuration),
    changes: Object.fromEntries(
      Object.entries(changes).map(([knob, to]) => [knob, { from: configuration[knob] ?? null, to }]),
    ),
    before: measuredBy(seen, objective, utilityNow(seen, objective, agent.reference)),
    predicted,
    isRevert,
  };
  agent.changedAt.push(nowSeconds);
  agent.restarts += (change.executors || change.workers ? 1 : 0) + (change.settings ? 1 : 0);
  agent.earlier.push(seen);
  agent.history = [];
}

/** @returns whether the change was undone */
function verify(options: EpisodeOptions, environment: Environment, agent: Agent, seen: Evaluation): boolean {
  const { underWay } = agent;
  if (underWay === null) return false;
  const after = measuredBy(seen, options.objective, utilityNow(seen, options.objective, agent.reference));
  const outcome = outcomeOf(underWay, after);
  if (outcome.kind === 'verified') {
    agent.lastChange = underWay;
    return false;
  }
  agent.failed.push(underWay);
  agent.backOffUntil = environment.nowSeconds() + 3 * (options.restraint ?? usualRestraint).coolDownSeconds;
  const former = Object.entries(underWay.changes).flatMap(([knob, { from }]) =>
    from === null ? [] : [[knob, from]],
  );
  if (underWay.isRevert || former.length === 0) return false;
  agent.reverts += 1;
  apply(options, environment, agent, seen, Object.fromEntries(former) as Changes, null, true);
  return true;
}

function actingFacts({ changedAt }: Agent, nowSeconds: number, { coolDownSeconds }: Restraint): ActingFacts {
  const last = changedAt.at(-1);
  const within = (seconds: number): number => changedAt.filter((at) => nowSeconds - at < seconds).length;
  return {
    paused: null,
    leader: { host: null, here: true },
    coolDownSeconds,
    secondsSinceChange: last === undefined ? null : nowSeconds - last,
    changes: { lastHour: within(3600), lastDay: within(86_400) },
    budgets,
    backOff: null,
    blackout: null,
    underWay: null,
  };
}

function isCooling({ secondsSinceChange, changes, coolDownSeconds }: ActingFacts): boolean {
  if (changes.lastHour >= budgets.changesPerHour || changes.lastDay >= budgets.changesPerDay) return true;
  return secondsSinceChange !== null && secondsSinceChange < coolDownSeconds;
}

function slotsOf({ scenario }: Environment): number {
  return scenario.cluster.nodes.reduce((sum, { slots }) => sum + slots, 0);
}

function waitSecondsOf({ completeLatencyMs }: Evaluation): number {
  return completeLatencyMs === null
    ? 30
    : Math.min(30, Math.max(1, Math.ceil((2 * completeLatencyMs) / 1000)));
}

function configurationOf(environment: Environment): Configuration {
  const plan = environment.plan();
  const pending = plan.settings['topology.max.spout.pending'];
  return {
    workers: plan.workers,
    'topology.max.spout.pending': typeof pending === 'number' ? pending : null,
    ...Object.fromEntries(plan.components.map((c) => [`executors.${c.name}`, c.executors])),
  };
}

function planChangeOf(changes: Changes): PlanChange {
  const executors: Record<string, number> = {};
  const settings: Record<string, number> = {};
  for (const [knob, value] of Object.entries(changes)) {
    const component = componentOf(knob);
    if (component !== undefined) executors[component] = value;
    else if (knob !== 'workers') settings[knob] = value;
  }
  return {
    ...(Object.keys(executors).length > 0 ? { executors } : {}),
    ...(changes['workers'] === undefined ? {} : { workers: changes['workers'] }),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  };
}
