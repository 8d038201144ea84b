// What leaves Trimtab for an API server of Heron, and what never does.
import { afterEach, describe, expect, it } from 'vitest';
import { heronCluster, type Operation } from '../../../src/clusters/index.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';
import { type FaultProxy, faultProxy } from './fault-proxy.js';
import { type Opened, opened } from './opened.js';
import { answerOf, wanting } from './updating.js';

const { signal } = new AbortController();
let heron: SimulatedHeron;
let proxy: FaultProxy;
afterEach(async () => {
  await heron.stop();
  await proxy.stop();
});

async function open(api = true): Promise<Opened> {
  heron = await startSimulatedHeron({ scenario: heronWordCount(), speed: 0 });
  proxy = await faultProxy(heron.apiUrl);
  return await opened(heron, api ? `${proxy.url}/` : undefined);
}
const answered = (answer: Promise<void>): Promise<unknown> => answerOf(heron, answer);
const sent = (): string[] => proxy.posted.filter((body) => !body.includes('dry_run')).map(decodeURIComponent);

describe('an update', () => {
  it.each([
    ['no instance', wanting({ split: 0 })],
    ['less than none', wanting({ split: -1 })],
    ['a part of one', wanting({ split: 1.5 })],
    ['no container', wanting({}, 0)],
    ['a name that means something else', wanting({ 'split:1,count': 2 })],
    ['nothing', wanting({})],
    [
      'a setting',
      { kind: 'rebalance-configuration', waitSeconds: 0, settings: { 'topology.max.spout.pending': 5 } },
    ],
  ] as const)('of %s never leaves', async (_, operation) => {
    const { cluster, topology } = await open();
    const error = await answered(cluster.rebalance(topology, operation as Operation, signal));
    expect(error).toMatchObject({ code: 'TRIMTAB_E_INVALID_PLAN' });
    expect(proxy.posted).toEqual([]);
  });

  it('of containers alone is by container_number; beside a parallelism by the key that is not ignored', async () => {
    const { cluster, topology } = await open();
    expect(await answered(cluster.rebalance(topology, wanting({}, 3), signal))).toBeUndefined();
    // packing.yaml may name a repacking that knows of no number.
    const dealing = 'heron.class.repacking.algorithm=org.apache.heron.packing.roundrobin.RoundRobinPacking';
    expect(sent()).toEqual([`container_number=3&${dealing}`]);
    heron.world.advance(300);
    expect(await answered(cluster.rebalance(topology, wanting({ split: 5 }, 4), signal))).toBeUndefined();
    expect(sent()[1]).toBe(`component_parallelism=split:5&RUNTIME_MANAGER_CONTAINER_NUMBER_KEY=4&${dealing}`);
    expect(heron.world.topologies()[0]?.workers).toHaveLength(4);
  });

  it('that is in force already is refused by Heron, and nothing restarts', async () => {
    const { cluster, topology } = await open();
    const error = await answered(cluster.rebalance(topology, wanting({ split: 3 }), signal));
    expect(error).toMatchObject({ code: 'TRIMTAB_E_VALUE_REFUSED' });
    expect(sent()).toEqual([]);
  });

  it('of an unknown component is refused with the names that there are', async () => {
    const { cluster, topology } = await open();
    const error = await answered(cluster.rebalance(topology, wanting({ nope: 3 }), signal));
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_VALUE_REFUSED',
      message: expect.stringMatching(/split, count, word/),
    });
  });

  it('of a topology that was submitted again since is not sent', async () => {
    const { cluster, topology } = await open();
    heron.world.advance(10);
    heron.world.disturb('resubmit');
    const error = await answered(cluster.rebalance(topology, wanting({ split: 5 }), signal));
    expect(error).toMatchObject({ code: 'TRIMTAB_E_TOPOLOGY_GONE' });
    expect(proxy.posted).toEqual([]);
  });

  it('on a scheduler that cannot update is not sent', async () => {
    const { cluster, topology } = await open();
    const place = { cluster: 'slurm', role: 'heron', environ: 'default' };
    const error = await answered(cluster.rebalance({ ...topology, place }, wanting({ split: 5 }), signal));
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_VALUE_REFUSED',
      message: expect.stringMatching(/slurm cannot update/),
    });
    expect(proxy.posted).toEqual([]);
  });

  it('through an API server of another cluster, whose topology of that name is packed otherwise, is not sent', async () => {
    const { cluster, topology } = await open();
    const plain = heronWordCount();
    const { split, ...others } = plain.topology.components;
    if (split === undefined) throw new Error('no split');
    const components = { ...others, split: { ...split, executors: 4 } };
    const other = await startSimulatedHeron({
      scenario: { ...plain, topology: { ...plain.topology, components } },
      speed: 0,
    });
    try {
      const there = heronCluster({
        name: 'h',
        url: heron.trackerUrl,
        api: other.apiUrl,
        timeoutSeconds: 5,
        concurrency: 4,
        now: () => heron.world.nowMs(),
      });
      const error = await answered(there.rebalance(topology, wanting({ split: 5 }), signal));
      expect(error).toMatchObject({
        code: 'TRIMTAB_E_PACKING',
        message: expect.stringMatching(/two clusters/),
      });
      expect(await cluster.apiVersion?.(signal)).toMatch(/^0\.20/);
    } finally {
      await other.stop();
    }
  });

  it('without an API server is refused, and says what to configure', async () => {
    const { cluster, topology } = await open(false);
    const error = await answered(cluster.rebalance(topology, wanting({ split: 5 }), signal));
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_ENGINE',
      next: expect.stringMatching(/clusters\[\]\.api/),
    });
  });
});

describe('the identity of a Heron cluster', () => {
  it('is the same whichever name or address of this machine its API server has', async () => {
    const { cluster } = await open();
    const { port } = new URL(proxy.url);
    const named = heronCluster({
      name: 'other',
      url: heron.trackerUrl,
      api: `http://localhost:${port}`,
      timeoutSeconds: 5,
      concurrency: 4,
      now: () => 0,
    });
    expect(await named.identity(signal)).toBe(await cluster.identity(signal));
    expect(await cluster.identity(signal)).toBe(`heron api this host:${port} of local`);
  });
});
