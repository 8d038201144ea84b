// The score of an episode, by what truly happened.
import {
  brokenSlos,
  type Contributions,
  contributions,
  costPerHour,
  type Objective,
  type Performance,
  utility,
} from '../objective/index.js';
import type { Passed } from '../simulator/index.js';

export interface Score {
  /** Time mean over steps of 60 s, pauses included. */
  readonly utility: number;
  /** Steps with any SLO broken. */
  readonly sloMinutes: number;
  readonly executorHours: number;
}

/** Keeps the score: the utility of each minute against the rate on offer, the first minute's latency and cost. */
export class Judge {
  private first: { readonly latencyMs: number; readonly costPerHour: number } | null = null;
  private readonly pauses: number[] = [];
  private sum = 0;
  private steps = 0;
  private sloMinutes = 0;
  private executorHours = 0;

  constructor(private readonly objective: Objective) {}

  /** @returns what each part added in that minute; null where nothing can be computed */
  take(passed: Passed): Contributions | null {
    const cost = costPerHour(passed.executors, passed.workers, this.objective.prices);
    this.pauses.push(passed.pauseSeconds);
    const wait =
      passed.throughputPerSecond > 0 ? (1000 * passed.backlogTuples) / passed.throughputPerSecond : 0;
    const latencyMs = passed.completeLatencyMs === null ? 60_000 : passed.completeLatencyMs + wait;
    this.first ??= { latencyMs: passed.completeLatencyMs ?? latencyMs, costPerHour: cost };
    const performance: Performance = {
      throughputPerSecond: passed.throughputPerSecond,
      completeLatencyMs: latencyMs,
      costPerHour: cost,
      acking: true,
      pauseSecondsLastHour: this.pauses.slice(-60).reduce((sum, one) => sum + one, 0),
    };
    const reference = {
      throughputPerSecond: passed.offeredPerSecond,
      completeLatencyMs: this.first.latencyMs,
      costPerHour: this.first.costPerHour,
    };
    this.sum += utility(performance, this.objective, reference) ?? 0;
    this.steps += 1;
    if (brokenSlos(performance, this.objective).length > 0) this.sloMinutes += 1;
    this.executorHours += passed.executors / 60;
    return contributions(performance, this.objective, reference);
  }

  result(): Score {
    const { sloMinutes, executorHours } = this;
    return { utility: this.sum / Math.max(1, this.steps), sloMinutes, executorHours };
  }
}
