// Which way each knob of a change is turned.
import type { Changes, Configuration } from './types.js';

export type Directions = Readonly<Record<string, 'up' | 'down'>>;

/** From "none" (unlimited) to a number is down. */
export function directionsOf(changes: Changes, configuration: Configuration): Directions {
  return Object.fromEntries(
    Object.entries(changes).map(([knob, to]) => {
      const from = configuration[knob] ?? Number.POSITIVE_INFINITY;
      return [knob, to > from ? 'up' : 'down'];
    }),
  );
}
