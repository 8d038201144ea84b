// Queue sizes of Heron's instances out of a Prometheus that scrapes their sink, where the Tracker does not show them.
import { instanceLabel, queueSizeSeries, type Snapshot, withoutQueueSizes } from '../clusters/index.js';
import { selectorOf } from './prom-ql.js';
import type { Prometheus } from './prometheus.js';

export interface QueueSizes {
  readonly query: string;
  /** Messages that wait, by instance; instances that are gone may be among them. */
  readonly byInstance: ReadonlyMap<string, number>;
}

/**
 * One query for a topology. An instance has several series where the sink has changed its labels, or two jobs scrape it: the largest
 * counts. What is no size (NaN, an infinity, a negative number) is not known.
 * @returns null where there is nothing to ask: not Heron, no bolts, or the Tracker shows all of them
 * @throws TrimtabError TRIMTAB_E_EXTERNAL when no answer comes, or none of Prometheus
 */
export async function readQueueSizes(
  prometheus: Prometheus,
  snapshot: Snapshot,
  signal: AbortSignal,
): Promise<QueueSizes | null> {
  const series = queueSizeSeries(snapshot.topology);
  if (series === null || withoutQueueSizes(snapshot).length === 0) return null;
  // The mean of two minutes, as of the Tracker's: a sink exports once a minute.
  const query = `max by (${instanceLabel}) (avg_over_time(${selectorOf(series)}[2m]))`;
  const found = await prometheus.series(query, signal);
  const sizes = found.flatMap(({ labels, value }) => {
    const [instance, size] = [labels[instanceLabel], Number(value)];
    return instance === undefined || !Number.isFinite(size) || size < 0 ? [] : [[instance, size] as const];
  });
  return { query, byInstance: new Map(sizes) };
}
