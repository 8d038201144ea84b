// Polls one topology until there is a full window of it, or says why there is none.
import type { Cluster, ClusterInfo, TopologyRef } from '../../clusters/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { ExternalReading } from '../../external/index.js';
import {
  engineWindow,
  lacksLatencies,
  type NotReady,
  type Window,
  withEngineLatencies,
} from '../../metrics/index.js';
import { type Clock, formatSeconds } from '../../util/index.js';
import { notReady } from './not-ready.js';
import { Observation } from './observation.js';
import {
  executorsMissing,
  frozenStatistics,
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
      /** What the source and the application tell; absent where they are not asked. */
      readonly external?: ExternalReading | null;
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
  const observation = new Observation({ windowSeconds, warmUpSeconds });
  const start = clock.elapsedMs();
  const elapsedSeconds = (): number => (clock.elapsedMs() - start) / 1000;
  // One failed poll does not undo the others: the samples of the next will do.
  const afterFailed = async (failed: TrimtabError): Promise<void> => {
    if (elapsedSeconds() + failedPollPauseSeconds > waitSeconds) throw failed;
    await clock.sleep(failedPollPauseSeconds * 1000, signal);
  };
  let isFirst = true;
  for (;;) {
    const polling = cluster.snapshot(topology, 'since-start', signal);
    // The first poll must succeed; a later one may fail for a while.
    const snapshot = isFirst ? await polling : await unlessPassing(polling, signal);
    if (snapshot instanceof TrimtabError) {
      await afterFailed(snapshot);
      continue;
    }
    isFirst = false;
    const elapsed = elapsedSeconds();
    const observed = observation.add(snapshot, info, elapsed, waitSeconds - elapsed);
    if (observed.kind === 'missing') return none(observed.notReady, observed.gotSeconds);
    if (observed.kind === 'window') {
      const completing = completeLatencies(cluster, topology, observed.window, signal);
      const window = await unlessPassing(completing, signal);
      if (!(window instanceof TrimtabError))
        return { kind: 'window', window, ageSeconds: observed.ageSeconds };
      await afterFailed(window);
      continue;
    }
    const { gotSeconds, missing } = observed;
    const interval = snapshot.measuring.statisticsIntervalSeconds;
    const pause = pauseSeconds(windowSeconds - gotSeconds, windowSeconds, interval);
    if (elapsed + pause > waitSeconds) {
      const age = observation.ageSeconds(elapsed);
      return none(missing ?? frozenStatistics(snapshot, age) ?? tooLate(options, gotSeconds), gotSeconds);
    }
    onWait?.(gotSeconds);
    await clock.sleep(pause * 1000, signal);
  }
}

const failedPollPauseSeconds = 10;

/** The error where the next poll may succeed; what will not pass is thrown. */
async function unlessPassing<T>(answer: Promise<T>, signal: AbortSignal): Promise<T | TrimtabError> {
  try {
    return await answer;
  } catch (thrown) {
    const passing = thrown instanceof TrimtabError && thrown.code !== 'TRIMTAB_E_TOPOLOGY_GONE';
    if (!passing || signal.aborted) throw thrown;
    return thrown;
  }
}

/** The engine prints running means with three decimals; where that hides the window's own, its ten minutes have to do. */
export async function completeLatencies(
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

function tooLate({ windowSeconds, waitSeconds }: CollectOptions, got: number): NotReady {
  const text = `${formatSeconds(got)} of ${formatSeconds(windowSeconds)} measured within ${formatSeconds(waitSeconds)}; wait longer with --wait`;
  return notReady('WINDOW_NOT_FULL', text);
}

function none(reason: NotReady, gotSeconds = 0): Collected {
  return { kind: 'not-ready', notReady: reason, gotSeconds };
}
