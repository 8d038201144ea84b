// One episode: a policy under guards in the fast environment, tick by tick, judged by what truly happened.
import {
  deservesSecondLook,
  type LoadSample,
  loadAt,
  measuredBy,
  outcomeOf,
  type PastChange,
  type Peak,
  peakLeadSeconds,
  type Unfamiliar,
  withPeak,
} from '../decision/index.js';
import type { ActingFacts } from '../guard/index.js';
import { type Changes, directionsOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Contributions, Objective } from '../objective/index.js';
import { referenceAt, referenceOf, type StoredReference, worthNow } from '../outlook/index.js';
import type { Policy } from '../policy/index.js';
import { createEnvironment, type Environment, type Scenario } from '../simulator/index.js';
import { estimateDemand, type Packed } from '../twin/index.js';
import { configurationOf, planChangeOf, waitSecondsOf, windowSeconds } from './applying.js';
import { considerIn } from './considering.js';
import { Judge, type Score } from './judge.js';
import { firstPacked, updateOf } from './on-heron.js';
import { actingFacts, type Restraint, usualRestraint } from './restraint.js';
import { type LaterObjective, objectiveIn } from './types.js';

export interface EpisodeOptions {
  readonly scenario: Scenario;
  readonly seed?: number;
  readonly objective: Objective;
  readonly laterObjectives?: readonly LaterObjective[];
  readonly policy: Policy;
  /** `safety`: validity and bounds alone, and nothing is undone. */
  readonly guards: 'full' | 'safety';
  readonly minutes: number;
  /** Whether the source tells its backlog and its rate. */
  readonly external?: boolean;
  /** How many times as long as usual workers take to come up. */
  readonly restartFactor?: number;
  readonly restraint?: Restraint;
  /** What the operator has planned. */
  readonly peak?: PlannedPeak;
  /** Minutes between decisions. Default 1. */
  readonly decideEveryMinutes?: number;
  /** Asked about every window: whether the topology no longer behaves as it did, so that what was learned of it is set aside. */
  readonly isDrifted?: (seen: Evaluation) => boolean;
  /** Asked where the policy is out of its depth; absent: nobody. */
  readonly fallback?: Policy;
  /** Asked about every window: why the policy is out of its depth there; null where it is not. */
  readonly unfamiliarIn?: (seen: Evaluation, objective: Objective) => Unfamiliar | null;
  /** Told of every minute and every decision: who learns from it. */
  readonly observer?: EpisodeObserver;
}

export interface EpisodeObserver {
  /** Asked after each minute: whether the rest of the episode is of no interest. */
  isOver?(): boolean;
  /** After each minute: what each part of the utility added in it; null where nothing can be computed. */
  minute(parts: Contributions | null): void;
  /** After the policy was asked: whether what it wanted was done. */
  decided(isDone: boolean): void;
}

export interface PlannedPeak {
  readonly atMinute: number;
  readonly minutes: number;
  /** Of the usual load. */
  readonly factor: number;
}

export interface EpisodeResult extends Score {
  readonly changes: number;
  readonly reverts: number;
  readonly restarts: number;
  /** When each change was begun, and when the processes were up after it. */
  readonly changeTimes: readonly { readonly atSeconds: number; readonly endSeconds: number }[];
  /** Executors of each component at the end. */
  readonly executors: Readonly<Record<string, number>>;
}

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
  /** Heron: how it is packed; null on Storm. */
  packed: Packed | null;
  reverts: number;
  restarts: number;
}

interface UnderWay extends PastChange {
  /** By which it is judged, whatever is wanted by then. */
  readonly objective: Objective;
  readonly changes: Parameters<typeof outcomeOf>[0]['changes'];
  readonly before: Parameters<typeof outcomeOf>[0]['before'];
  readonly predicted: Parameters<typeof outcomeOf>[0]['predicted'];
  readonly isRevert: boolean;
  /** When its first window was found bad; null while none was. */
  readonly doubtedAtSeconds: number | null;
}

export function runEpisode(options: EpisodeOptions): EpisodeResult {
  const { scenario, seed, minutes, external = false, restartFactor = 1, decideEveryMinutes = 1 } = options;
  const environment = createEnvironment(scenario, {
    ...(seed === undefined ? {} : { seed }),
    windowSeconds,
    external,
    restartFactor,
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
    packed: firstPacked(environment),
    reverts: 0,
    restarts: 0,
  };
  const judge = new Judge();
  const ends: number[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    const parts = judge.take(environment.advance(60), objectiveIn(options, minute));
    options.observer?.minute(parts);
    if (ends.length < agent.changedAt.length && !environment.isChanging())
      ends.push(environment.upSinceSeconds());
    if ((minute + 1) % decideEveryMinutes === 0)
      tick({ ...options, objective: objectiveIn(options, minute + 1) }, environment, agent);
    if (options.observer?.isOver?.() === true) break;
  }
  const { changedAt, reverts, restarts } = agent;
  const changeTimes = changedAt.map((at, i) => ({
    atSeconds: at,
    endSeconds: Math.max(at, ends[i] ?? environment.nowSeconds()),
  }));
  const { components } = environment.plan();
  const executors = Object.fromEntries(components.map((c) => [c.name, c.executors]));
  return { ...judge.result(), changes: changedAt.length, reverts, restarts, changeTimes, executors };
}

/** @param options with the objective of this moment */
function tick(options: EpisodeOptions, environment: Environment, agent: Agent): void {
  const seen = environment.observe();
  if ('kind' in seen) return;
  const { objective, guards, restraint = usualRestraint } = options;
  agent.reference ??= referenceOf(seen, objective);
  if (options.isDrifted?.(seen) === true) forget(agent);
  const unfamiliar = options.unfamiliarIn?.(seen, objective) ?? null;
  if (guards === 'full' && agent.underWay !== null && verify(options, environment, agent, seen)) return;
  // Nothing is undone there, so that every change stays in force.
  if (guards === 'safety') agent.lastChange = agent.underWay ?? agent.lastChange;
  agent.underWay = null;
  const nowSeconds = environment.nowSeconds();
  const peak = peakAt(options.peak, nowSeconds);
  const demand = withPeak(estimateDemand(seen), peak);
  agent.loads.push(loadAt(nowSeconds, seen));
  const { loads, lastChange, failed } = agent;
  const acting = actingFacts(agent.changedAt, nowSeconds, restraint);
  // What the guards would refuse anyway is not worth asking a policy for.
  if (guards === 'full' && (nowSeconds < agent.backOffUntil || isCooling(acting))) {
    agent.history.push(seen);
    return;
  }
  const past = { loads, lastChange, failed, peak: peak?.text ?? null };
  const considered = considerIn(environment, seen, restraint, past, {
    demand,
    objective,
    reference: referenceAt(seen, objective, agent.reference),
    history: agent.history,
    earlier: agent.earlier.slice(-8),
    policy: options.policy,
    fallback: options.fallback ?? null,
    unfamiliar,
    acting,
    guards,
    ...(agent.packed === null ? {} : { packed: agent.packed }),
  });
  agent.history.push(seen);
  const before = agent.changedAt.length;
  if (considered.apply && considered.outlook !== null) {
    apply(options, environment, agent, seen, considered.changes, considered.outlook.predicted);
  }
  options.observer?.decided(agent.changedAt.length > before);
}

/** As the agent does (Watch.forget): what was measured and what failed before says nothing of now. */
function forget(agent: Agent): void {
  agent.earlier.length = 0;
  agent.failed.length = 0;
  agent.lastChange = null;
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
  const update = agent.packed === null ? null : updateOf(environment, agent.packed, changes);
  const change = update === null ? planChangeOf(changes) : update.change;
  if (environment.refusal(change) !== null) return;
  agent.packed = update?.after ?? agent.packed;
  const configuration = configurationOf(environment);
  environment.change(change, waitSecondsOf(seen));
  const nowSeconds = environment.nowSeconds();
  agent.underWay = {
    atSeconds: nowSeconds,
    objective,
    directions: directionsOf(changes, configuration),
    changes: Object.fromEntries(
      Object.entries(changes).map(([knob, to]) => [knob, { from: configuration[knob] ?? null, to }]),
    ),
    before: measuredBy(seen, objective, worthNow(seen, objective, agent.reference)),
    predicted,
    isRevert,
    doubtedAtSeconds: null,
  };
  agent.changedAt.push(nowSeconds);
  agent.restarts += (change.executors || change.workers ? 1 : 0) + (change.settings ? 1 : 0);
  agent.earlier.push(seen);
  agent.history = [];
}

/** @returns whether nothing else is decided: the change was undone, or its second window is waited for */
function verify(options: EpisodeOptions, environment: Environment, agent: Agent, seen: Evaluation): boolean {
  const { underWay } = agent;
  if (underWay === null) return false;
  const { objective } = underWay;
  const after = measuredBy(seen, objective, worthNow(seen, objective, agent.reference));
  const outcome = outcomeOf(underWay, after);
  const nowSeconds = environment.nowSeconds();
  const { doubtedAtSeconds } = underWay;
  if (doubtedAtSeconds === null && deservesSecondLook(outcome, underWay, after)) {
    agent.underWay = { ...underWay, doubtedAtSeconds: nowSeconds };
    return true;
  }
  if (doubtedAtSeconds !== null && nowSeconds - doubtedAtSeconds < windowSeconds) return true;
  if (outcome.kind === 'verified') {
    agent.lastChange = underWay;
    return false;
  }
  agent.failed.push(underWay);
  agent.backOffUntil = nowSeconds + 3 * (options.restraint ?? usualRestraint).coolDownSeconds;
  const former = Object.entries(underWay.changes).flatMap(([knob, { from }]) =>
    from === null ? [] : [[knob, from]],
  );
  if (underWay.isRevert || former.length === 0) return false;
  agent.reverts += 1;
  apply(options, environment, agent, seen, Object.fromEntries(former) as Changes, null, true);
  return true;
}

function peakAt(planned: PlannedPeak | undefined, nowSeconds: number): Peak | null {
  if (planned === undefined) return null;
  const { atMinute, minutes, factor } = planned;
  const [from, until] = [60 * atMinute, 60 * (atMinute + minutes)];
  if (nowSeconds < from - peakLeadSeconds || nowSeconds >= until) return null;
  return { factor, hasBegun: nowSeconds >= from, text: `a planned peak of ${factor} times the usual load` };
}

function isCooling({ secondsSinceChange, changes, budgets, coolDownSeconds }: ActingFacts): boolean {
  if (changes.lastHour >= budgets.changesPerHour || changes.lastDay >= budgets.changesPerDay) return true;
  return secondsSinceChange !== null && secondsSinceChange < coolDownSeconds;
}
