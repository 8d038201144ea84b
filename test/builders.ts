// Builds snapshots, windows and evaluations of a small word count (text → split → count), from which a test changes what it is about.
import type {
  ClusterInfo,
  ComponentSnapshot,
  Counters,
  ExecutorSample,
  Snapshot,
  TopologyRef,
} from '../src/clusters/index.js';
import type { Evidence } from '../src/guard/index.js';
import type { ComponentEvaluation, Evaluation, ExecutorWindow, Window } from '../src/metrics/index.js';
import type { Objective } from '../src/objective/index.js';
import type { Outlook } from '../src/outlook/index.js';

/** 2026-11-22T10:00:00Z */
export const noon = Date.UTC(2026, 10, 22, 10);

export const topology: TopologyRef = {
  id: 'wordcount-1-1700000000',
  name: 'wordcount',
  status: 'active',
  uptimeSeconds: 7200,
};

export const info: ClusterInfo = {
  engine: 'storm',
  version: '2.8.3',
  generation: 'storm-2.x',
  leader: 'master-1',
  slotsTotal: 8,
  slotsFree: 7,
  supervisors: 2,
};

export const balanced: Objective = {
  weights: { throughput: 1, latency: 0.5, cost: 0.2, stability: 0.3 },
  slo: {},
  prices: { executorPerHour: 0.01, workerPerHour: 0.05 },
  reference: {},
};

export function counters(own: Partial<Counters> = {}): Counters {
  return {
    emitted: 0,
    transferred: 0,
    acked: 0,
    failed: 0,
    executed: null,
    executeLatencyMs: null,
    processLatencyMs: null,
    completeLatencyMs: null,
    ...own,
  };
}

/** A sample of an executor on n1:6700, taken `uptimeSeconds` after its process began. */
export function sample(
  id: string,
  uptimeSeconds: number,
  own: Partial<Counters> = {},
  place: { readonly host?: string; readonly port?: number } = {},
): ExecutorSample {
  const { host = 'n1', port = 6700 } = place;
  return { id, tasks: 1, host, port, uptimeSeconds, counters: counters(own), capacity: null };
}

export function input(from: string): ComponentSnapshot['inputs'][number] {
  return { from, stream: 'default', grouping: 'shuffle' };
}

/** A bolt unless `kind` says otherwise, with as many executors as samples and eight tasks. */
export function component(
  name: string,
  own: Partial<ComponentSnapshot> & Pick<ComponentSnapshot, 'samples'>,
): ComponentSnapshot {
  return {
    name,
    kind: 'bolt',
    tasks: 8,
    executors: own.samples.length,
    missingTasks: 0,
    inputs: [],
    outputs: [],
    lastError: null,
    ...own,
  };
}

export function snapshot(
  components: readonly ComponentSnapshot[],
  own: Partial<Omit<Snapshot, 'components'>> = {},
): Snapshot {
  const executors = components.reduce((sum, c) => sum + c.executors, 0);
  return {
    takenAt: noon,
    topology,
    span: 'since-start',
    components,
    workers: [{ host: 'n1', port: 6700, uptimeSeconds: 3600, executors, heapMiB: 832 }],
    assignedExecutors: executors,
    assignedWorkers: 1,
    measuring: {
      sampleRate: 0.05,
      statisticsIntervalSeconds: 60,
      maxSpoutPending: null,
      messageTimeoutSeconds: 30,
    },
    configuration: {},
    ...own,
  };
}

export function executorWindow(
  componentName: string,
  id: string,
  own: Partial<ExecutorWindow> = {},
): ExecutorWindow {
  return {
    component: componentName,
    id,
    seconds: 100,
    emitted: 0,
    acked: 0,
    failed: 0,
    executed: null,
    executeLatencyMs: null,
    processLatencyMs: null,
    completeLatencyMs: null,
    ...own,
  };
}

/** A window of 100 s; the snapshot behind it gets one sample for each executor window. */
export function windowOf(
  components: readonly (Partial<ComponentSnapshot> & { readonly name: string })[],
  executors: readonly ExecutorWindow[],
  own: Partial<Omit<Snapshot, 'components'>> = {},
): Window {
  const built = components.map((c) => {
    const samples = executors.filter((e) => e.component === c.name).map((e) => sample(e.id, 3600));
    return component(c.name, { samples, ...c });
  });
  return { source: 'samples', seconds: 100, samples: 2, executors, snapshot: snapshot(built, own) };
}

/** A spout and a bolt with little to do. */
export function idleWindow(): ReturnType<typeof windowOf> {
  return windowOf(
    [
      { name: 'text', kind: 'spout' },
      { name: 'split', inputs: [input('text')] },
    ],
    [
      executorWindow('text', '[1-1]', { emitted: 1000, acked: 1000, completeLatencyMs: 20 }),
      executorWindow('split', '[2-2]', {
        executed: 1000,
        executeLatencyMs: 1,
        acked: 1000,
        processLatencyMs: 1,
      }),
    ],
  );
}

/** A bolt in the middle of its powers: 100 tuples/s in and out of one executor that takes 5 ms for each. */
export function bolt(name: string, own: Partial<ComponentEvaluation> = {}): ComponentEvaluation {
  return {
    name,
    kind: 'bolt',
    executors: 1,
    tasks: 16,
    inputs: [],
    inputPerSecond: 100,
    outputPerSecond: 100,
    executeLatencyMs: 5,
    processLatencyMs: 5,
    utilisation: 0.5,
    utilisationMean: own.utilisation ?? 0.5,
    selectivity: 1,
    skew: 1,
    idleExecutors: 0,
    rateError: 0.01,
    queueFill: null,
    queueWaitMs: null,
    queueOverflow: null,
    queueDroppedPerSecond: null,
    lastError: null,
    ...own,
  };
}

export function spout(name: string, own: Partial<ComponentEvaluation> = {}): ComponentEvaluation {
  return bolt(name, {
    kind: 'spout',
    inputPerSecond: null,
    executeLatencyMs: null,
    processLatencyMs: null,
    utilisation: null,
    utilisationMean: null,
    selectivity: null,
    skew: null,
    idleExecutors: null,
    ...own,
  });
}

/** 100 tuples/s through text → split, every tuple done after 20 ms, with ackers and without a pending limit. */
export function evaluation(own: Partial<Evaluation> = {}): Evaluation {
  return {
    at: noon,
    topology,
    window: { source: 'samples', seconds: 120, samples: 2 },
    components: [spout('text'), bolt('split', { inputs: [input('text')] })],
    acking: true,
    throughputPerSecond: 100,
    failedPerSecond: 0,
    completeLatencyMs: 20,
    queueingMs: 15,
    pendingLimit: null,
    pendingUse: null,
    workers: 1,
    backpressureShare: null,
    skippedMaxSpoutShare: null,
    skippedInactiveShare: null,
    backpressureOverflow: null,
    transferQueueFill: null,
    cpuCores: null,
    heapUsedMiB: null,
    heapFill: null,
    gcShare: null,
    bottleneck: null,
    ...own,
  };
}

/** Nothing in the past of the topology speaks against a change. */
export function evidence(own: Partial<Evidence> = {}): Evidence {
  return {
    horizonSeconds: 1800,
    utilityNoise: 0,
    watchedSeconds: 7200,
    most: { perSecond: 0, withinSeconds: 1200 },
    lastChange: null,
    failed: [],
    peak: null,
    hysteresis: { minGain: 0, minGainDown: 0, downAfterSeconds: 1200, reversalSeconds: 3600 },
    ...own,
  };
}

/** A change that gains a quarter at one restart, and costs what it did. */
export function outlook(own: Partial<Outlook> = {}): Outlook {
  return {
    predicted: null,
    price: { restarts: 1, pauseSeconds: 6, catchUpSeconds: 10, breakEvenSeconds: 30, restartsSeen: 0 },
    utilityGain: 0.25,
    utilityGainLow: 0.2,
    gainParts: { throughput: 0.25, latency: 0, cost: 0, stability: 0, slo: 0 },
    loss: 6,
    capacityPerSecond: 2000,
    fullLoopSeconds: 4,
    lag: null,
    brokenSlos: { now: [], pessimistic: [] },
    growth: null,
    costChange: 0.02,
    unpredictable: null,
    ...own,
  };
}
