// Measures configurations of the load topology on a real Storm 2.8.3, to compare predictions with; run by `npm run bench:storm`.
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, it } from 'vitest';
import { collect } from '../../../src/agent/index.js';
import { apply, planOf, send, sendFacts } from '../../../src/change/index.js';
import {
  type Cluster,
  nimbusCluster,
  type Operation,
  type TopologyRef,
} from '../../../src/clusters/index.js';
import { type Evaluation, evaluate } from '../../../src/metrics/index.js';
import { systemClock } from '../../../src/util/index.js';
import { describeRealCluster } from '../available.js';
import type { LoadTopology } from '../load-topology.js';
import type { RealCluster } from '../real-cluster.js';
import { startStorm28 } from '../storm28.js';
import { report } from '../suggestions.js';
import { type Configuration, series } from './design.js';
import { append, outstanding, seriesName } from './rows.js';

const { signal } = new AbortController();
const clock = systemClock();
const chosen = series[seriesName]?.();
if (chosen === undefined) throw new Error(`TRIMTAB_SERIES: expected ${Object.keys(series).join(', ')}`);
const { work } = chosen;
const planned = outstanding(chosen.planned);

describeRealCluster(
  'configurations of the load topology',
  () => {
    let real: RealCluster;
    let load: LoadTopology;
    let cluster: Cluster;
    /** What is in force; null after a change that failed. */
    let current: Configuration | null;

    beforeAll(async () => {
      const first = planned[0]?.configuration;
      if (first === undefined) throw new Error('everything has been measured');
      real = await startStorm28();
      const seeds = [`127.0.0.1:${real.nimbusPort}`];
      cluster = nimbusCluster({ name: 'real', seeds, timeoutSeconds: 10, concurrency: 4, now: Date.now });
      load = await real.submit({
        name: 'load',
        ...work,
        rate: first.sourcePerSecond,
        tasks: { lines: 2, split: 24, count: 8 },
        executors: first.executors,
        workers: first.workers,
        ackers: 1,
        maxSpoutPending: first.pendingPerTask,
        conf: batchesOf(first),
        waitFor: 'statistics',
      });
      current = first;
    });
    afterAll(async () => {
      await real.stop();
    });

    it.each(planned)('%j', async ({ configuration, repeat }) => {
      const start = clock.elapsedMs();
      const done = { configuration, ...(repeat === undefined ? {} : { repeat }) };
      const now = () => ({ at: new Date().toISOString(), loadAverage: loadavg()[0] ?? 0 });
      try {
        await load.set({ ...work, rate: configuration.sourcePerSecond });
        const from = current;
        current = null;
        for (const operation of operationsBetween(from, configuration)) await carryOut(operation);
        current = configuration;
        const changedSeconds = Math.round((clock.elapsedMs() - start) / 1000);
        await sleep(5000);
        const [evaluation, truth] = await Promise.all([measure(), load.rate(32)]);
        const trueThroughputPerSecond = truth.lines.ackedPerSecond;
        append({ ...now(), ...done, trueThroughputPerSecond, trueSeconds: truth.seconds, evaluation });
        const seconds = Math.round((clock.elapsedMs() - start) / 1000);
        report(
          `${trueThroughputPerSecond.toFixed(0)} / ${evaluation.throughputPerSecond?.toFixed(0)} lines/s, ` +
            `${seconds} s, ${changedSeconds} s of them to change`,
        );
      } catch (thrown) {
        append({ ...now(), ...done, failed: withoutPlaces(String(thrown)) });
        throw thrown;
      }
    });

    async function onlyTopology(): Promise<TopologyRef> {
      const [topology] = await cluster.topologies(signal);
      if (topology === undefined) throw new Error('no topology');
      return topology;
    }

    async function carryOut(operation: Operation): Promise<void> {
      const topology = await onlyTopology();
      const before = await cluster.snapshot(topology, 'since-start', signal);
      const info = await cluster.info(signal);
      const applied = await apply({
        cluster,
        topology,
        operation,
        before,
        blobPollSeconds: Number(before.configuration['supervisor.localizer.update.blob.interval.secs'] ?? 30),
        supervisors: info.supervisors ?? 0,
        clock,
        signal,
        send: (sending) => send(cluster, topology, operation, sendFacts(before, info, {}), sending),
      });
      if (applied.kind !== 'steady') throw new Error(applied.text);
    }

    async function measure(): Promise<Evaluation> {
      const waiting = { windowSeconds: 30, warmUpSeconds: 8, waitSeconds: 75 };
      const collected = await collect(cluster, await cluster.info(signal), await onlyTopology(), {
        ...waiting,
        clock,
        signal,
      });
      if (collected.kind !== 'window') throw new Error(collected.notReady.text);
      const evaluation = evaluate(collected.window);
      return {
        ...evaluation,
        components: evaluation.components.map((component) => ({ ...component, lastError: null })),
      };
    }
  },
  17,
);

/** Assignment and settings apart; nothing that is in force already. */
function operationsBetween(from: Configuration | null, to: Configuration): Operation[] {
  const old = from === null ? {} : knobsOf(from);
  return planOf(Object.fromEntries(Object.entries(knobsOf(to)).filter(([knob, v]) => old[knob] !== v)), 0);
}

function knobsOf(configuration: Configuration): Record<string, number> {
  return {
    'executors.split': configuration.executors.split,
    'executors.count': configuration.executors.count,
    workers: configuration.workers,
    'topology.max.spout.pending': configuration.pendingPerTask,
    ...batchesOf(configuration),
  };
}

function batchesOf({ producerBatch, transferBatch = 1, flushMillis = 1 }: Configuration) {
  return {
    'topology.producer.batch.size': producerBatch,
    'topology.transfer.batch.size': transferBatch,
    'topology.batch.flush.interval.millis': flushMillis,
  };
}

function withoutPlaces(text: string): string {
  return text.replace(/[\w.-]+:\d+/g, 'a slot').replace(/\/\S+/g, 'a path');
}
