// Ladders and limits: which values a knob may take for one topology, and the next step up or down.
import { knobCatalogue } from './catalogue.js';
import type { Generation, Knob, KnobName } from './types.js';

const executorsPrefix = 'executors.';
const memoryPrefix = 'onheap.memory.mb.';

/** The component of `executors.<component>`, undefined for any other knob. */
export function componentOf(name: KnobName): string | undefined {
  return name.startsWith(executorsPrefix) ? name.slice(executorsPrefix.length) : undefined;
}

export function executorsKnob(component: string): KnobName {
  return `${executorsPrefix}${component}`;
}

/** The component of `onheap.memory.mb.<component>`, undefined for any other knob. */
export function memoryComponentOf(name: KnobName): string | undefined {
  return name.startsWith(memoryPrefix) ? name.slice(memoryPrefix.length) : undefined;
}

export function memoryKnob(component: string): KnobName {
  return `${memoryPrefix}${component}`;
}

/** The catalogue's entry for a knob of a topology; undefined when there is none. */
export function knobNamed(name: KnobName): Knob | undefined {
  const pattern = patternOf(name);
  return knobCatalogue.find((knob) => knob.name === pattern);
}

function patternOf(name: KnobName): string {
  if (componentOf(name) !== undefined) return 'executors.<component>';
  return memoryComponentOf(name) === undefined ? name : 'onheap.memory.mb.<component>';
}

/** What is wrong with a value for the knob itself, whatever the topology: "a power of two" and the like; null when nothing is. */
export function unfitFor({ min, max, values }: Knob, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return 'an integer';
  if (value < min || value > max) return `${min} … ${max}`;
  return values === 'power of two' && !Number.isInteger(Math.log2(value)) ? 'a power of two' : null;
}

/** Whether a rebalance of this generation turns the knob. */
export function isLive(name: KnobName, generation: Generation): boolean {
  return knobNamed(name)?.live.includes(generation) ?? false;
}

/**
 * The value `steps` rungs above (or below, when negative) `value` on the ladder, kept within min and max.
 * A value between two rungs counts as the lower one on the way up and as the upper one on the way down; one beyond the end of the
 * ladder stays, so that a step never goes the other way.
 */
export function stepOnLadder(
  ladder: readonly number[],
  value: number,
  steps: number,
  limits: { readonly min: number; readonly max: number },
): number {
  const above = ladder.findIndex((rung) => rung > value);
  const below = ladder.findLastIndex((rung) => rung < value);
  const end = ladder.length - 1;
  const start = steps > 0 ? (above < 0 ? end : above - 1) : below + 1;
  const rung = ladder[Math.max(0, Math.min(end, start + steps))] ?? value;
  const stepped = steps > 0 ? Math.max(value, rung) : Math.min(value, rung);
  return Math.max(limits.min, Math.min(limits.max, steps === 0 ? value : stepped));
}
