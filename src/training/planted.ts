// Changes whose truth is known, promised as if all went well: are the bad ones found out, and the good ones left alone?
import type { Outcome, Promised } from '../decision/index.js';
import { type Changes, type Configuration, componentOf } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { contributions, costPerHour, type Objective, sumOf } from '../objective/index.js';
import { referenceAt, referenceOf } from '../outlook/index.js';
import { createWorkload, type Environment, type Scenario } from '../simulator/index.js';
import { createRandom, type Random } from '../util/index.js';
import { configurationOf, planChangeOf, waitSecondsOf } from './applying.js';
import { changeAndJudge } from './judging.js';
import { plausibleChange, possibleIn } from './proposals.js';
import { randomScenario } from './scenarios.js';
import { brokenByChange, type Compared, compare, type Truth } from './truth.js';
import { promiseOf, started, type Watched, watch, withSlosThatHold } from './watched.js';

export interface PlantedOptions {
  readonly changes: number;
  /** The first seed; each change has its own. */
  readonly from: number;
  /** In turn; half of the changes get SLOs that hold beside. */
  readonly objectives: readonly Objective[];
  /** What the load is multiplied with at the moment of the change; 1 = it stays. */
  readonly loadFactor: number;
}

/** What became of one planted change. */
export interface Planted {
  readonly seed: number;
  readonly changes: Changes;
  readonly hasSlos: boolean;
  readonly compared: Compared;
  /** Found by comparing with the same minutes without the change; `between`: neither clearly good nor clearly bad. */
  readonly truth: 'bad' | 'good' | 'between';
  /** Utility with the change less that without it, under its own objective; null where one of them is unknown. */
  readonly utilityChange: number | null;
  /** What the first full window after the change says, and the next one where it was asked. */
  readonly outcomes: readonly Outcome['code'][];
  readonly isUndone: boolean;
  /** Of one that failed: throughput after it was taken back, over that without any change. */
  readonly throughputAfterUndo: number | null;
}

/** Long enough that what the beginning did to the queues is over. */
const watchMinutes = 25;
const scenarioMinutes = 120;
/** The band of a promise that nothing will change for the worse. */
const promisedBand = 0.1;

/** Those whose topology moves nothing are left out. */
export function plantChanges({ changes, from, objectives, loadFactor }: PlantedOptions): Planted[] {
  return Array.from({ length: changes }, (_, i) => {
    const objective = objectives[i % objectives.length];
    if (objective === undefined) throw new RangeError('at least one objective is needed');
    return plant(from + i, objective, loadFactor);
  }).filter((one) => one !== null);
}

function plant(seed: number, base: Objective, loadFactor: number): Planted | null {
  const scenario = underSteadyLoad(randomScenario(seed, scenarioMinutes), loadFactor);
  const watched = watch(scenario, watchMinutes);
  if (watched === null) return null;
  const { environment, seen } = watched;
  const random = createRandom(seed).fork('planted');
  const hasSlos = random.uniform() < 0.5;
  const objective = hasSlos ? withSlosThatHold(base, seen, random) : base;
  const changes = changeFor(environment, random);
  if (changes === null) return null;
  const changed = started(scenario, watchMinutes);
  changed.change(planChangeOf(changes), waitSecondsOf(seen));
  const compared = compare(changed, started(scenario, watchMinutes));
  const truth = truthOf(compared, objective);
  const utilityChange = utilityChangeOf(compared, changes, watched, objective);
  const told = { seed, changes, hasSlos, compared, truth, utilityChange };
  if (truth === 'between') return { ...told, outcomes: [], isUndone: false, throughputAfterUndo: null };
  const plain = nothingWorseThan(seen);
  const predicted = truth === 'bad' ? plain : (promiseOf(watched, objective, changes) ?? plain);
  const former = configurationOf(environment);
  const judged = changeAndJudge(watched, objective, changes, predicted);
  const throughputAfterUndo = judged.isUndone ? undo(watched, changes, former) : null;
  return { ...told, ...judged, throughputAfterUndo };
}

/** Each spout is offered what its load begins with, and from the moment of the change on a multiple of it. */
export function underSteadyLoad(scenario: Scenario, loadFactor: number): Scenario {
  const load = Object.entries(scenario.load).map(([name, given]) => {
    const random = createRandom(scenario.seed).fork(name);
    const perSecond = createWorkload(given, scenario.traces ?? {}, random).perSecond(0);
    const steps = [
      { atMinute: 0, perSecond },
      { atMinute: watchMinutes, perSecond: loadFactor * perSecond },
    ];
    return [name, { kind: 'step', steps }] as const;
  });
  return { ...scenario, load: Object.fromEntries(load) };
}

/** One that the engine takes; null where chance finds none. */
function changeFor(environment: Environment, random: Random): Changes | null {
  const possible = possibleIn(environment);
  for (let attempt = 0; attempt < 20; attempt++) {
    const changes = Object.fromEntries([plausibleChange(possible, random)]);
    if (environment.refusal(planChangeOf(changes)) === null) return changes;
  }
  return null;
}

/** @returns bad: a fifth of the throughput is gone, or an SLO is broken that holds without; good: next to nothing is lost */
export function truthOf(compared: Compared, objective: Objective): Planted['truth'] {
  const { changed, untouched } = compared;
  const throughput = changed.throughputPerSecond / untouched.throughputPerSecond;
  if (throughput <= 0.8 || brokenByChange(compared, objective).length > 0) return 'bad';
  const latency = (changed.completeLatencyMs ?? Infinity) / (untouched.completeLatencyMs ?? Infinity);
  return throughput >= 0.98 && latency <= 1.05 ? 'good' : 'between';
}

/** By the operator's own weights, which may well give throughput away for latency or for cost. */
function utilityChangeOf(
  { changed, untouched }: Compared,
  changes: Changes,
  { seen, history, environment }: Watched,
  objective: Objective,
): number | null {
  const reference = referenceAt(seen, objective, referenceOf(history[0] ?? seen, objective));
  const of = (truth: Truth, configuration: Configuration): number | null => {
    const executors = Object.entries(configuration).flatMap(([knob, n]) =>
      componentOf(knob) === undefined ? [] : [n ?? 0],
    );
    const sum = executors.reduce((all, n) => all + n, 0);
    const cost = costPerHour(sum, configuration['workers'] ?? 1, objective.prices);
    const performance = { ...truth, costPerHour: cost, acking: true, pauseSecondsLastHour: 0 };
    const parts = contributions(performance, objective, reference);
    return parts === null ? null : sumOf(parts);
  };
  const now = configurationOf(environment);
  const [after, before] = [of(changed, { ...now, ...changes }), of(untouched, now)];
  return after === null || before === null ? null : after - before;
}

function nothingWorseThan({ throughputPerSecond, completeLatencyMs }: Evaluation): Promised {
  const around = (mean: number): Promised['throughputPerSecond'] => ({
    mean,
    low: mean * (1 - promisedBand),
    high: mean * (1 + promisedBand),
  });
  return {
    throughputPerSecond: around(throughputPerSecond ?? 0),
    completeLatencyMs: completeLatencyMs === null ? null : around(completeLatencyMs),
    utility: null,
  };
}

/** @returns throughput after the knobs went back, over that without any change; null where there is no value to go back to */
function undo({ environment, seen }: Watched, changes: Changes, former: Configuration): number | null {
  const back = Object.keys(changes).flatMap((knob) => {
    const value = former[knob] ?? null;
    return value === null ? [] : [[knob, value] as const];
  });
  if (back.length === 0) return null;
  environment.change(planChangeOf(Object.fromEntries(back)), waitSecondsOf(seen));
  const { changed, untouched } = compare(environment, started(environment.scenario, watchMinutes));
  return changed.throughputPerSecond / untouched.throughputPerSecond;
}
