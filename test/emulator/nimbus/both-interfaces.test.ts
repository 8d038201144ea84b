// One world behind two protocols: what the UI shows and what Nimbus answers is the same plan, and the same numbers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, nimbusCluster, type Snapshot, stormCluster } from '../../../src/clusters/index.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../../src/emulator/index.js';
import { systemClock } from '../../../src/util/index.js';
import { clusterContract } from '../../contract/cluster.js';
import { Wire } from './wire.js';

const { signal } = new AbortController();

describe('one world', () => {
  let storm: SimulatedStorm;
  let ui: Cluster;
  let nimbus: Cluster;
  beforeAll(async () => {
    // On a full second: Nimbus tells when an error was in whole seconds, and the reader of its age rounds.
    const clock = { ...systemClock(), now: () => 1_800_000_000_000 };
    storm = await startSimulatedStorm({ speed: 0, clock });
    const options = { name: 'simulated', timeoutSeconds: 5, concurrency: 4, now: () => storm.world.nowMs() };
    ui = stormCluster({ ...options, url: storm.uiUrl });
    nimbus = nimbusCluster({ ...options, seeds: [storm.nimbusAddress] });
  });
  afterAll(() => storm.stop());

  describe('read through its Nimbus', () => clusterContract(() => nimbus));

  const both = async (span: Snapshot['span']): Promise<[Snapshot, Snapshot]> => {
    const [topology] = await nimbus.topologies(signal);
    if (topology === undefined) throw new Error('no topology');
    return [await ui.snapshot(topology, span, signal), await nimbus.snapshot(topology, span, signal)];
  };
  /** The UI writes three decimals, and only it knows a worker's heap. */
  const comparable = (snapshot: Snapshot): unknown => ({
    ...snapshot,
    workers: snapshot.workers.map((worker) => ({ ...worker, heapMiB: null })),
    components: JSON.parse(
      JSON.stringify(snapshot.components, (_, value: unknown) =>
        typeof value === 'number' ? Math.round(value * 1000) / 1000 : value,
      ),
    ) as unknown,
  });
  const expectEqual = async (): Promise<void> => {
    for (const span of ['since-start', 'engine-10min'] as const) {
      const [shown, told] = await both(span);
      expect(comparable(told)).toEqual(comparable(shown));
    }
  };

  it('both say the same of the cluster and its topologies', async () => {
    expect(await nimbus.info(signal)).toEqual(await ui.info(signal));
    expect(await nimbus.topologies(signal)).toEqual(await ui.topologies(signal));
  });

  it('both show one plan, and the same counters', expectEqual);

  it('after changes too', async () => {
    const id = storm.world.topologies()[0]?.id ?? '';
    const settings = { 'topology.max.spout.pending': 50 };
    storm.world.rebalance(id, 0, { executors: { split: 5 }, workers: 2 });
    storm.world.advance(90);
    storm.world.rebalance(id, 0, { settings, resources: { count: { 'onheap.memory.mb': 256 } } });
    storm.world.advance(200);
    await expectEqual();
  });

  it('and while workers crash: the error of a component is the same', async () => {
    storm.world.disturb('crash-loop');
    storm.world.advance(60);
    // An acker that has not reported has no page in the UI.
    const errors = (await both('since-start')).map(({ components }) =>
      components.filter(({ kind }) => kind !== 'system').map(({ name, lastError }) => [name, lastError]),
    );
    expect(errors[1]).toEqual(errors[0]);
    expect(errors[0]).toContainEqual(['count', { text: expect.stringMatching(/^java/), secondsAgo: 0 }]);
    storm.world.disturb('none');
  });
});

describe('who is who', () => {
  it('the UI and Nimbus name the same leader, on this machine', async () => {
    const wire = await Wire.start();
    const [host, port] = wire.storm.nimbusAddress.split(':');
    const leader = { host, port: Number(port) };
    expect(await wire.call('getLeader')).toMatchObject({ value: { ...leader, isLeader: true } });
    expect((await wire.get('/nimbus/summary')).body).toMatchObject({
      nimbuses: [{ ...leader, status: 'Leader' }],
    });
    expect(host).toBe('127.0.0.1');
    await wire.storm.stop();
  });

  it('two clusters that run have two roots in ZooKeeper, and each tells one in both ways', async () => {
    const wires = [await Wire.start(), await Wire.start()];
    const roots = await Promise.all(
      wires.map(async (wire) => {
        const reply = await wire.call('getNimbusConf');
        const told = JSON.parse(reply.kind === 'returned' ? String(reply.value) : '{}') as unknown;
        expect((await wire.get('/cluster/configuration')).body).toEqual(told);
        return (told as Record<string, unknown>)['storm.zookeeper.root'];
      }),
    );
    expect(new Set(roots).size).toBe(2);
    await Promise.all(wires.map((wire) => wire.storm.stop()));
  });
});
