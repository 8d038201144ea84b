// Which knob names a configuration may mention, and which of them do nothing on an engine.
import { fromHeronName, heronKnobs, isHeronKnob, knobCatalogue, knobNamed } from '../../knobs/index.js';

export const knownKnobs = {
  names: [...knobCatalogue, ...heronKnobs.filter(({ live }) => live)].map((knob) => knob.name),
  has: (name: string) => knobNamed(name) !== undefined || isHeronKnob(name),
  uselessOn: (name: string, engine: 'storm' | 'heron'): string | null =>
    engine === 'storm' ? uselessOnStorm(name) : uselessOnHeron(name),
};

function uselessOnStorm(name: string): string | null {
  if (!isHeronKnob(name)) return null;
  return `${name} is Heron's name and does nothing on Storm, where it is ${fromHeronName(name)}`;
}

function uselessOnHeron(name: string): string | null {
  if (isHeronKnob(name) || knobNamed(name)?.generations.includes('heron') === true) return null;
  return `${name} is a knob of Storm alone and does nothing on Heron`;
}
