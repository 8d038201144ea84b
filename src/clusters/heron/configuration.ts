// The settings of a Heron topology: its own, with Heron's defaults, as numbers where they are numbers; and what they mean for measuring.
import type { MeasuringFacts, RuntimeSetting, Snapshot, SubmittedPacking } from '../types.js';
import type { LogicalPlan, PhysicalPlan } from './schemas.js';

/** HeronTopology.addDefaultTopologyConfig: what counts where a topology sets nothing. */
const defaults = {
  'topology.max.spout.pending': 100,
  'topology.message.timeout.secs': 30,
  'topology.reliability.mode': 'ATMOST_ONCE',
  'topology.stmgrs': 1,
} as const;

/** The Tracker gives numbers as text, or as numbers where it thinks so. */
export function settingsOf(config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const own = Object.entries(config).map(([key, value]) => [key, numberIfOne(value)] as const);
  return { ...defaults, ...Object.fromEntries(own) };
}

function numberIfOne(value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
}

/** Only ATLEAST_ONCE acknowledges tuples one by one; `topology.acking` is its former name. */
export function isAcking(settings: Snapshot['configuration']): boolean {
  const mode = settings['topology.reliability.mode'];
  return (
    mode === 'ATLEAST_ONCE' || (mode === 'ATMOST_ONCE' && String(settings['topology.acking']) === 'true')
  );
}

export function measuringFacts(settings: Snapshot['configuration']): MeasuringFacts {
  const positive = (key: keyof typeof defaults, otherwise: number): number => {
    const value = Number(settings[key]);
    return Number.isFinite(value) && value > 0 ? value : otherwise;
  };
  const acking = isAcking(settings);
  return {
    // Every tuple counts; latencies are means of nanoseconds.
    sampleRate: 1,
    latencyErrorMs: 0,
    statisticsIntervalSeconds: 60,
    maxSpoutPending: acking ? positive('topology.max.spout.pending', 100) : null,
    messageTimeoutSeconds: Math.ceil(positive('topology.message.timeout.secs', 30)),
    acking,
  };
}

/** Messages that the read queue of a bolt instance has room for (heron_internals.yaml; a topology may have its own). */
export function boltQueueCapacity(settings: Snapshot['configuration']): number {
  const own = Number(settings['heron.instance.internal.bolt.read.queue.capacity']);
  return Number.isFinite(own) && own > 0 ? own : 128;
}

/** The logical plan and `topology.stmgrs` stay as they were submitted, whatever an update has made of them since. */
export function submittedPacking(
  { spouts, bolts }: LogicalPlan,
  settings: Snapshot['configuration'],
): SubmittedPacking {
  const components = [...Object.values(spouts), ...Object.values(bolts)];
  const instances = components.map(({ config }) => Number(config?.['topology.component.parallelism'] ?? 1));
  return {
    instances: instances.reduce((sum, n) => sum + n, 0),
    containers: Math.max(1, Number(settings['topology.stmgrs']) || 1),
  };
}

/** How the physical plan names what was set while the topology ran (topology-config-helper.cpp:36). */
const runtimeSuffix = ':runtime';

/** Of the topology, then of each component, which has a configuration of its own in the physical plan. */
export function setAtRuntime({
  config,
  components,
}: Pick<PhysicalPlan, 'config' | 'components'>): RuntimeSetting[] {
  const all = [[null, config] as const, ...Object.entries(components)];
  return all.flatMap(([component, settings]) =>
    Object.entries(settings).flatMap(([name, given]): RuntimeSetting[] => {
      const value = numberIfOne(given);
      const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      if (!name.endsWith(runtimeSuffix) || !isPlain) return [];
      return [{ component, key: name.slice(0, -runtimeSuffix.length), value }];
    }),
  );
}
