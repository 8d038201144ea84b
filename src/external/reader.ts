// Reads what is told of one topology beside its engine: Storm's own lag of its spouts, queries to Prometheus, queue sizes of Heron.
import {
  type Cluster,
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
}

/** Two readings of the log's heads nearer than that say little of a rate. */
const leastApartMs = 10_000;

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

  /** @returns null where nothing is asked for this topology. What fails is a problem of the reading, not an error. */
  async read(
    topology: TopologyRef,
    queries: ExternalQueries,
    signal: AbortSignal,
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
      if (lag !== undefined) Object.assign(inputs, this.byLag(topology, lag, problems));
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
    problems: string[],
  ): Pick<ExternalInputs, 'backlogTuples' | 'offeredPerSecond'> {
    for (const { spout, problem } of lags) if (problem !== null) problems.push(`lag of ${spout}: ${problem}`);
    const known = lags.filter(({ problem }) => problem === null);
    // Of some spouts only, the sum would be too small.
    if (known.length === 0 || known.length < lags.length)
      return { backlogTuples: null, offeredPerSecond: null };
    const backlogTuples = known.reduce((sum, { lag }) => sum + lag, 0);
    const offsets = known.flatMap(({ spout, heads }) =>
      Object.entries(heads).map(([log, offset]): [string, number] => [`${spout} ${log}`, offset]),
    );
    return { backlogTuples, offeredPerSecond: this.rate(id, new Map(offsets)) };
  }

  /** Growth of the log's heads since the last reading that is far enough back; null at the first, and where a log began anew, came or went. */
  private rate(id: string, offsets: Heads['offsets']): number | null {
    const atMs = this.options.clock.elapsedMs();
    const before = this.heads.get(id);
    const grown = before === undefined ? null : growth(before.offsets, offsets);
    if (before === undefined || grown === null) {
      this.heads.set(id, { atMs, offsets });
      return null;
    }
    if (atMs - before.atMs < leastApartMs) return null;
    this.heads.set(id, { atMs, offsets });
    return (grown / (atMs - before.atMs)) * 1000;
  }
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
