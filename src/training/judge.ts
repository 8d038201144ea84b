// The score of an episode, by what truly happened.
import {
  brokenSlos,
  type Contributions,
  contributions,
  costPerHour,
  type Objective,
  type Performance,
  type Reference,
  utility,
} from '../objective/index.js';
import type { Passed } from '../simulator/index.js';

export interface Score {
  /** Time mean over steps of 60 s, pauses included. */
  readonly utility: number;
  /** Steps with any SLO broken. */
  readonly sloMinutes: number;
  /** Which steps these are. */
  readonly brokenMinutes: readonly number[];
  readonly executorHours: number;
}

/** What is scored of a minute. */
export type Scored = Omit<Passed, 'seconds' | 'failedPerSecond' | 'pauseSeconds' | 'limitedBy'>;

/** Latency and cost that count as zero: of the first minute. */
export interface First {
  readonly latencyMs: number;
  readonly costPerHour: number;
}

/** Where tuples are acknowledged and nothing completed, the latency is a minute. */
const nothingCompletedMs = 60_000;

export function firstOf(passed: Scored, objective: Objective): First {
  const { costPerHour: cost } = performanceOf(passed, objective, 0);
  return { latencyMs: passed.completeLatencyMs ?? nothingCompletedMs, costPerHour: cost };
}

/** Nothing on offer, and nothing waits: there is nothing to come through, nor to take long. */
export function isIdle({ offeredPerSecond, backlogTuples, throughputPerSecond }: Scored): boolean {
  return offeredPerSecond <= 0 && backlogTuples <= 0 && throughputPerSecond <= 0;
}

/** What waits at the source adds its time. Without acknowledgements there is no latency, to the judge as to the operator. */
export function performanceOf(
  passed: Scored,
  { prices }: Objective,
  pauseSecondsLastHour: number,
): Performance {
  const { throughputPerSecond, backlogTuples, completeLatencyMs: latencyMs, acked } = passed;
  const waitMs = throughputPerSecond > 0 ? (1000 * backlogTuples) / throughputPerSecond : 0;
  return {
    throughputPerSecond,
    completeLatencyMs:
      !acked || isIdle(passed) ? null : latencyMs === null ? nothingCompletedMs : latencyMs + waitMs,
    costPerHour: costPerHour(passed.executors, passed.workers, prices),
    acking: acked,
    pauseSecondsLastHour,
  };
}

/** Against the rate on offer, and the latency and the cost of the first minute in which there was something to do. */
export function utilityAgainst(
  passed: Scored,
  performance: Performance,
  first: First,
  objective: Objective,
): number {
  return utility(performance, objective, referenceAt(passed, first)) ?? 0;
}

/** While a backlog of before is worked off, the rate on offer is nothing to hold a throughput against. */
function referenceAt(
  { offeredPerSecond, backlogTuples }: Pick<Scored, 'offeredPerSecond' | 'backlogTuples'>,
  first: First,
): Partial<Reference> {
  return {
    ...(offeredPerSecond <= 0 && backlogTuples > 0 ? {} : { throughputPerSecond: offeredPerSecond }),
    completeLatencyMs: first.latencyMs,
    costPerHour: first.costPerHour,
  };
}

/** Keeps the score, minute by minute. */
export class Judge {
  /** The first minute in which there was something to do. */
  private opening: Scored | null = null;
  private readonly pauses: number[] = [];
  private sum = 0;
  private steps = 0;
  private readonly brokenMinutes: number[] = [];
  private executorHours = 0;

  /**
   * @param objective in force in that minute
   * @returns what each part added in it; null where nothing can be computed
   */
  take(passed: Passed, objective: Objective): Contributions | null {
    this.pauses.push(passed.pauseSeconds);
    const pauses = this.pauses.slice(-60).reduce((sum, one) => sum + one, 0);
    const performance = performanceOf(passed, objective, pauses);
    const first = firstOf(this.opening ?? passed, objective);
    if (!isIdle(passed)) this.opening ??= passed;
    const reference = referenceAt(passed, first);
    this.sum += utility(performance, objective, reference) ?? 0;
    if (brokenSlos(performance, objective).length > 0) this.brokenMinutes.push(this.steps);
    this.steps += 1;
    this.executorHours += passed.executors / 60;
    return contributions(performance, objective, reference);
  }

  result(): Score {
    const { brokenMinutes, executorHours, sum, steps } = this;
    const sloMinutes = brokenMinutes.length;
    return { utility: sum / Math.max(1, steps), sloMinutes, brokenMinutes, executorHours };
  }
}
