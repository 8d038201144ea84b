// How busy the busiest executor of a component is for sure, where a single counted tuple may stand for much of its window.

/** Share of an executor's window that one counted tuple stands for; above it chance decides which executor looks the busiest. */
const coarse = 0.05;

export interface Busy {
  /** Of its time, inside execute(). */
  readonly share: number;
  /** `countedTupleShare` of it. */
  readonly oneTuple: number;
}

/** Share of its time that an executor seems busier by, for each tuple that is counted: at one in 20, a call of 1 s counts as 20 s. */
export function countedTupleShare(executeLatencyMs: number, seconds: number, sampleRate: number): number {
  return executeLatencyMs / 1000 / sampleRate / seconds;
}

export function isCoarse(oneTuple: number): boolean {
  return oneTuple > coarse;
}

/**
 * One tuple at random is counted out of each run, so a count is less than one tuple above the truth: of ten executors alike, 40 % busy with
 * calls of 3 s, one looks 100 % busy. What is sure of the busiest is therefore its share less one counted tuple, and no less than the mean,
 * in which chance evens out. Below 5 % (one in 20 over 120 s: calls of less than 0.3 s) it is left as it was counted.
 */
export function busiestOf(executors: readonly Busy[]): number {
  const most = Math.max(
    ...executors.map(({ share, oneTuple }) => (isCoarse(oneTuple) ? share - oneTuple : share)),
  );
  if (!executors.some(({ oneTuple }) => isCoarse(oneTuple))) return most;
  return Math.max(most, executors.reduce((sum, { share }) => sum + share, 0) / executors.length);
}
