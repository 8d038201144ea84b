// Reads what is told of one topology beside its engine: Storm's own lag of its spouts, queries to Prometheus, queue sizes of Heron.
import {
  type Cluster,
  type Snapshot,
  type SpoutLag,
  type TopologyRef,
  withoutQueueSizes,
  withQueueSizes,
} from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import type { ExternalInputs, Window } from '../metrics/index.js';
import { type Clock, keepOnly } from '../util/index.js';
import { quotable } from './prom-ql.js';
import type { Prometheus } from './prometheus.js';
import { readQueueSizes } from './queue-sizes.js';
import { type ExternalQueries, type ExternalReading, nothingKnown } from './types.js';

interface Heads {
  readonly atMs: number;
  /** By spout, topic and partition. */
  readonly offsets: ReadonlyMap<string, number>;
  /** Since the reading before; null where there was none. */
  readonly gapMs: number | null;
}

/** Two readings of the log's heads nearer than that say little of a rate. */
const leastApartMs = 10_000;
/** What they say over a longer time than this, and than so many usual ones, is of that time and not of now. */
const mostApart = { ms: 10 * 60_000, gaps: 3 } as const;
/** A spout that emits less than this share of all tuples may tell nothing: one of Kafka beside one that ticks. */
const besideShare = 0.05;

export interface ExternalReaderOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** null where no Prometheus is configured. */
  readonly prometheus: Prometheus | null;
}

export class ExternalReader {
  /** Heads of the spouts' logs, by topology id: the older one, from which the rate is taken. */
  private readonly heads = new Map<string, Heads>();

  constructor(private readonly options: ExternalReaderOptions) {}

  /** Forgets the logs of all other topologies. */
  keepOnly(ids: Iterable<string>): void {
    keepOnly(this.heads, ids);
  }

  /**
   * @param snapshot tells which spouts there are; null where the topology was not measured
   * @returns null where nothing is asked for this topology. What fails is a problem of the reading, not an error.
   */
  async read(
    topology: TopologyRef,
    queries: ExternalQueries,
    signal: AbortSignal,
    snapshot: Snapshot | null = null,
  ): Promise<ExternalReading | null> {
    const { cluster } = this.options;
    const asked = Object.entries(queries).filter(([, query]) => query !== undefined);
    if (cluster.lag === undefined && asked.length === 0) return null;
    const problems: string[] = [];
    const inputs: Record<keyof ExternalInputs, number | null> = { ...nothingKnown };
    const note = (thrown: unknown): void => {
      signal.throwIfAborted();
      if (!(thrown instanceof TrimtabError)) throw thrown;
      problems.push(thrown.message);
    };
    if (cluster.lag !== undefined) {
      const lag = await cluster.lag(topology, signal).catch(note);
      if (lag !== undefined) Object.assign(inputs, this.byLag(topology, lag, snapshot, problems));
    }
    await Promise.all(
      asked.map(async ([name, query]) => {
        const value = await this.ask(topology, query ?? '', signal).catch(note);
        // A query that was configured counts more than what the lag tells.
        if (value !== undefined) inputs[name as keyof ExternalInputs] = value;
      }),
    );
    return { inputs, problems };
  }

  /** The window with the queue sizes of Heron that its Tracker does not show. Where they are not told either, the reason is a problem. */
  async queueSizes(
    window: Window,
    signal: AbortSignal,
  ): Promise<{ readonly window: Window; readonly problems: readonly string[] }> {
    const { prometheus } = this.options;
    const { snapshot } = window;
    const unknown = (why: string) => ({ window, problems: [`queue sizes: ${why}`] });
    try {
      const sizes = prometheus === null ? null : await readQueueSizes(prometheus, snapshot, signal);
      if (sizes === null) return { window, problems: [] };
      const { query, byInstance } = sizes;
      const told = withQueueSizes(snapshot, byInstance);
      if (withoutQueueSizes(told).length === withoutQueueSizes(snapshot).length) {
        return unknown(`${query}: no series of an instance that runs; trimtab doctor says what to do`);
      }
      return { window: { ...window, snapshot: told }, problems: [] };
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof TrimtabError)) throw thrown;
      return unknown(thrown.message);
    }
  }

  private async ask({ name }: TopologyRef, query: string, signal: AbortSignal): Promise<number> {
    const { prometheus } = this.options;
    if (prometheus === null) {
      throw new TrimtabError('TRIMTAB_E_EXTERNAL', `${query}: no clusters[].prometheus is configured to ask`);
    }
    return await prometheus.number(
      query.replaceAll('{topology}', () => quotable(name)),
      signal,
    );
  }

  private byLag(
    { id }: TopologyRef,
    lags: readonly SpoutLag[],
    snapshot: Snapshot | null,
    problems: string[],
  ): Pick<ExternalInputs, 'backlogTuples' | 'offeredPerSecond'> {
    for (const { spout, problem } of lags) if (problem !== null) problems.push(`lag of ${spout}: ${problem}`);
    const untold = untoldSpouts(lags, snapshot);
    for (const spout of untold) problems.push(`lag of ${spout}: ${whyUntold}`);
    const waiting = lags.flatMap(({ lag }) => lag ?? []);
    const heads = lags.flatMap((one) => (one.heads === null ? [] : [{ ...one, heads: one.heads }]));
    // Of some spouts only, a sum would be too small.
    const isWhole = (known: readonly unknown[]): boolean =>
      untold.length === 0 && known.length > 0 && known.length === lags.length;
    const offsets = heads.flatMap((one) =>
      Object.entries(one.heads).map(([log, offset]): [string, number] => [`${one.spout} ${log}`, offset]),
    );
    return {
      backlogTuples: isWhole(waiting) ? waiting.reduce((sum, lag) => sum + lag, 0) : null,
      offeredPerSecond: isWhole(heads) ? this.rate(id, new Map(offsets)) : null,
    };
  }

  /**
   * Growth of the log's heads since the last reading that is far enough back; null at the first, where that is too far back, and where a log
   * began anew, came or went.
   */
  private rate(id: string, offsets: Heads['offsets']): number | null {
    const atMs = this.options.clock.elapsedMs();
    const before = this.heads.get(id);
    const grown = before === undefined ? null : growth(before.offsets, offsets);
    if (before === undefined || grown === null) {
      this.heads.set(id, { atMs, offsets, gapMs: before?.gapMs ?? null });
      return null;
    }
    const gapMs = atMs - before.atMs;
    if (gapMs < leastApartMs) return null;
    this.heads.set(id, { atMs, offsets, gapMs });
    const isOfNow = gapMs <= Math.max(mostApart.ms, mostApart.gaps * (before.gapMs ?? gapMs));
    return isOfNow ? (grown / gapMs) * 1000 : null;
  }
}

const whyUntold =
  'the UI does not tell it, as of a spout that does not read from Kafka, or that it failed to ask for (ui.log)';

/** The UI leaves out what is no spout of Kafka, and those of which its asking failed: what they emit would pass for nothing. */
function untoldSpouts(lags: readonly SpoutLag[], snapshot: Snapshot | null): string[] {
  const told = new Set(lags.map(({ spout }) => spout));
  const spouts = (snapshot?.components ?? [])
    .filter(({ kind }) => kind === 'spout')
    .map(({ name, samples }) => ({
      name,
      emitted: samples.reduce((sum, { counters }) => sum + counters.emitted, 0),
    }));
  const all = spouts.reduce((sum, { emitted }) => sum + emitted, 0);
  const untold = spouts.filter(({ name }) => !told.has(name));
  return untold.reduce((sum, { emitted }) => sum + emitted, 0) > besideShare * all
    ? untold.map(({ name }) => name)
    : [];
}

/** @returns null where they are not the same logs: what one that is told again has at all would pass for what it got since */
function growth(before: Heads['offsets'], now: Heads['offsets']): number | null {
  if (before.size !== now.size) return null;
  let sum = 0;
  for (const [log, offset] of now) {
    const grown = offset - (before.get(log) ?? Number.POSITIVE_INFINITY);
    if (grown < 0) return null;
    sum += grown;
  }
  return sum;
}
