// The Clock port: the only way to read the time or to wait, so that tests and simulated clusters can run faster.
import { expectManyListeners } from './own-signal.js';

export interface Clock {
  /** Cluster time in milliseconds since the epoch. */
  now(): number;
  /** Cluster time since some fixed moment, milliseconds. Unlike now() it is never set forward or back: durations are taken from it. */
  elapsedMs(): number;
  /** Waits that much cluster time; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** What a Node timer can hold. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * The machine's clock, or one that runs `timeScale` times faster from now on.
 * @param timeScale cluster seconds per second of the wall (> 0)
 */
export function systemClock(timeScale = 1): Clock {
  const start = Date.now();
  const begin = performance.now();
  return {
    now: () => (timeScale === 1 ? Date.now() : start + (Date.now() - start) * timeScale),
    elapsedMs: () => (performance.now() - begin) * timeScale,
    sleep: (milliseconds, signal) => wallSleep(Math.min(longestTimerMs, milliseconds / timeScale), signal),
  };
}

function wallSleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason as Error);
      return;
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    if (signal === undefined) return;
    expectManyListeners(signal);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
