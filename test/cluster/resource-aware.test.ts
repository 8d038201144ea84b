// Real clusters under the resource-aware scheduler, which stops a topology that asks for more than there is: Trimtab sends no such change.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limitsOf } from '../../src/agent/decide/limits.js';
import { notReadyBySnapshot } from '../../src/agent/look/readiness.js';
import { apply, send, sendFacts } from '../../src/change/index.js';
import {
  type Cluster,
  type ClusterInfo,
  nimbusCluster,
  type Operation,
  type Snapshot,
  stormCluster,
} from '../../src/clusters/index.js';
import { whyNoRoom } from '../../src/knobs/index.js';
import { systemClock } from '../../src/util/index.js';
import { describeRealCluster } from './available.js';
import { run } from './command.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm12 } from './storm12.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';

const { signal } = new AbortController();
const clock = systemClock();
/** Two cores; each executor asks for a tenth of one. */
const settings = {
  'storm.scheduler': 'org.apache.storm.scheduler.resource.ResourceAwareScheduler',
  'supervisor.cpu.capacity': 200.0,
  'supervisor.memory.capacity.mb': 1024.0,
};

describeRealCluster(
  'the resource-aware scheduler',
  () => {
    describe.each([
      { version: '2.8.3', start: startStorm28 },
      { version: '1.2.4', start: startStorm12 },
    ])('of $version', ({ version, start }) => {
      let real: RealCluster;
      let cluster: Cluster;
      let nimbus: Cluster;

      beforeAll(async () => {
        real = await start({ settings });
        const options = { name: 'real', timeoutSeconds: 10, concurrency: 4, now: Date.now };
        nimbus = nimbusCluster({ ...options, seeds: [`127.0.0.1:${real.nimbusPort}`] });
        cluster = real.uiUrl === null ? nimbus : stormCluster({ ...options, url: real.uiUrl });
        await real.submit({
          name: 'words',
          rate: 200,
          ackers: 1,
          executors: { split: 1, count: 1 },
          tasks: { split: 16, count: 16 },
          waitFor: 'statistics',
        });
      });
      afterAll(async () => {
        await real.stop();
      });

      const look = async (): Promise<{ info: ClusterInfo; poll: Snapshot }> => {
        const [topology] = await cluster.topologies(signal);
        if (topology === undefined) throw new Error('no topology');
        const [info, poll] = [
          await cluster.info(signal),
          await cluster.snapshot(topology, 'since-start', signal),
        ];
        return { info, poll };
      };
      const carryOut = async (operation: Operation): Promise<Snapshot> => {
        const { info, poll: before } = await look();
        const applied = await apply({
          cluster,
          topology: before.topology,
          operation,
          before,
          blobPollSeconds: 5,
          supervisors: info.supervisors ?? 0,
          clock,
          signal,
          send: (sending) => send(cluster, before.topology, operation, sendFacts(before, info, {}), sending),
        });
        if (applied.kind !== 'steady') throw new Error(JSON.stringify(applied));
        return applied.snapshot;
      };
      const assign = (executors: Record<string, number>): Operation => ({
        kind: 'rebalance-assignment',
        waitSeconds: 1,
        workers: null,
        executors,
      });
      const roomNow = async (executors: Record<string, number>): Promise<string | null> => {
        const { info, poll } = await look();
        const { room } = limitsOf({ info, knobs: { bounds: {}, exclude: [] } }, poll);
        if (room === undefined) throw new Error('no room is told');
        report(`${version}: ${JSON.stringify(room)}`);
        return whyNoRoom({ lines: 1, __acker: 1, ...executors }, room);
      };

      it('tells what is free, what the topology has counted as free', async () => {
        expect(await roomNow({ split: 10, count: 8 })).toBeNull();
        expect(await roomNow({ split: 11, count: 8 })).toMatch(/21 executors ask for 210 % of a core/);
        // By its Nimbus as by its UI, where it has one.
        const { nodes } = await nimbus.info(signal);
        expect(nodes).toHaveLength(1);
        expect(nodes).toEqual((await look()).info.nodes);
      });

      it('is sent what it has room for', async () => {
        const after = await carryOut(assign({ split: 4 }));
        expect(after.components.find(({ name }) => name === 'split')?.executors).toBe(4);
        expect(await roomNow({ split: 10, count: 8 })).toBeNull();
      });

      it('is not sent what it would stop the topology for', async () => {
        await expect(carryOut(assign({ split: 16, count: 8 }))).rejects.toThrow(
          /TRIMTAB_E_INVALID_PLAN.*without room it would stop the whole topology/,
        );
        expect((await look()).poll.workers).toHaveLength(1);
      });

      it('counts by what a rebalance has made executors ask for, where one can', async () => {
        const resources = { split: { 'cpu.pcore.percent': 35 } };
        const asking = carryOut({ kind: 'rebalance-resources', waitSeconds: 1, resources });
        if (version === '1.2.4') {
          await expect(asking).rejects.toThrow(/TRIMTAB_E_INVALID_PLAN.*needs a new submission/);
          return;
        }
        await asking;
        // 85 of each hundred, where executors differ in size.
        expect(await roomNow({ split: 4, count: 1 })).toBeNull();
        expect(await roomNow({ split: 4, count: 2 })).toMatch(/8 executors ask for 180 % of a core/);
      });

      it('has stopped it, told by its own words, where somebody else has sent it', async () => {
        const rebalance = async (split: number, count: number): Promise<void> => {
          const words = ['rebalance', 'words', '-w', '1', '-e', `split=${split}`, '-e', `count=${count}`];
          expect((await run(`${real.binDir}/storm`, words)).status).toBe(0);
        };
        await rebalance(16, 8);
        const why = await until(
          'the topology has no workers',
          async () => {
            const { info, poll } = await look();
            return poll.topology.status === 'active' && poll.workers.length === 0
              ? notReadyBySnapshot(poll, info, { windowSeconds: 60, warmUpSeconds: 30, waitSeconds: 60 })
              : undefined;
          },
          { limitSeconds: 90 },
        );
        report(`${version}: ${why?.text}`);
        expect(why).toMatchObject({
          code: 'NO_WORKERS',
          text: expect.stringMatching(/Not enough resources/),
        });
        await rebalance(4, 1);
        await until(
          'what it says to do brings the workers back',
          async () => ((await look()).poll.workers.length > 0 ? true : undefined),
          { limitSeconds: 90 },
        );
      });
    });
  },
  17,
);
