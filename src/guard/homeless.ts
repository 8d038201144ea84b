// Which changes the resource-aware scheduler of Storm has no room for; with them it would stop the whole topology, measured on 1.2.4 and 2.8.3.
import {
  type Asked,
  type Changes,
  type Configuration,
  componentOf,
  memoryComponentOf,
  type Room,
  whyNoRoom,
} from '../knobs/index.js';
import { own } from '../util/index.js';
import { hasMore, shortened } from './shortened.js';

/**
 * What runs now has its room, so only what grows is asked about.
 * @param room undefined where another scheduler runs
 * @returns null where there is room; else what is left of the changes
 */
export function homelessAmong(
  changes: Changes,
  configuration: Configuration,
  room: Room | undefined,
): { readonly fitting: Changes; readonly text: string } | null {
  const grown = Object.keys(changes).filter((knob) => isGrown(knob, changes, configuration));
  if (room === undefined || grown.length === 0) return null;
  const whyNot = (fewer: Changes): string | null => {
    const wanted = { ...configuration, ...fewer };
    return whyNoRoom(executorsOf(wanted), { ...room, asked: askedUnder(wanted, room.asked) });
  };
  const why = whyNot(changes);
  if (why === null) return null;
  const fitting = shortened(grown, changes, configuration).find((one) => whyNot(one) === null) ?? {};
  return { fitting, text: `${listOf(grown, changes)}: ${why}` };
}

function listOf(knobs: readonly string[], changes: Changes): string {
  return knobs.map((knob) => `${knob} = ${changes[knob]}`).join(', ');
}

/** Executors that become more, or that ask for another heap: what they ask for now no page of the engine may tell. */
function isGrown(knob: string, changes: Changes, configuration: Configuration): boolean {
  if (memoryComponentOf(knob) !== undefined) return true;
  return hasMore(knob, changes, configuration);
}

function executorsOf(wanted: Configuration): Record<string, number> {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([knob, value]) => {
      const component = componentOf(knob);
      return component === undefined ? [] : [[component, value ?? 0] as const];
    }),
  );
}

function askedUnder(wanted: Configuration, asked: Room['asked']): Record<string, Asked> {
  const heaps = Object.entries(wanted).flatMap(([knob, value]) => {
    const component = memoryComponentOf(knob);
    const before = component === undefined ? undefined : own(asked, component);
    return component === undefined || before === undefined || value === null
      ? []
      : [[component, { ...before, onHeapMiB: value }] as const];
  });
  return { ...asked, ...Object.fromEntries(heaps) };
}
