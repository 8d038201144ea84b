// Which way each knob of a change is turned.
import type { Changes, Configuration } from './types.js';

export type Directions = Readonly<Record<string, 'up' | 'down'>>;

/** Whether components other than ackers get more executors. */
export function addsExecutors(directions: Directions): boolean {
  return Object.entries(directions).some(
    ([knob, way]) => way === 'up' && knob.startsWith('executors.') && knob !== 'executors.__acker',
  );
}

/** From "none" (unlimited) to a number is down. */
export function directionsOf(changes: Changes, configuration: Configuration): Directions {
  return Object.fromEntries(
    Object.entries(changes).map(([knob, to]) => {
      const from = configuration[knob] ?? Number.POSITIVE_INFINITY;
      return [knob, to > from ? 'up' : 'down'];
    }),
  );
}
