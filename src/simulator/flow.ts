// One second of work: what the load offers, what the network lets through, and what stays behind.
import { createSolver, type Solution, type Solver, solve } from '../model/index.js';
import type { Random } from '../util/index.js';
import type { Conditions } from './conditions-types.js';
import { modelled, networkOf, type Place } from './model-of.js';
import { type ComponentFlow, componentFlows } from './network.js';
import { ackerName, type Plan } from './plan.js';
import type { Scenario } from './scenario-schema.js';

/** Tuples that wait: at the source (not yet emitted) and in the topology (emitted, not complete). */
export interface Stock {
  readonly backlogTuples: number;
  readonly inFlightTuples: number;
}

export interface SecondOfWork extends Stock {
  readonly offeredPerSecond: number;
  readonly emittedTuples: number;
  readonly completedTuples: number;
  /** Timed out: the source gives them once more. */
  readonly failedTuples: number;
  /** In execute(), by component. */
  readonly serviceSeconds: ReadonlyMap<string, number>;
  readonly responseSeconds: number;
  readonly limitedBy: string;
  /** Of the busiest executor, by component. */
  readonly utilisation: Readonly<Record<string, number>>;
}

/** A plan that processes run, with what does not change from second to second. */
export interface RunningPlan {
  readonly plan: Plan;
  readonly flows: ReadonlyMap<string, ComponentFlow>;
  readonly acked: boolean;
  readonly solver: Solver;
  /** Spouts in the order in which the solver takes their loads. */
  readonly spouts: readonly string[];
  /** Components in its order, the acker last. */
  readonly names: readonly string[];
  /** Seconds per tuple before the noise of this second. */
  readonly quiet: { readonly cpuSeconds: Float64Array; readonly waitSeconds: Float64Array };
}

/** What is going on at the moment, apart from the plan. */
export interface Circumstances {
  readonly conditions: Conditions;
  /** What each spout's source gives, tuples per second. */
  readonly offered: ReadonlyMap<string, number>;
}

/** @param places the workers; at least one */
export function runningPlan(
  { cluster }: Scenario,
  plan: Plan,
  { conditions, offered }: Circumstances,
  places: readonly Place[],
  random: Random,
): RunningPlan {
  const effective = planUnder(plan, conditions);
  const flows = componentFlows(effective, sharesOf(offered), places, random);
  const byName = new Map(flows.map((flow) => [flow.component.name, flow]));
  const network = networkOf(
    effective,
    conditions,
    places,
    cluster,
    (name) => byName.get(name)?.shares ?? new Map(),
  );
  const components = modelled(effective);
  return {
    plan: effective,
    flows: byName,
    acked: network.acked,
    solver: createSolver(network),
    spouts: components.filter(({ kind }) => kind === 'spout').map(({ name }) => name),
    names: [...components.map(({ name }) => name), ...(network.acked ? [ackerName] : [])],
    quiet: { cpuSeconds: network.cpuSeconds.slice(), waitSeconds: network.waitSeconds.slice() },
  };
}

function planUnder(plan: Plan, { components, streams }: Conditions): Plan {
  const costed = plan.components.map((component) => {
    const { cpuMicros, waitMicros } = components[component.name] ?? component;
    return { ...component, cpuMicros, waitMicros };
  });
  return { ...plan, components: costed, streams };
}

/** Of each spout in what all give; alike where none gives anything. */
export function sharesOf(offered: ReadonlyMap<string, number>): Map<string, number> {
  const total = sumOf(offered);
  return new Map([...offered].map(([name, rate]) => [name, total === 0 ? 1 / offered.size : rate / total]));
}

export function sumOf(rates: ReadonlyMap<string, number>): number {
  return [...rates.values()].reduce((sum, rate) => sum + rate, 0);
}

/**
 * @param emitting spouts are active; without it only what is in flight is worked off
 * @param running every process is up; without it nothing moves
 */
export function workOneSecond(
  scenario: Scenario,
  running: RunningPlan,
  stock: Stock,
  state: {
    readonly offered: ReadonlyMap<string, number>;
    readonly emitting: boolean;
    readonly running: boolean;
  },
  random: { readonly load: Random; readonly service: Random },
): SecondOfWork {
  const offered = sumOf(state.offered) * random.load.noise(scenario.cluster.noise.load);
  const available = stock.backlogTuples + offered;
  disturb(running, scenario.cluster.noise.service, random.service);
  const shares = sharesOf(state.offered);
  const solveAt = (rate: number): Solution =>
    solve(
      running.solver,
      running.spouts.map((name) =>
        rate === Number.POSITIVE_INFINITY ? rate : rate * (shares.get(name) ?? 0),
      ),
    );
  if (!state.running || !state.emitting) {
    const draining = solveAt(Number.POSITIVE_INFINITY).total;
    const completed = state.running ? Math.min(stock.inFlightTuples, draining) : 0;
    return {
      ...described(running, solveAt(completed)),
      offeredPerSecond: offered,
      emittedTuples: 0,
      completedTuples: completed,
      failedTuples: 0,
      backlogTuples: available,
      inFlightTuples: stock.inFlightTuples - completed,
    };
  }
  const solution = solveAt(available);
  const completed = solution.total;
  const through = throughOf(solution);
  const failed = through - completed;
  // Little's law says how many tuples are under way; the spouts emit what came out and fill up the difference.
  const target = Number.isFinite(solution.inFlight) ? solution.inFlight : stock.inFlightTuples;
  const fill = Math.max(-through, Math.min(target - stock.inFlightTuples, available - through));
  return {
    ...described(running, solution),
    offeredPerSecond: offered,
    emittedTuples: through + fill,
    completedTuples: completed,
    failedTuples: failed,
    backlogTuples: available - through - fill + failed,
    inFlightTuples: stock.inFlightTuples + fill,
  };
}

/** Tuples that leave the topology, in time or not. Where none completes, they leave after the time it takes (Little 1961). */
function throughOf({ total, failedShare, inFlight, responseSeconds }: Solution): number {
  const through = failedShare < 1 ? total / (1 - failedShare) : inFlight / responseSeconds;
  return Number.isFinite(through) ? through : 0;
}

/** Mild disturbances of the time per tuple, from second to second. */
function disturb({ solver, quiet }: RunningPlan, variation: number, random: Random): void {
  const { cpuSeconds, waitSeconds } = solver.network;
  quiet.cpuSeconds.forEach((cpu, c) => {
    const noise = random.noise(variation);
    cpuSeconds[c] = cpu * noise;
    waitSeconds[c] = (quiet.waitSeconds[c] ?? 0) * noise;
  });
}

function described(
  { names }: RunningPlan,
  solution: Solution,
): Pick<SecondOfWork, 'serviceSeconds' | 'responseSeconds' | 'limitedBy' | 'utilisation'> {
  const { limit } = solution;
  return {
    serviceSeconds: new Map(names.map((name, c) => [name, solution.serviceSeconds[c] ?? 0])),
    responseSeconds: Number.isFinite(solution.responseSeconds) ? solution.responseSeconds : 0,
    limitedBy: limit.kind === 'component' ? (names[limit.component] ?? limit.kind) : limit.kind,
    utilisation: Object.fromEntries(names.map((name, c) => [name, solution.busiest[c] ?? 0])),
  };
}
