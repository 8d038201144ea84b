// A clock whose time passes only while somebody waits.
import type { Clock } from '../../src/util/index.js';
import { noon } from '../builders.js';

export interface FakeClock extends Clock {
  /** Seconds that have been waited so far. */
  elapsedSeconds(): number;
}

/** @param onSleep called when a wait begins, with the seconds waited before it */
export function fakeClock(onSleep: (elapsedSeconds: number) => void = () => {}): FakeClock {
  let now = noon;
  return {
    now: () => now,
    elapsedMs: () => now - noon,
    elapsedSeconds: () => (now - noon) / 1000,
    sleep: (milliseconds, signal) => {
      onSleep((now - noon) / 1000);
      if (signal?.aborted) return Promise.reject(signal.reason as Error);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}
