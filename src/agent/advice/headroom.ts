// More tasks for components that a policy would give more executors than they have tasks: only a new submission brings them.
import { type Advice, tasksAdvice } from '../../change/index.js';
import type { Snapshot, TopologyRef } from '../../clusters/index.js';
import type { GuardInput } from '../../guard/index.js';
import { type Changes, componentOf } from '../../knobs/index.js';

interface Limited {
  readonly topology: Pick<TopologyRef, 'name'>;
  readonly knobs: { readonly exclude: readonly string[]; readonly bounds: GuardInput['limits']['bounds'] };
}

/** Not for knobs that the operator has excluded, and not beyond his bounds. */
export function headroomAdvice(
  wanted: Changes,
  { topology, knobs }: Limited,
  { components }: Snapshot,
  waitSeconds: number,
): Advice[] {
  return Object.entries(wanted).flatMap(([knob, value]) => {
    const component = components.find((c) => c.name === componentOf(knob));
    if (component === undefined || !Number.isInteger(value) || knobs.exclude.includes(knob)) return [];
    const useful = Math.min(value, knobs.bounds[knob]?.max ?? value);
    return useful <= component.tasks
      ? []
      : [tasksAdvice(topology.name, component.name, component.tasks, useful, waitSeconds)];
  });
}
