// What is turned, for people: each knob with its value now and then.
import type { Changes } from '../knobs/index.js';
import type { Situation } from './types.js';

export function turnedText(changes: Changes, { configuration }: Pick<Situation, 'configuration'>): string {
  return Object.entries(changes)
    .map(([knob, value]) => `${knob} ${configuration[knob] ?? 'unlimited'} → ${value}`)
    .join('; ');
}
