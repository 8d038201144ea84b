// Sums and rates over the executors of a component.
import type { ExecutorWindow, Window } from './types.js';

export function executorsOf(window: Window, component: string): ExecutorWindow[] {
  return window.executors.filter((e) => e.component === component);
}

/** Per second: each executor's count over its own seconds. */
export function rateOf(executors: readonly ExecutorWindow[], count: (e: ExecutorWindow) => number): number {
  return sum(executors, (e) => count(e) / e.seconds);
}

export function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

/** null when no executor has both a weight and a value. */
export function weightedMean(
  executors: readonly ExecutorWindow[],
  weight: (e: ExecutorWindow) => number,
  value: (e: ExecutorWindow) => number | null,
): number | null {
  const known = executors.filter((e) => value(e) !== null);
  const weights = sum(known, weight);
  return weights === 0 ? null : sum(known, (e) => (value(e) ?? 0) * weight(e)) / weights;
}
