// Judges how a real topology fares while somebody tunes it: the utility by the load's own counts, not by what the tuner measured.
import { setTimeout as sleep } from 'node:timers/promises';
import { nimbusCluster } from '../../src/clusters/index.js';
import { costPerHour, type Objective, utility } from '../../src/objective/index.js';
import { FlowWatch } from './flow-watch.js';
import type { LoadTopology } from './load-topology.js';
import type { RealCluster } from './real-cluster.js';

const stepSeconds = 10;

/** So many lines a second for so long. */
export interface Stage {
  readonly rate: number;
  readonly seconds: number;
}

export interface Fared {
  /** Mean over steps of ten seconds; what stands still counts as the worst. */
  readonly utility: number;
  /** Seconds, by steps, in which an SLO was broken. */
  readonly sloSeconds: number;
  /** Lines that were completed, of those on offer. */
  readonly completedShare: number;
  readonly executorHours: number;
  /** Without a completed line. */
  readonly pauseSeconds: number;
}

/** Takes the load through its stages; the offered rate is the reference of throughput. */
export async function judge(
  cluster: RealCluster,
  load: LoadTopology,
  objective: Objective,
  stages: readonly Stage[],
): Promise<Fared> {
  const start = Date.now();
  const flow = new FlowWatch(load);
  const steps: { utility: number; broken: boolean; acked: number; offered: number; executors: number }[] = [];
  for (const { rate, seconds } of stages) {
    await load.set({ rate });
    for (let second = 0; second < seconds; second += stepSeconds) {
      const { lines, completeMillis } = await load.rate(stepSeconds);
      const { executors, workers } = await planOf(cluster, load);
      const completeLatencyMs = completeMillis ?? stepSeconds * 1000;
      const performance = {
        throughputPerSecond: lines.ackedPerSecond,
        completeLatencyMs,
        costPerHour: costPerHour(executors, workers, objective.prices),
        acking: true,
        pauseSecondsLastHour: flow.pauseAfter(start, (Date.now() - start) / 1000).ackedSeconds,
      };
      const worth = utility(performance, objective, { ...objective.reference, throughputPerSecond: rate });
      if (worth === null) throw new Error('a step that cannot be judged');
      const broken = completeLatencyMs > (objective.slo.completeLatencyMs ?? Number.POSITIVE_INFINITY);
      steps.push({ utility: worth, broken, acked: lines.ackedPerSecond, offered: rate, executors });
    }
  }
  const pauseSeconds = flow.pauseAfter(start, (Date.now() - start) / 1000).ackedSeconds;
  flow.stop();
  const sum = (of: (step: (typeof steps)[number]) => number): number =>
    steps.reduce((all, step) => all + of(step), 0);
  return {
    utility: sum((step) => step.utility) / steps.length,
    sloSeconds: sum(({ broken }) => (broken ? stepSeconds : 0)),
    completedShare: sum(({ acked }) => acked) / sum(({ offered }) => offered),
    executorHours: (sum(({ executors }) => executors) * stepSeconds) / 3600,
    pauseSeconds,
  };
}

/** By Nimbus; asked again while it is busy with a rebalance. */
async function planOf(
  { nimbusPort }: RealCluster,
  { id, name }: LoadTopology,
): Promise<{ executors: number; workers: number }> {
  const seeds = [`127.0.0.1:${nimbusPort}`];
  const nimbus = nimbusCluster({ name: 'judge', seeds, timeoutSeconds: 10, concurrency: 2, now: Date.now });
  const { signal } = new AbortController();
  const topology = { id, name, status: 'active', uptimeSeconds: 0 } as const;
  for (let tried = 1; ; tried++) {
    try {
      const { assignedExecutors, assignedWorkers } = await nimbus.snapshot(topology, 'since-start', signal);
      return { executors: assignedExecutors, workers: assignedWorkers };
    } catch (error) {
      if (tried === 5) throw error;
      await sleep(1000);
    }
  }
}
