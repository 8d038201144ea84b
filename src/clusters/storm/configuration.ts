// The settings of a Storm topology as knobs: executors and workers from the assignment, the rest from the topology's configuration.
import { type Configuration, executorsKnob, type Generation, knobCatalogue } from '../../knobs/index.js';
import type { Snapshot } from '../types.js';

/**
 * REST shows a changed setting as soon as Nimbus has stored it, whether or not the workers have it in force.
 * @returns null for a knob that is unset, which means the engine's own default
 */
export function stormConfiguration(snapshot: Snapshot, generation: Generation): Configuration {
  const configuration: Record<string, number | null> = {};
  for (const component of snapshot.components) {
    configuration[executorsKnob(component.name)] = component.executors;
  }
  // The resource-aware scheduler changes their number by itself: no knob, and nobody's change.
  if (snapshot.isResourceAware !== true) configuration['workers'] = snapshot.assignedWorkers;
  for (const knob of knobCatalogue) {
    if (knob.scope !== 'topology' || knob.name === 'workers' || !knob.generations.includes(generation))
      continue;
    const value = snapshot.configuration[knob.name];
    configuration[knob.name] = typeof value === 'number' ? value : null;
  }
  return configuration;
}
