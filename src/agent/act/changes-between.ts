// A change as it is journaled: each knob with its value before and after.
import type { Changes, Configuration } from '../../knobs/index.js';
import type { DecidedChange } from './under-way.js';

/** Each knob that is turned, with its value before and after. */
export function changesBetween(current: Configuration, proposed: Changes): DecidedChange['changes'] {
  return Object.fromEntries(
    Object.entries(proposed).map(([knob, to]) => [knob, { from: current[knob] ?? null, to }]),
  );
}
