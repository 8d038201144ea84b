// Moves a world along with a clock: a little now and then, and at once when somebody looks.
import type { World } from '../simulator/index.js';
import type { Clock } from '../util/index.js';

const sliceMs = 100;

export interface Ticker {
  /** Brings the world to the present. */
  readonly catchUp: () => void;
  readonly stop: () => Promise<void>;
}

/** @param speed seconds of the world per second of the clock; 0 = the world moves only by its own advance() */
export function startTicker(world: World, speed: number, clock: Clock): Ticker {
  if (speed === 0) return { catchUp: () => {}, stop: () => Promise.resolve() };
  const stopping = new AbortController();
  let lastMs = clock.now();
  const catchUp = (): void => {
    const nowMs = clock.now();
    // A wall clock may be set back; virtual time never goes back.
    if (nowMs > lastMs) world.advance(((nowMs - lastMs) / 1000) * speed);
    lastMs = nowMs;
  };
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      catchUp();
      await clock.sleep(sliceMs, stopping.signal).catch(() => {});
    }
  };
  const running = run();
  return {
    catchUp,
    stop: () => {
      stopping.abort();
      return running;
    },
  };
}
