// Who holds the spouts back, and for how long: what the stream managers tell of full buffers.
import type { HeronPlan } from './plan.js';
import type { Timeline } from './schemas.js';
import type { Named, Span, Tracker } from './tracker.js';

export interface BackPressure {
  /** Share of the last ten full minutes in which the stream manager that is worst off held the spouts back; null is not known. */
  readonly share: number | null;
  /** By component: milliseconds a second over the last five full minutes, all instances together; null is not known. */
  readonly byComponent: ReadonlyMap<string, number | null>;
}

const streamManagers = '__stmgr__';
const initiated = '__server/__time_spent_back_pressure_initiated';
/** The instance that is named is the one that is slow. */
const byInstance = '__time_spent_back_pressure_by_compid/';
/** Of all metrics in one URL. Proxies take a request's line of 8 KiB (nginx, where nothing else is set); the rest of it is short. */
const mostBytes = 6000;
const minuteMs = 60_000;
const shareMinutes = 10;
/** As Heron's own health manager looks back (BaseSensor: 300 s). */
const componentMinutes = 5;

/** One request, and one more for each further eighty instances of bolts, or fewer where their names are long. */
export async function readBackPressure(
  source: Tracker,
  named: Named,
  { components }: HeronPlan,
  span: Span,
  signal: AbortSignal,
): Promise<BackPressure> {
  const bolts = components.filter(({ kind }) => kind === 'bolt');
  const metrics = [
    initiated,
    ...bolts.flatMap(({ instances }) => instances.map(({ id }) => `${byInstance}${id}`)),
  ];
  const read = await Promise.all(
    partsOf(metrics).map((part) => source.timeline(named, streamManagers, part, span, signal)),
  );
  const timeline: Timeline = Object.assign({}, ...read);
  const means = (metric: string, minutes: number): number[] =>
    Object.values(timeline[metric] ?? {}).flatMap((buckets) => meanOf(buckets, minutes) ?? []);
  const shares = means(initiated, shareMinutes);
  return {
    share: shares.length === 0 ? null : Math.max(...shares) / minuteMs,
    byComponent: new Map(
      bolts.map(({ name, instances }) => {
        const known = instances.flatMap(({ id }) => means(`${byInstance}${id}`, componentMinutes));
        const perMinute = known.reduce((sum, ms) => sum + ms, 0);
        return [name, known.length === 0 ? null : perMinute / 60] as const;
      }),
    ),
  };
}

/** Each for one request. */
function partsOf(metrics: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let part: string[] = [];
  let bytes = 0;
  for (const metric of metrics) {
    const more = `&metricname=${encodeURIComponent(metric)}`.length;
    if (part.length === 0 || bytes + more > mostBytes) {
      part = [];
      parts.push(part);
      bytes = 0;
    }
    part.push(metric);
    bytes += more;
  }
  return parts;
}

/** Without the newest minute, which still fills. More than a whole minute in a minute is a known fault of Heron (issue 1753). */
function meanOf(buckets: Readonly<Record<string, number | null>>, minutes: number): number | null {
  const known = Object.keys(buckets)
    .sort((a, b) => Number(b) - Number(a))
    .slice(1, 1 + minutes)
    .map((at) => buckets[at] ?? null)
    .filter((ms) => ms !== null);
  const sum = known.reduce((total, ms) => total + Math.min(minuteMs, ms), 0);
  return known.length === 0 ? null : sum / known.length;
}
