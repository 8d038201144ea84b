// Whether an operation would change anything: Storm restarts nothing for one that does not, yet the topology stands still for its wait.
import { isDeepStrictEqual } from 'node:util';
import type { Operation } from '../clusters/index.js';
import { executorsKnob, type KnobName, memoryKnob } from '../knobs/index.js';
import { own } from './facts.js';

/**
 * @param current what is in force by knob (a Configuration), with the metrics reporters by their key; what is not in it is not known,
 * and setting it is no no-op
 */
export function isNoOp(operation: Operation, current: Readonly<Record<KnobName, unknown>>): boolean {
  return targetsOf(operation).every(([knob, value]) => isDeepStrictEqual(own(current, knob), value));
}

function targetsOf(operation: Operation): (readonly [KnobName, unknown])[] {
  switch (operation.kind) {
    case 'rebalance-assignment':
      return [
        ...(operation.workers === null ? [] : [['workers', operation.workers] as const]),
        ...Object.entries(operation.executors).map(([name, n]) => [executorsKnob(name), n] as const),
      ];
    case 'rebalance-configuration':
      return Object.entries(operation.settings);
    case 'rebalance-resources':
      return Object.entries(operation.resources).flatMap(([component, resources]) =>
        Object.entries(resources).map(
          ([key, value]) =>
            [
              key === 'onheap.memory.mb' ? memoryKnob(component) : `${key}.${component}`,
              value as unknown,
            ] as const,
        ),
      );
  }
}
