// Polls one topology until there is a full window of it, or says why there is none.
import type { Cluster, ClusterInfo, Snapshot, TopologyRef } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import {
  engineWindow,
  lacksLatencies,
  type NotReady,
  SampleHistory,
  type Window,
  withEngineLatencies,
} from '../metrics/index.js';
import { type Clock, formatSeconds } from '../util/index.js';
import {
  executorsMissing,
  frozenStatistics,
  notReady,
  notReadyBySnapshot,
  notReadyByStatus,
  type Waiting,
} from './readiness.js';

export type Collected =
  | {
      readonly kind: 'window';
      readonly window: Window;
      /** Since the oldest executor sample was new; null when a single poll cannot tell. */
      readonly ageSeconds: number | null;
    }
  | { readonly kind: 'not-ready'; readonly notReady: NotReady; readonly gotSeconds: number };

export interface CollectOptions extends Waiting {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Called before each wait, for progress. */
  readonly onWait?: (gotSeconds: number) => void;
}

/** With `waitSeconds` 0 the engine's own ten minutes are taken, in one poll. */
export async function collect(
  cluster: Cluster,
  info: ClusterInfo,
  topology: TopologyRef,
  options: CollectOptions,
): Promise<Collected> {
  const byStatus = notReadyByStatus(topology);
  if (byStatus !== null) return none(byStatus);
  try {
    return options.waitSeconds === 0
      ? await collectAtOnce(cluster, info, topology, options)
      : await collectSamples(cluster, info, topology, options);
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || thrown.code !== 'TRIMTAB_E_TOPOLOGY_GONE') throw thrown;
    return none(notReady('GONE', 'it was killed, or submitted again, while it was measured'));
  }
}

async function collectAtOnce(
  cluster: Cluster,
  info: ClusterInfo,
  topology: TopologyRef,
  { warmUpSeconds, signal }: CollectOptions,
): Promise<Collected> {
  const snapshot = await cluster.snapshot(topology, 'engine-10min', signal);
  // No window has to be waited for: only processes that are too young are in the way.
  const waiting = { warmUpSeconds, windowSeconds: 0, waitSeconds: 0 };
  const reason = notReadyBySnapshot(snapshot, info, waiting) ?? executorsMissing(snapshot);
  return reason === null
    ? { kind: 'window', window: engineWindow(snapshot), ageSeconds: null }
    : none(reason);
}

async function collectSamples(
  cluster: Cluster,
  info: ClusterInfo,
  topology: TopologyRef,
  options: CollectOptions,
): Promise<Collected> {
  const { clock, signal, windowSeconds, warmUpSeconds, waitSeconds, onWait } = options;
  const history = new SampleHistory(warmUpSeconds);
  const freshness = new Freshness();
  const start = clock.now();
  let last: Snapshot | undefined;
  for (;;) {
    const polled = await poll(cluster, topology, signal, last);
    const elapsed = (clock.now() - start) / 1000;
    if (polled instanceof TrimtabError) {
      // One failed poll does not undo the others: the samples of the next will do.
      if (elapsed + failedPollPauseSeconds > waitSeconds) throw polled;
      await clock.sleep(failedPollPauseSeconds * 1000, signal);
      continue;
    }
    const snapshot = polled;
    last = snapshot;
    const reason = notReadyBySnapshot(snapshot, info, { ...options, waitSeconds: waitSeconds - elapsed });
    if (reason !== null) return none(reason, history.spanSeconds());
    history.add(snapshot);
    freshness.add(snapshot, elapsed);
    const got = history.spanSeconds();
    const missing = executorsMissing(snapshot);
    if (got >= windowSeconds && missing === null) {
      const window = await completeLatencies(cluster, topology, history.window(), signal);
      return { kind: 'window', window, ageSeconds: freshness.ageSeconds(elapsed) };
    }
    const pause = pauseSeconds(
      windowSeconds - got,
      windowSeconds,
      snapshot.measuring.statisticsIntervalSeconds,
    );
    if (elapsed + pause > waitSeconds) {
      return none(missing ?? tooLate(snapshot, options, got, elapsed, freshness), got);
    }
    onWait?.(got);
    await clock.sleep(pause * 1000, signal);
  }
}

const failedPollPauseSeconds = 10;

/** The first poll must succeed; a later one may fail for a while. */
async function poll(
  cluster: Cluster,
  topology: TopologyRef,
  signal: AbortSignal,
  last: Snapshot | undefined,
): Promise<Snapshot | TrimtabError> {
  try {
    return await cluster.snapshot(topology, 'since-start', signal);
  } catch (thrown) {
    const passing = thrown instanceof TrimtabError && thrown.code !== 'TRIMTAB_E_TOPOLOGY_GONE';
    if (!passing || last === undefined || signal.aborted) throw thrown;
    return thrown;
  }
}

/** The engine prints running means with three decimals; where that hides the window's own, its ten minutes have to do. */
async function completeLatencies(
  cluster: Cluster,
  topology: TopologyRef,
  window: Window,
  signal: AbortSignal,
): Promise<Window> {
  if (!lacksLatencies(window)) return window;
  return withEngineLatencies(window, engineWindow(await cluster.snapshot(topology, 'engine-10min', signal)));
}

/** Polls are dear for Nimbus and samples come once an interval: rarely at first, often near the end of the window. */
function pauseSeconds(missingSeconds: number, windowSeconds: number, intervalSeconds: number): number {
  const pause = missingSeconds > intervalSeconds ? intervalSeconds / 2 : intervalSeconds / 6;
  return Math.max(1, windowSeconds / 12, Math.min(30, pause));
}

function tooLate(
  snapshot: Snapshot,
  { windowSeconds, waitSeconds }: CollectOptions,
  got: number,
  elapsed: number,
  freshness: Freshness,
): NotReady {
  const interval = snapshot.measuring.statisticsIntervalSeconds;
  const age = freshness.ageSeconds(elapsed);
  if (age >= 2 * interval) return frozenStatistics(snapshot, age);
  const text = `${formatSeconds(got)} of ${formatSeconds(windowSeconds)} measured within ${formatSeconds(waitSeconds)}; wait longer with --wait`;
  return notReady('WINDOW_NOT_FULL', text);
}

/** When each executor's newest sample was first seen. */
class Freshness {
  private readonly seen = new Map<string, { uptimeSeconds: number; atSeconds: number }>();

  add(snapshot: Snapshot, atSeconds: number): void {
    for (const component of snapshot.components) {
      if (component.kind === 'system') continue;
      for (const { id, uptimeSeconds } of component.samples) {
        const key = JSON.stringify([component.name, id]);
        if (this.seen.get(key)?.uptimeSeconds !== uptimeSeconds)
          this.seen.set(key, { uptimeSeconds, atSeconds });
      }
    }
  }

  /** Seconds since the stalest executor had something new. */
  ageSeconds(nowSeconds: number): number {
    return Math.max(0, ...[...this.seen.values()].map((s) => nowSeconds - s.atSeconds));
  }
}

function none(reason: NotReady, gotSeconds = 0): Collected {
  return { kind: 'not-ready', notReady: reason, gotSeconds };
}
