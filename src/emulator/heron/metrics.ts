// The Tracker's metric pages: over an interval, by the minute, and by a query.
import { TrackerFailure } from './failure.js';
import type { TrackerGeneration } from './plans.js';
import { type Line, runQuery } from './query.js';
import type { Series } from './series.js';
import type { TopologyManager } from './topology-manager.js';

export interface Asked {
  readonly component: string;
  readonly metrics: readonly string[];
  /** Empty is all of them. */
  readonly instances: readonly string[];
}

/** C++'s std::to_string. */
function decimal(value: number): string {
  return Number.isNaN(value) ? '-nan' : value.toFixed(6);
}

/** By metric and instance; a metric that no instance has is left out. */
function read<T>(
  manager: TopologyManager,
  asked: Asked,
  value: (series: Series) => T,
): Record<string, Record<string, T>> {
  const known = manager.seriesOf(asked.component);
  const pairs = asked.metrics.flatMap((metric) => {
    const instances = [...(known?.get(metric) ?? [])].filter(
      ([id]) => asked.instances.length === 0 || asked.instances.includes(id),
    );
    if (instances.length === 0) return [];
    return [[metric, Object.fromEntries(instances.map(([id, series]) => [id, value(series)]))] as const];
  });
  return Object.fromEntries(pairs);
}

/** Whole buckets that overlap the interval: 60 s are usually two. All time where it is not above 0, and then it tells the present. */
export function intervalMetrics(
  manager: TopologyManager,
  asked: Asked,
  interval: number,
): Record<string, unknown> {
  const { component } = asked;
  if (manager.seriesOf(component) === undefined) return { interval: 0, component, metrics: {} };
  const { now } = manager;
  const buckets = manager.bucketsWithin(now - interval, now);
  const value = (series: Series): string => decimal(interval > 0 ? series.over(buckets) : series.ever());
  return { interval: interval > 0 ? interval : now, component, metrics: read(manager, asked, value) };
}

/**
 * @param form 'number': FastAPI's own, which fails as a whole on one NaN; 'text': its deprecated alias; 'raw': what the topology manager
 *   sent, as the older generation passes it on
 */
export function timeline(
  manager: TopologyManager,
  asked: Asked,
  span: { readonly from: number; readonly to: number },
  form: 'number' | 'text' | 'raw',
): Record<string, unknown> {
  const buckets = manager.bucketsWithin(span.from, span.to);
  const minutes = read(manager, asked, (series) =>
    Object.fromEntries([...series.minutes(buckets)].map(([at, value]) => [String(at), written(value, form)])),
  );
  return { component: asked.component, starttime: span.from, endtime: span.to, timeline: minutes };
}

function written(value: number, form: 'number' | 'text' | 'raw'): number | string {
  if (form === 'raw') return decimal(value);
  if (form === 'number' && Number.isNaN(value)) {
    throw new TrackerFailure('Out of range float values are not JSON compliant');
  }
  if (form === 'number') return value;
  // Python's str(float).
  if (Number.isNaN(value)) return 'nan';
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

export function queried(
  manager: TopologyManager,
  query: string,
  span: { readonly from: number; readonly to: number },
  generation: TrackerGeneration,
): Record<string, unknown> {
  const lines = runQuery(query, manager, span.from, span.to);
  const shown = ({ instance, data }: Line): Record<string, unknown> => ({
    // Sums and the like have no instance: null in one generation, absent in the other.
    ...(instance === null && generation === 'tornado' ? {} : { instance }),
    data: Object.fromEntries([...data].map(([at, value]) => [String(at), value])),
  });
  return { starttime: span.from, endtime: span.to, timeline: lines.map(shown) };
}
