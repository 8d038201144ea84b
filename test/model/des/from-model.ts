// The model's description of an application, told to the simulation in its own words.
import type { ModelConfiguration, ModelHardware, ModelTopology } from '../../../src/model/index.js';
import type { DesGrouping, DesSetup } from './types.js';

const groupings = {
  shuffle: 'shuffle',
  none: 'shuffle',
  local_or_shuffle: 'local-or-shuffle',
  fields: 'fields',
  global: 'global',
  all: 'all',
} as const satisfies Record<string, DesGrouping>;

/** @param offeredPerSecond of each spout, in the order of the components; Infinity = as much as is taken */
export function setupOf(
  { components, streams }: ModelTopology,
  configuration: ModelConfiguration,
  hardware: ModelHardware,
  offeredPerSecond: readonly number[],
): DesSetup {
  const { workers, ackers, pendingPerTask } = configuration;
  let spout = 0;
  return {
    components: components.map((component, c) => {
      const offered = component.kind === 'spout' ? (offeredPerSecond[spout++] ?? 0) : 0;
      return {
        ...component,
        executors: configuration.executors[c] ?? 1,
        offeredPerSecond: Number.isFinite(offered) ? offered : null,
      };
    }),
    streams: streams.map((stream) => ({ ...stream, grouping: groupings[stream.grouping] })),
    workers,
    ackers,
    pendingPerTask,
    nodes: hardware.nodes,
    ackerCpuSeconds: hardware.ackerCpuSeconds,
    localHopSeconds: hardware.localHopSeconds,
    remoteHopSeconds: hardware.remoteHopSeconds,
    serialisationSeconds: hardware.serialisationSeconds,
  };
}
