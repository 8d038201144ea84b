// Which knob names a configuration may mention.
import { heronKnobs, isHeronKnob, knobCatalogue, knobNamed } from '../../knobs/index.js';

export const knownKnobs = {
  names: [...knobCatalogue, ...heronKnobs.filter(({ live }) => live)].map((knob) => knob.name),
  has: (name: string) => knobNamed(name) !== undefined || isHeronKnob(name),
};
