// One step of an environment: what the load offers, what the processes let through in their phase, and what stays behind.
import { type Solution, solve } from '../../model/index.js';
import type { Random } from '../../util/index.js';
import { scenarioSeconds } from '../conditions.js';
import type { RunningPlan } from '../flow.js';
import type { Scenario } from '../scenario-schema.js';
import type { Workload } from '../workload/index.js';
import type { Course } from './course.js';
import { append, busyColumn, columns, type Ledger, nextRow, sharedColumn } from './ledger.js';

export interface State {
  readonly scenario: Scenario;
  /** The source of each spout. */
  readonly workloads: ReadonlyMap<string, Workload>;
  readonly course: Course;
  readonly ledger: Ledger;
  readonly noise: Random;
  /** Which keys are hot on which executor. */
  readonly keys: Random;
  running: RunningPlan;
  /** The share of each spout in all that was offered when the tuples were dealt to the executors of `running`. */
  laidFor: ReadonlyMap<string, number>;
  nowSeconds: number;
  /** Tuples that wait at the source, and that are emitted and not complete. */
  backlogTuples: number;
  inFlightTuples: number;
}

/** Sums over the step, but for `limitedBy`. */
export interface Step {
  readonly offered: number;
  readonly completed: number;
  readonly failed: number;
  /** Of all completed trees together. */
  readonly latencySeconds: number;
  readonly pauseSeconds: number;
  readonly limitedBy: string;
}

/** Goes on by some seconds, within one phase; one solution of the model stands for all of them. */
export function step(state: State, seconds: number): Step {
  const { running, course } = state;
  const phase = course.ahead[0] ?? { emits: true, capacity: 1 };
  const offered = offeredOver(state, seconds);
  const total = offered.reduce((sum, rate) => sum + rate, 0);
  disturb(state, seconds);
  const isEmitting = phase.emits && phase.capacity > 0;
  const draining = phase.capacity > 0 ? state.inFlightTuples / seconds : 0;
  const available = isEmitting ? total + state.backlogTuples / seconds : draining;
  const solution = solve(
    running.solver,
    offered.map((rate) => (total > 0 ? (available * rate) / total : available / offered.length)),
  );
  const through = throughOf(solution, phase, seconds);
  const arrived = total * seconds;
  if (isEmitting) {
    const target = Number.isFinite(solution.inFlight) ? solution.inFlight : state.inFlightTuples;
    const fill = Math.min(target - state.inFlightTuples, state.backlogTuples + arrived - through.all);
    state.backlogTuples = Math.max(0, state.backlogTuples + arrived - through.completed - fill);
    state.inFlightTuples = Math.max(0, state.inFlightTuples + fill);
  } else {
    state.backlogTuples += arrived;
    state.inFlightTuples = Math.max(0, state.inFlightTuples - through.all);
  }
  const failed = through.all - through.completed;
  const latencySeconds =
    through.completed * (Number.isFinite(solution.responseSeconds) ? solution.responseSeconds : 0);
  const sums = { offered: arrived, completed: through.completed, failed, latencySeconds };
  enterInto(state, solution, seconds, through.part, sums);
  const { limit } = solution;
  return {
    ...sums,
    pauseSeconds: seconds * (phase.emits ? 1 - phase.capacity : 1),
    limitedBy: limit.kind === 'component' ? (running.names[limit.component] ?? limit.kind) : limit.kind,
  };
}

/** Load of each spout, tuples per second in the solver's order. */
function offeredOver(
  { scenario, workloads, noise, running, nowSeconds }: State,
  seconds: number,
): Float64Array {
  const { load } = scenario.cluster.noise;
  const jitter = load > 0 ? noise.noise(load / Math.sqrt(seconds)) : 1;
  const first = scenarioSeconds(scenario, nowSeconds + seconds / 4);
  const second = scenarioSeconds(scenario, nowSeconds + (3 * seconds) / 4);
  return Float64Array.from(running.spouts, (name) => {
    const workload = workloads.get(name);
    return workload === undefined
      ? 0
      : (jitter * (workload.perSecond(first) + workload.perSecond(second))) / 2;
  });
}

/** The time per tuple differs from step to step; over a longer one less. */
function disturb({ scenario, noise, running }: State, seconds: number): void {
  const { service } = scenario.cluster.noise;
  const { cpuSeconds, waitSeconds } = running.solver.network;
  for (let c = 0; c < cpuSeconds.length; c++) {
    const factor = service > 0 ? noise.noise(service / Math.sqrt(seconds)) : 1;
    cpuSeconds[c] = running.quiet.cpuSeconds[c]! * factor;
    waitSeconds[c] = running.quiet.waitSeconds[c]! * factor;
  }
}

/** Tuples that came out, in time and at all; `part` of what the solution says. */
function throughOf(
  { total, failedShare, inFlight, responseSeconds, limit }: Solution,
  { emits, capacity }: { readonly emits: boolean; readonly capacity: number },
  seconds: number,
): { completed: number; all: number; part: number } {
  if (capacity === 0) return { completed: 0, all: 0, part: 0 };
  // Warming up: what there is of the capacity, unless the load needs less.
  const part = emits && limit.kind !== 'offered' ? capacity : 1;
  const completed = part * total * seconds;
  // Where none completes, what is in flight leaves it all the same, after the time it takes (Little 1961).
  const all = failedShare < 1 ? completed / (1 - failedShare) : (part * seconds * inFlight) / responseSeconds;
  return { completed, all: Number.isFinite(all) ? all : 0, part };
}

function enterInto(
  { ledger, running, nowSeconds }: State,
  solution: Solution,
  seconds: number,
  part: number,
  sums: Pick<Step, 'offered' | 'completed' | 'failed' | 'latencySeconds'>,
): void {
  const row = nextRow(ledger);
  for (let c = 0; c < running.names.length; c++) {
    const executed = part * running.solver.rates[c]! * seconds;
    row[c]! += executed;
    row[busyColumn(ledger, c)]! += executed * solution.serviceSeconds[c]!;
  }
  row[sharedColumn(ledger, columns.completed)]! += sums.completed;
  row[sharedColumn(ledger, columns.latencySeconds)]! += sums.latencySeconds;
  row[sharedColumn(ledger, columns.failed)]! += sums.failed;
  row[sharedColumn(ledger, columns.offered)]! += sums.offered;
  append(ledger, nowSeconds + seconds, row);
}
