// What Heron's Prometheus sink makes of the queue sizes of instances: the name and labels of their series, and the fill they mean.
import type { ComponentSnapshot, Snapshot, TopologyRef } from '../types.js';
import { boltQueueCapacity } from './configuration.js';

/** Series of one name that have these labels. */
export interface SinkSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * The one label to go by beside the topology's. Rules of the sink (metrics_sinks.yaml of kubernetes and nomad has some) add labels, and
 * even write over `component`, and what they set for one metric stays on the next ones of that instance.
 */
export const instanceLabel = 'instance_id';

/**
 * Metric `__gateway-in-stream-queue-size` as the sink writes it (PrometheusSink.generateResponse: `heron_`, no double underscores, small
 * letters, an underscore for whatever else a name may not have). Role and environ are in one label, which the sink leaves out where one
 * of the three parts is empty; a selector for "" finds what has no such label.
 * @returns null for a topology of another engine
 */
export function queueSizeSeries({ name, place }: TopologyRef): SinkSeries | null {
  if (place === undefined) return null;
  const parts = [place.cluster, place.role, place.environ];
  const labels = { topology: name, cluster_role_env: parts.includes('') ? '' : parts.join('/') };
  return { name: 'heron_gateway_in_stream_queue_size', labels };
}

/** Bolts whose queues the Tracker does not show. */
export function withoutQueueSizes({ components }: Snapshot): readonly ComponentSnapshot[] {
  return components.filter(({ kind, queueFill }) => kind === 'bolt' && queueFill == null);
}

/**
 * What the Tracker shows stays. An instance that is gone is exported for ten minutes more: only those that run count.
 * @param sizes messages that wait, by instance
 */
export function withQueueSizes(snapshot: Snapshot, sizes: ReadonlyMap<string, number>): Snapshot {
  const lacking = new Set(withoutQueueSizes(snapshot));
  const fill = (component: ComponentSnapshot): number | null =>
    fullest(
      component.samples.flatMap(({ id }) => sizes.get(id) ?? []),
      snapshot.configuration,
    );
  return {
    ...snapshot,
    components: snapshot.components.map((component) =>
      lacking.has(component) ? { ...component, queueFill: fill(component) } : component,
    ),
  };
}

/** Of the fullest of an instance's queues, 0 … 1; null where none is known. */
export function fullest(sizes: readonly number[], configuration: Snapshot['configuration']): number | null {
  return sizes.length === 0 ? null : Math.min(1, Math.max(...sizes) / boltQueueCapacity(configuration));
}
