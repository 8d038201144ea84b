// A scenario as Heron would run it, whatever engine it names.
import type { Scenario } from './scenario-schema.js';

const mode = 'topology.reliability.mode';

/** Each instance is one task, every tuple counts, and the stream manager of each container acknowledges. */
export function asOnHeron(scenario: Scenario): Scenario {
  const { topology, cluster } = scenario;
  const acking = topology.settings[mode] === undefined || topology.settings[mode] === 'ATLEAST_ONCE';
  const components = Object.entries(topology.components).map(([name, component]) => [
    name,
    { ...component, tasks: component.executors },
  ]);
  return {
    ...scenario,
    engine: 'heron',
    cluster: {
      ...cluster,
      settings: { ...cluster.settings, 'executor.metrics.frequency.secs': 60 } as typeof cluster.settings,
    },
    topology: {
      ...topology,
      components: Object.fromEntries(components) as typeof topology.components,
      settings: {
        ...topology.settings,
        ...(topology.settings[mode] === undefined ? { [mode]: 'ATLEAST_ONCE' } : {}),
        ...onHeron(topology.workers, acking),
      } as typeof topology.settings,
    },
  };
}

function onHeron(containers: number, acking: boolean): Record<string, number> {
  return { 'topology.acker.executors': acking ? containers : 0, 'topology.stats.sample.rate': 1 };
}
