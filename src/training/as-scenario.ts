// A drawn application as a scenario file says it, so that it is checked and played like one that somebody wrote.
import type { ModelConfiguration, ModelHardware, ModelTopology } from '../model/index.js';
import { type Scenario, scenarioFrom } from '../simulator/index.js';

export interface Drawn {
  readonly name: string;
  readonly seed: number;
  readonly minutes: number;
  readonly topology: ModelTopology;
  readonly configuration: Pick<ModelConfiguration, 'executors' | 'ackers' | 'workers' | 'pendingPerTask'>;
  readonly hardware: Pick<ModelHardware, 'nodes' | 'sigma' | 'serialisationSeconds'>;
  /** What crossing to another worker adds; absent: the usual. */
  readonly remoteHopMicros?: number;
  readonly slotsPerNode: number;
  /** As in a scenario file, of each spout. */
  readonly load: Readonly<Record<string, unknown>>;
}

/** @throws TrimtabError where it makes no scenario */
export function asScenario(drawn: Drawn): Scenario {
  const { name, seed, minutes, topology, configuration, hardware, slotsPerNode, load } = drawn;
  const { components, streams } = topology;
  return scenarioFrom(
    {
      schema: 'trimtab/scenario/v1',
      name,
      engine: 'storm',
      seed,
      minutes,
      cluster: {
        nodes: hardware.nodes.map((node, i) => ({ name: `n${i + 1}`, ...node, slots: slotsPerNode })),
        sigma: hardware.sigma,
        serialisationMicros: 1e6 * hardware.serialisationSeconds,
        ...(drawn.remoteHopMicros === undefined ? {} : { remoteHopMicros: drawn.remoteHopMicros }),
      },
      topology: {
        components: Object.fromEntries(
          components.map((c, i) => [
            c.name,
            {
              kind: c.kind,
              executors: configuration.executors[i],
              tasks: c.tasks,
              cpuMicros: 1e6 * c.cpuSeconds,
              waitMicros: 1e6 * c.waitSeconds,
            },
          ]),
        ),
        streams: streams.map((s, i) => ({
          from: components[s.from]?.name,
          to: components[s.to]?.name,
          stream: `s${i}`,
          grouping: s.grouping,
          tuplesPerInput: s.tuplesPerInput,
          hotShare: s.grouping === 'fields' ? s.hotShare : 0,
        })),
        workers: configuration.workers,
        settings: {
          'topology.max.spout.pending': configuration.pendingPerTask,
          'topology.acker.executors': configuration.ackers,
        },
      },
      load,
    },
    name,
  );
}
