// The load: how many tuples per second a spout's source offers at a moment of virtual time.
import type { Load } from './scenario-schema.js';

const secondsPerDay = 86_400;

/**
 * Mean rate without noise. daily = mean (1 + amplitude sin(2 pi t / day)): the day starts on its rising flank.
 * @param elapsedSeconds virtual time since the scenario began; negative before it
 */
export function offeredPerSecond(load: Load, elapsedSeconds: number): number {
  switch (load.kind) {
    case 'constant':
      return load.meanPerSecond;
    case 'daily':
      return (
        load.meanPerSecond * (1 + load.amplitude * Math.sin((2 * Math.PI * elapsedSeconds) / secondsPerDay))
      );
  }
}
