// A word count on two workers as Storm shows it: each worker reports once an interval, in its own phase, what it has counted so far.
import type {
  Cluster,
  ComponentSnapshot,
  ExecutorSample,
  Snapshot,
  TopologyRef,
} from '../../src/clusters/index.js';
import { component, info, input, noon, sample, snapshot, topology } from '../builders.js';
import type { FakeClock } from './fake-clock.js';

export interface FakeWorker {
  readonly port: number;
  /** Starts of its process, in seconds of the fake clock; before 0 is before the test. */
  readonly starts: readonly number[];
  /** From then on it reports no more. */
  readonly deadAt?: number;
}

export interface FakeTopology {
  readonly workers?: readonly FakeWorker[];
  readonly intervalSeconds?: number;
  /** Thrown by a poll, if anything. */
  readonly fault?: (elapsedSeconds: number, span: Snapshot['span']) => Error | undefined;
  readonly statusAt?: (elapsedSeconds: number) => TopologyRef['status'];
  /** What split's executors take for a tuple, as the running mean since their start. */
  readonly executeLatencyMs?: number;
  /** Until then the second executor of split does not report. */
  readonly missingUntil?: number;
}

export interface FakeCluster extends Cluster {
  readonly polls: { readonly span: Snapshot['span']; readonly atSeconds: number }[];
}

/** 500 sentences/s: the spout and one executor of split on the first worker, another on the second. */
export const sentencesPerSecond = 500;
export const twoWorkers: readonly FakeWorker[] = [
  { port: 6700, starts: [-3620] },
  { port: 6701, starts: [-3605] },
];

export function fakeCluster(clock: FakeClock, fake: FakeTopology = {}): FakeCluster {
  const polls: FakeCluster['polls'] = [];
  return {
    name: 'prod',
    polls,
    identity: () => Promise.resolve('prod'),
    rebalance: () => Promise.reject(new Error('nothing is sent in a dry run')),
    info: () => Promise.resolve(info),
    topologies: () => Promise.resolve([topology]),
    snapshot: (_, span, signal) => {
      const now = clock.elapsedSeconds();
      polls.push({ span, atSeconds: now });
      const fault = signal.aborted ? (signal.reason as Error) : fake.fault?.(now, span);
      return fault === undefined ? Promise.resolve(poll(fake, span, now)) : Promise.reject(fault);
    },
  };
}

function poll(fake: FakeTopology, span: Snapshot['span'], now: number): Snapshot {
  const { workers = twoWorkers, intervalSeconds = 60, executeLatencyMs = 3 } = fake;
  const [first, second] = workers.map((worker) => reporter(worker, span, now, intervalSeconds));
  if (first === undefined || second === undefined) throw new Error('two workers are needed');
  const half = sentencesPerSecond / 2;
  const split = { executeLatencyMs, processLatencyMs: executeLatencyMs };
  const components: ComponentSnapshot[] = [
    component('text', {
      kind: 'spout',
      samples: [first('[1-1]', sentencesPerSecond, { completeLatencyMs: 20 }, 'spout')],
    }),
    component('split', {
      inputs: [input('text')],
      ...(now < (fake.missingUntil ?? 0)
        ? { samples: [first('[2-2]', half, split)], missingTasks: 4 }
        : { samples: [first('[2-2]', half, split), second('[3-3]', half, split)] }),
    }),
    component('__acker', {
      kind: 'system',
      samples: [second('[4-4]', 2 * sentencesPerSecond, { executeLatencyMs: 0.8 })],
    }),
  ];
  return snapshot(components, {
    takenAt: noon + now * 1000,
    span,
    topology: { ...topology, status: fake.statusAt?.(now) ?? 'active' },
    workers: workers.map((worker) => ({
      host: 'n1',
      port: worker.port,
      uptimeSeconds: now - startedAt(worker, now),
      executors: 2,
      heapMiB: 256,
    })),
    assignedWorkers: workers.length,
    measuring: {
      sampleRate: 0.05,
      statisticsIntervalSeconds: intervalSeconds,
      maxSpoutPending: null,
      messageTimeoutSeconds: 30,
    },
  });
}

type Reporter = (
  id: string,
  perSecond: number,
  latencies: Partial<ExecutorSample['counters']>,
  kind?: 'spout' | 'bolt',
) => ExecutorSample;

/** Samples of one worker's executors as of its last heartbeat. */
function reporter(worker: FakeWorker, span: Snapshot['span'], now: number, interval: number): Reporter {
  const alive = Math.min(now, worker.deadAt ?? Number.POSITIVE_INFINITY);
  const uptime = Math.floor((alive - startedAt(worker, alive)) / interval) * interval;
  const seconds = span === 'since-start' ? uptime : Math.min(600, uptime);
  return (id, perSecond, latencies, kind = 'bolt') => {
    const n = Math.floor((perSecond * seconds) / 20) * 20;
    const counted = { emitted: n, acked: n, executed: kind === 'bolt' ? n : null };
    return sample(id, uptime, { ...counted, ...latencies }, { port: worker.port });
  };
}

function startedAt({ starts }: FakeWorker, now: number): number {
  return starts.findLast((start) => start <= now) ?? now;
}
