// What a change truly does: the same scenario and seed with it and without it, over the same minutes.
import { brokenSlos, type Objective } from '../objective/index.js';
import type { Environment, Passed } from '../simulator/index.js';

/** Rates are means over all of it; the latency is a mean over what completed, null where nothing did. */
export interface Truth {
  readonly throughputPerSecond: number;
  readonly offeredPerSecond: number;
  readonly completeLatencyMs: number | null;
}

export interface Compared {
  readonly changed: Truth;
  readonly untouched: Truth;
}

/** Left out after the last process is up, and then measured, seconds. */
const settleSeconds = 300;
const measureSeconds = 600;
const stepSeconds = 60;

/** Both go on: until the change is over and settled, and then as long as it takes to measure. */
export function compare(changed: Environment, untouched: Environment): Compared {
  while (changed.isChanging()) changed.advance(stepSeconds);
  changed.advance(settleSeconds);
  untouched.advance(changed.nowSeconds() - untouched.nowSeconds());
  return { changed: truthOf(changed), untouched: truthOf(untouched) };
}

function truthOf(environment: Environment): Truth {
  const steps = Array.from({ length: measureSeconds / stepSeconds }, () => environment.advance(stepSeconds));
  const sum = (of: (one: Passed) => number): number => steps.reduce((all, one) => all + of(one), 0);
  const completed = sum((one) => one.throughputPerSecond);
  return {
    throughputPerSecond: completed / steps.length,
    offeredPerSecond: sum((one) => one.offeredPerSecond) / steps.length,
    completeLatencyMs:
      completed > 0 ? sum((one) => one.throughputPerSecond * (one.completeLatencyMs ?? 0)) / completed : null,
  };
}

/** SLOs that are broken with the change and kept without it. */
export function brokenByChange({ changed, untouched }: Compared, objective: Objective): string[] {
  const of = (truth: Truth): string[] =>
    brokenSlos({ ...truth, costPerHour: 0, acking: true, pauseSecondsLastHour: 0 }, objective);
  const before = of(untouched);
  return of(changed).filter((name) => !before.includes(name));
}
