// One real Storm 1.2.4 read through its UI and through Nimbus at the same time: both must tell the same.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Cluster,
  type ComponentSnapshot,
  nimbusCluster,
  type Snapshot,
  stormCluster,
} from '../../src/clusters/index.js';
import { clusterContract } from '../contract/cluster.js';
import { describeRealCluster } from './available.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm12 } from './storm12.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';

describeRealCluster('the UI and Nimbus of a real Storm 1.2.4', () => {
  const { signal } = new AbortController();
  let real: RealCluster;
  let rest: Cluster;
  let thrift: Cluster;

  beforeAll(async () => {
    real = await startStorm12();
    const options = { name: 'real', timeoutSeconds: 10, concurrency: 4, now: Date.now };
    rest = stormCluster({ ...options, url: String(real.uiUrl) });
    thrift = nimbusCluster({ ...options, seeds: [`127.0.0.1:${real.nimbusPort}`] });
    await real.submit({
      name: 'words',
      rate: 300,
      words: 3,
      workers: 2,
      maxSpoutPending: 100,
      executors: { split: 3, count: 2 },
      'split.waitMillis': 2,
      waitFor: 'statistics',
    });
    await until('every executor has reported, and counted', async () => {
      const { components } = await both('since-start').then(([, found]) => found);
      return components.every((c) => c.missingTasks === 0 && c.samples.every((s) => s.uptimeSeconds > 5))
        ? true
        : undefined;
    });
  });
  afterAll(async () => {
    await real.stop();
  });

  const both = async (span: Snapshot['span']): Promise<[Snapshot, Snapshot]> => {
    const [topology] = await thrift.topologies(signal);
    if (topology === undefined) throw new Error('no topology');
    return Promise.all([rest.snapshot(topology, span, signal), thrift.snapshot(topology, span, signal)]);
  };

  describe('read through the UI', () => clusterContract(() => rest));
  describe('read through Nimbus', () => clusterContract(() => thrift));

  it('say the same of the cluster', async () => {
    expect(await thrift.info(signal)).toEqual(await rest.info(signal));
    const names = async (c: Cluster) => (await c.topologies(signal)).map(({ uptimeSeconds: _, ...t }) => t);
    expect(await names(thrift)).toEqual(await names(rest));
  });

  it('show the same plan, the same settings and the same facts for measuring', async () => {
    const [ofUi, ofNimbus] = await both('since-start');
    expect(planOf(ofNimbus)).toEqual(planOf(ofUi));
    expect(ofNimbus.measuring).toEqual(ofUi.measuring);
    expect(ofNimbus.configuration).toEqual(ofUi.configuration);
  });

  it('count the same: every counter of a sample that both have seen', async () => {
    for (const span of ['since-start', 'engine-10min'] as const) {
      const compared = await until('the same samples', async () => {
        const [ofUi, ofNimbus] = (await both(span)).map(samplesOf);
        return ofUi !== undefined && [...ofUi.keys()].every((key) => ofNimbus?.has(key))
          ? { ofUi, ofNimbus }
          : undefined;
      });
      for (const [key, { counts, latencies }] of compared.ofUi) {
        expect(compared.ofNimbus?.get(key)?.counts).toEqual(counts);
        // The UI prints three decimals.
        for (const [i, ms] of latencies.entries()) {
          expect(Math.abs((compared.ofNimbus?.get(key)?.latencies[i] ?? 0) - (ms ?? 0))).toBeLessThan(0.001);
        }
      }
    }
  });

  it('measure the same rates over 30 s', async () => {
    const start = await both('since-start');
    await sleep(30_000);
    const end = await both('since-start');
    const [ofUi, ofNimbus] = [ratesOf(start[0], end[0]), ratesOf(start[1], end[1])];
    report(
      `lines/s, executes/s by component: UI ${JSON.stringify(ofUi)}, Nimbus ${JSON.stringify(ofNimbus)}`,
    );
    for (const [name, rate] of Object.entries(ofUi)) {
      expect(Math.abs((ofNimbus[name] ?? 0) / rate - 1)).toBeLessThan(0.03);
    }
  });
});

/** What does not move; the heap of a worker is known to the UI alone. */
function planOf({ components, workers, assignedExecutors, assignedWorkers, topology }: Snapshot) {
  const { uptimeSeconds: _, ...ref } = topology;
  return {
    topology: ref,
    assignedExecutors,
    assignedWorkers,
    components: byName(components).map(
      ({ name, kind, tasks, executors, missingTasks, inputs, outputs, samples }) => ({
        name,
        kind,
        tasks,
        executors,
        missingTasks,
        inputs,
        outputs: outputs.map((o) => o.stream),
        samples: samples.map(({ id, tasks: n, host, port }) => ({ id, tasks: n, host, port })).sort(byId),
      }),
    ),
    workers: workers
      .map(({ host, port, executors }) => ({ host, port, executors }))
      .sort((a, b) => a.port - b.port),
  };
}

function byName(components: readonly ComponentSnapshot[]): ComponentSnapshot[] {
  return [...components].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : 1;
}

interface Counted {
  readonly counts: readonly (number | null)[];
  readonly latencies: readonly (number | null)[];
}

/** By component, executor and uptime, which together name one sample. */
function samplesOf({ components }: Snapshot): ReadonlyMap<string, Counted> {
  return new Map(
    components.flatMap(({ name, samples }) =>
      samples.map(({ id, uptimeSeconds, capacity, counters: c }) => [
        `${name} ${id} ${uptimeSeconds}`,
        {
          counts: [c.emitted, c.transferred, c.acked, c.failed, c.executed],
          latencies: [c.executeLatencyMs, c.processLatencyMs, c.completeLatencyMs, capacity],
        },
      ]),
    ),
  );
}

/** Per second of each executor's own uptime: what a spout acked, what a bolt executed. */
function ratesOf(start: Snapshot, end: Snapshot): Record<string, number> {
  const before = new Map(start.components.map((c) => [c.name, c]));
  return Object.fromEntries(
    end.components.map(({ name, samples }) => {
      const rates = samples.map((last) => {
        const first = before.get(name)?.samples.find((s) => s.id === last.id) ?? last;
        const count = ({ counters: c }: typeof last): number => c.executed ?? c.acked;
        return (count(last) - count(first)) / (last.uptimeSeconds - first.uptimeSeconds);
      });
      return [name, rates.reduce((sum, rate) => sum + rate, 0)];
    }),
  );
}
