// What doctor says of names in knobs.exclude and knobs.bounds: a component that no topology has leaves the knob free without a word.
import type { Snapshot, TopologyRef } from '../../clusters/index.js';
import type { NamedKnob } from '../../config/index.js';
import { componentOf, fromHeronName, memoryComponentOf } from '../../knobs/index.js';
import { nearest } from '../../util/index.js';
import { placedName } from '../lasting-name.js';
import type { Finding } from './finding.js';

/**
 * Nothing of a name as long as a topology that it is for was not read: that one may have the component.
 * @param snapshots of those that were read
 */
export function knobFindings(
  named: readonly NamedKnob[],
  topologies: readonly TopologyRef[],
  snapshots: readonly Snapshot[],
): Finding[] {
  return named.flatMap(({ knob, where, isFor }): Finding[] => {
    const component = componentOf(fromHeronName(knob)) ?? memoryComponentOf(knob);
    // Ackers and their like come and go with the settings of a topology.
    if (component === undefined || component.startsWith('__')) return [];
    const meant = topologies.filter((topology) => isFor(topology.name, placedName(topology)));
    const read = snapshots.filter(({ topology }) => meant.some(({ id }) => id === topology.id));
    if (meant.length === 0 || read.length < meant.length) return [];
    const names = new Set(read.flatMap(({ components }) => components.map(({ name }) => name)));
    if (names.has(component)) return [];
    return [unknownComponent(knob, component, where, names)];
  });
}

function unknownComponent(
  knob: string,
  component: string,
  where: string,
  names: ReadonlySet<string>,
): Finding {
  const near = nearest(component, [...names]);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return {
    check: 'knobs',
    status: 'warning',
    text: `${where}: ${knob}: no topology that runs here and that this is for has a component ${component}${hint}`,
    next: 'Correct the name. If it is of a topology that does not run now, or runs on another cluster, there is nothing to do.',
  };
}
