// Each kind of change sent by Trimtab itself to a real 2.8.3, and an assignment by Thrift to 1.2.4: steady, where it should be, in force.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply, send, sendFacts } from '../../src/change/index.js';
import { type Cluster, nimbusCluster, type Operation, type Snapshot } from '../../src/clusters/index.js';
import { systemClock } from '../../src/util/index.js';
import { describeRealCluster } from './available.js';
import type { LoadTopology } from './load-topology.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm12 } from './storm12.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';

const { signal } = new AbortController();
const clock = systemClock();

function uptime({ components }: Snapshot, port: number): number {
  const samples = components.flatMap((component) => component.samples);
  return Math.max(...samples.filter((one) => one.port === port).map((one) => one.uptimeSeconds));
}

/** Port: executors (uptime). */
function layout({ components, workers }: Snapshot): string {
  const samples = components.flatMap((component) => component.samples);
  return workers
    .map(({ port }) => {
      const own = samples.filter((one) => one.port === port);
      return `${port}: ${own.map(({ id }) => id).join(' ')} (${Math.max(...own.map((one) => one.uptimeSeconds))} s)`;
    })
    .join(', ');
}

describeRealCluster(
  'a change sent by Trimtab',
  () => {
    describe.each([
      { version: '2.8.3', start: startStorm28 },
      { version: '1.2.4', start: startStorm12 },
    ])('to $version', ({ version, start }) => {
      let real: RealCluster;
      let load: LoadTopology;
      let cluster: Cluster;

      beforeAll(async () => {
        real = await start();
        const seeds = [`127.0.0.1:${real.nimbusPort}`];
        cluster = nimbusCluster({ name: 'real', seeds, timeoutSeconds: 10, concurrency: 4, now: Date.now });
        load = await real.submit({
          name: 'words',
          rate: 0,
          maxSpoutPending: 100,
          ackers: 2,
          executors: { split: 2, count: 2 },
          tasks: { split: 8 },
          'split.waitMillis': 5,
          waitFor: 'statistics',
        });
      });
      afterAll(async () => {
        await real.stop();
      });

      const carryOut = async (operation: Operation): Promise<Snapshot> => {
        const [topology] = await cluster.topologies(signal);
        if (topology === undefined) throw new Error('no topology');
        const before = await cluster.snapshot(topology, 'since-start', signal);
        const info = await cluster.info(signal);
        const applied = await apply({
          cluster,
          topology,
          operation,
          before,
          blobPollSeconds: Number(
            before.configuration['supervisor.localizer.update.blob.interval.secs'] ?? 30,
          ),
          supervisors: info.supervisors ?? 0,
          clock,
          signal,
          send: (sending) => send(cluster, topology, operation, sendFacts(before, info, {}), sending),
        });
        report(
          `${version} ${JSON.stringify(operation)}: ${applied.kind} after ${applied.seconds.toFixed(0)} s`,
        );
        if (applied.kind !== 'steady') throw new Error(JSON.stringify(applied));
        expect(applied.findings).toEqual([]);
        return applied.snapshot;
      };
      const executorsOf = (snapshot: Snapshot, name: string): number | undefined =>
        snapshot.components.find((c) => c.name === name)?.executors;

      it('executors, the acker’s among them', async () => {
        const executors = { split: 4, __acker: 1 };
        const after = await carryOut({
          kind: 'rebalance-assignment',
          waitSeconds: 1,
          workers: null,
          executors,
        });
        expect([executorsOf(after, 'split'), executorsOf(after, '__acker')]).toEqual([4, 1]);
      });

      it('workers', async () => {
        const after = await carryOut({
          kind: 'rebalance-assignment',
          waitSeconds: 1,
          workers: 2,
          executors: { count: 4 },
        });
        expect([after.workers.length, executorsOf(after, 'count')]).toEqual([2, 4]);
      });

      it('executors that leave some workers as they are, which go on running', async () => {
        const assignment = { kind: 'rebalance-assignment', waitSeconds: 1 } as const;
        const before = await carryOut({ ...assignment, workers: 4, executors: {} });
        const after = await carryOut({ ...assignment, workers: null, executors: { split: 5 } });
        expect([after.workers.length, executorsOf(after, 'split')]).toEqual([4, 5]);
        report(`${version}: executors by worker ${layout(before)}; then ${layout(after)}`);
        const untouched = after.workers.filter(({ port }) => uptime(after, port) > uptime(before, port));
        expect(untouched).not.toEqual([]);
      });

      it.runIf(version === '2.8.3')('a setting, whose effect is measured', async () => {
        const settings = { 'topology.max.spout.pending': 20 };
        const after = await carryOut({ kind: 'rebalance-configuration', waitSeconds: 1, settings });
        expect(after.configuration['topology.max.spout.pending']).toBe(20);
        const rates = await load.rate(10);
        const latencies = after.components.find((c) => c.kind === 'spout')?.samples ?? [];
        const latencyMs = latencies[0]?.counters.completeLatencyMs ?? 0;
        const inFlight = (rates.lines.ackedPerSecond * latencyMs) / 1000;
        report(`in flight: ${inFlight.toFixed(0)}, allowed ${20 * 4}`);
        // Four spout tasks; before it was 400.
        expect(inFlight).toBeLessThan(1.3 * 80);
      });

      it.runIf(version === '2.8.3')('memory of a component', async () => {
        const resources = { split: { 'onheap.memory.mb': 16 } };
        await carryOut({ kind: 'rebalance-resources', waitSeconds: 1, resources });
      });

      it.runIf(version === '1.2.4')('no setting: 1.2 would drop it without a word', async () => {
        const settings = { 'topology.max.spout.pending': 20 };
        await expect(carryOut({ kind: 'rebalance-configuration', waitSeconds: 1, settings })).rejects.toThrow(
          'TRIMTAB_E_INVALID_PLAN',
        );
      });
    });
  },
  17,
);
