// Which knob names a configuration may mention.
import { knobCatalogue, knobNamed } from '../knobs/index.js';

/** Knobs of Heron have names of their own, which this release's catalogue does not have. */
export const knownKnobs = {
  names: knobCatalogue.map((knob) => knob.name),
  has: (name: string) => knobNamed(name) !== undefined || /^parallelism\.|^containers$/.test(name),
};
