// Runs a scenario as an environment and tells everything about it that is not as it should be.
import type { ComponentEvaluation, Evaluation, NotReady } from '../../metrics/index.js';
import { createRandom, own, type Random } from '../../util/index.js';
import type { Plan, PlanChange } from '../plan.js';
import type { Scenario } from '../scenario-schema.js';
import { createEnvironment } from './environment.js';
import type { Environment, Passed } from './types.js';

export interface EnvironmentProblem {
  readonly atSeconds: number;
  readonly what: string;
}

/** A declared range; `null` values are allowed everywhere: unknown is not wrong. */
type Range = readonly [least: number, most: number];
const anyRate: Range = [0, 1e9];
const milliseconds: Range = [0, 1e9];
/** Sampling noise may show a busy executor a little above 1. */
const share: Range = [0, 1.6];

const topologyRanges: Partial<Record<keyof Evaluation, Range>> = {
  throughputPerSecond: anyRate,
  failedPerSecond: anyRate,
  completeLatencyMs: milliseconds,
  queueingMs: milliseconds,
  pendingUse: [0, 2],
  pendingLimit: [1, 1e9],
  workers: [1, 1e4],
};
const componentRanges: Partial<Record<keyof ComponentEvaluation, Range>> = {
  executors: [1, 1e5],
  tasks: [1, 1e5],
  inputPerSecond: anyRate,
  outputPerSecond: anyRate,
  executeLatencyMs: milliseconds,
  processLatencyMs: milliseconds,
  utilisation: share,
  utilisationMean: share,
  selectivity: [0, 1e6],
  skew: [1 - 1e-9, 1e5],
  idleExecutors: [0, 1e5],
  rateError: [0, 10],
};
const passedRanges: Partial<Record<keyof Passed, Range>> = {
  offeredPerSecond: anyRate,
  throughputPerSecond: anyRate,
  failedPerSecond: anyRate,
  completeLatencyMs: milliseconds,
  pauseSeconds: [0, 1e6],
  backlogTuples: [0, 1e12],
};

export interface CheckOptions {
  readonly seed?: number;
  /** How long to run; default: the scenario's own minutes, at most 240. */
  readonly minutes?: number;
  /** Makes what is checked; default: the environment of the product. */
  readonly create?: typeof createEnvironment;
}

/**
 * Minute by minute with random changes now and then: observations are finite and inside their ranges, changes that are allowed are carried
 * out, others refused and without effect, tuples are neither made nor lost, and the same seed gives the same run.
 */
export function checkEnvironment(scenario: Scenario, options: CheckOptions = {}): EnvironmentProblem[] {
  const seed = options.seed ?? scenario.seed;
  const minutes = options.minutes ?? Math.min(240, scenario.minutes ?? 240);
  const create = options.create ?? createEnvironment;
  const first = runOf(create, scenario, seed, minutes);
  const second = runOf(create, scenario, seed, minutes);
  const isSame = JSON.stringify(first.seen) === JSON.stringify(second.seen);
  const again = isSame ? [] : [{ atSeconds: 0, what: `seed ${seed} gave two different runs` }];
  return [...first.problems, ...again];
}

interface Run {
  readonly problems: EnvironmentProblem[];
  readonly seen: unknown[];
}

function runOf(create: typeof createEnvironment, scenario: Scenario, seed: number, minutes: number): Run {
  const environment = create(scenario, { seed, warmUpSeconds: 300, windowSeconds: 60 });
  const random = createRandom(seed).fork('checker');
  const run: Run = { problems: [], seen: [] };
  const note = (what: string): void => {
    run.problems.push({ atSeconds: environment.nowSeconds(), what });
  };
  let [arrived, completed] = [0, 0];
  for (let minute = 0; minute < minutes; minute++) {
    if (random.uniform() < 0.1) tryChange(environment, random, note);
    const passed = environment.advance(60);
    arrived += passed.offeredPerSecond * 60;
    completed += passed.throughputPerSecond * 60;
    outside(passed, passedRanges, 'truth').forEach(note);
    const observation = environment.observe();
    run.seen.push(passed, observation);
    problemsOf(observation).forEach(note);
  }
  // What was under way when the scenario began may come out, too.
  const allowed = 1.001 * arrived + 1_000_000;
  if (completed > allowed) note(`${completed} tuples completed of ${arrived} that arrived`);
  return run;
}

function problemsOf(observation: Evaluation | NotReady): string[] {
  if ('kind' in observation) return [];
  const { components } = observation;
  return [
    ...outside(observation, topologyRanges, 'topology'),
    ...components.flatMap((one) => outside(one, componentRanges, one.name)),
    ...components.flatMap((one) =>
      one.executors > one.tasks ? [`${one.name}: ${one.executors} executors, ${one.tasks} tasks`] : [],
    ),
  ];
}

function outside<T extends object>(of: T, ranges: Partial<Record<keyof T, Range>>, name: string): string[] {
  return Object.entries(ranges).flatMap(([key, range]) => {
    const value = of[key as keyof T];
    if (value === null || range === undefined) return [];
    const [least, most] = range as Range;
    const isIn = typeof value === 'number' && value >= least && value <= most;
    return isIn ? [] : [`${name}.${key} is ${String(value)}; expected ${least} to ${most}`];
  });
}

/** A random change, legal or not. */
function tryChange(environment: Environment, random: Random, note: (what: string) => void): void {
  const before = environment.plan();
  const change = randomChange(before, random);
  const refusal = environment.refusal(change);
  const isIllegal = before.components.some((c) => (own(change.executors, c.name) ?? 1) > c.tasks);
  if (isIllegal && environment.scenario.engine === 'storm' && refusal === null) {
    note('more executors than tasks were allowed');
  }
  if (refusal === null) {
    environment.change(change, 2);
    const after = environment.plan();
    for (const [name, wanted] of Object.entries(change.executors ?? {})) {
      const got = after.components.find((c) => c.name === name)?.executors;
      if (got !== wanted) note(`${name} has ${String(got)} executors after a change to ${wanted}`);
    }
    return;
  }
  try {
    environment.change(change, 2);
    note(`a change was made that is refused: ${refusal}`);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  if (environment.plan() !== before) note('a refused change had an effect');
}

function randomChange({ components }: Plan, random: Random): PlanChange {
  const { name, tasks } = components[random.integer(components.length)] ?? { name: '', tasks: 1 };
  if (random.uniform() < 0.2) return { workers: 1 + random.integer(4) };
  if (random.uniform() < 0.2)
    return { settings: { 'topology.max.spout.pending': 10 * (1 + random.integer(100)) } };
  return { executors: { [name]: 1 + random.integer(Math.ceil(1.3 * tasks)) } };
}
