// The load: how many tuples per second a spout's source offers at a moment of virtual time.
import type { Load } from './scenario-schema.js';

const secondsPerDay = 86_400;

/**
 * Mean rate without noise. daily = mean (1 + amplitude sin(2 pi t / day)), times the factor of a burst while it lasts: the day starts on its
 * rising flank.
 * @param elapsedSeconds virtual time since the scenario began; negative before it
 */
export function offeredPerSecond(load: Load, elapsedSeconds: number): number {
  switch (load.kind) {
    case 'constant':
      return load.meanPerSecond;
    case 'daily': {
      const rhythm = 1 + load.amplitude * Math.sin((2 * Math.PI * elapsedSeconds) / secondsPerDay);
      return load.meanPerSecond * rhythm * burstFactor(load, elapsedSeconds);
    }
  }
}

function burstFactor({ burst }: Extract<Load, { kind: 'daily' }>, elapsedSeconds: number): number {
  if (burst === undefined) return 1;
  const minute = elapsedSeconds / 60 - burst.atMinute;
  return minute >= 0 && minute < burst.minutes ? burst.factor : 1;
}
