// Reads what the source and the application tell of one topology: Storm's own lag of its spouts, and queries to Prometheus.
import type { Cluster, SpoutLag, TopologyRef } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import type { ExternalInputs } from '../metrics/index.js';
import type { Clock } from '../util/index.js';
import type { QueryNumber } from './prometheus.js';
import { type ExternalQueries, type ExternalReading, nothingKnown } from './types.js';

interface Heads {
  readonly atMs: number;
  readonly offset: number;
}

/** Two readings of the log's heads nearer than that say little of a rate. */
const leastApartMs = 10_000;

export interface ExternalReaderOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** null where no Prometheus is configured. */
  readonly query: QueryNumber | null;
}

export class ExternalReader {
  /** Sum of the heads of the spouts' logs, by topology id: the older one, from which the rate is taken. */
  private readonly heads = new Map<string, Heads>();

  constructor(private readonly options: ExternalReaderOptions) {}

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

  private async ask({ name }: TopologyRef, query: string, signal: AbortSignal): Promise<number> {
    if (this.options.query === null) {
      throw new TrimtabError('TRIMTAB_E_EXTERNAL', `${query}: no clusters[].prometheus is configured to ask`);
    }
    const quoted = name.replace(/[\\"']/g, (character) => `\\${character}`);
    return await this.options.query(query.replaceAll('{topology}', quoted), signal);
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
    const offset = known.reduce((sum, { head }) => sum + head, 0);
    return { backlogTuples, offeredPerSecond: this.rate(id, offset) };
  }

  /** Growth of the log's heads since the last reading that is far enough back; null at the first, and where a log began anew. */
  private rate(id: string, offset: number): number | null {
    const atMs = this.options.clock.elapsedMs();
    const before = this.heads.get(id);
    if (before === undefined || offset < before.offset) {
      this.heads.set(id, { atMs, offset });
      return null;
    }
    if (atMs - before.atMs < leastApartMs) return null;
    this.heads.set(id, { atMs, offset });
    return ((offset - before.offset) / (atMs - before.atMs)) * 1000;
  }
}
