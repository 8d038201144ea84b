// A rebalance over the wire: what Nimbus refuses, what it takes without a word, and when anything of it is in force.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StructValue } from '../../../src/thrift/index.js';
import { entries, Wire } from './wire.js';

let wire: Wire;
beforeEach(async () => {
  wire = await Wire.start();
});
afterEach(() => wire.storm.stop());

const pending = 'topology.max.spout.pending';
const internal = { kind: 'failed', type: 6, text: 'Internal error processing rebalance' };
const done = { kind: 'done' };
const uptime = async (): Promise<number> => (await wire.page()).workers[0]?.uptimeSeconds ?? 0;
/** A worker counts as young until its first statistics that are not zero. */
const restarted = async (): Promise<boolean> => (await uptime()) === 0;
const reports = async (): Promise<boolean> => (await uptime()) > 0;
const executors = async (name: string): Promise<number | undefined> =>
  (await wire.page()).bolts.find(({ boltId }) => boltId === name)?.executors;

describe('Nimbus refuses', () => {
  it.each([
    [
      'a topology that is not there',
      'nosuch',
      {},
      { kind: 'threw', exception: 'NotAliveException', text: 'nosuch is not alive' },
    ],
    [
      'a component that is not there',
      'wc',
      { num_executors: entries({ nosuch: 2 }) },
      {
        kind: 'threw',
        exception: 'InvalidTopologyException',
        text: 'Invalid component nosuch for topology wc, valid values are count,lines,split',
      },
    ],
    [
      'no executors',
      'wc',
      { num_executors: entries({ split: 0 }) },
      {
        kind: 'threw',
        exception: 'InvalidTopologyException',
        text: 'Number of executors must be greater than 0',
      },
    ],
    ['overrides that are no JSON', 'wc', { topology_conf_overrides: '{"a' }, internal],
    ['overrides that are no mapping', 'wc', { topology_conf_overrides: '[1]' }, internal],
    ['workers below 0', 'wc', { num_workers: -1 }, internal],
  ] satisfies [string, string, StructValue, StructValue][])('%s', async (_, name, options, reply) => {
    expect(await wire.rebalance(options, name)).toEqual(reply);
    expect((await wire.page()).status).toBe('ACTIVE');
  });

  it('all but killing while it rebalances, and while it kills', async () => {
    expect(await wire.rebalance({ wait_secs: 30 })).toEqual(done);
    expect((await wire.page()).status).toBe('REBALANCING');
    for (const call of ['activate', 'deactivate'] as const) {
      expect(await wire.call(call, { name: 'wc' })).toMatchObject({
        type: 6,
        text: `Internal error processing ${call}`,
      });
    }
    expect(await wire.rebalance({})).toEqual(internal);
    expect(await wire.call('killTopology', { name: 'wc' })).toEqual(done);
    expect(await wire.rebalance({})).toEqual(internal);
    // Thirty seconds is topology.message.timeout.secs.
    wire.storm.world.advance(29);
    expect((await wire.page()).status).toBe('KILLED');
    wire.storm.world.advance(1);
    expect(await wire.rebalance({})).toMatchObject({ exception: 'NotAliveException' });
  });

  it('nothing else: activate and deactivate go both ways, and do not mind being repeated', async () => {
    for (const [call, status] of [
      ['deactivate', 'INACTIVE'],
      ['deactivate', 'INACTIVE'],
      ['activate', 'ACTIVE'],
    ] as const) {
      expect(await wire.call(call, { name: 'wc' })).toEqual(done);
      expect((await wire.page()).status).toBe(status);
    }
  });
});

describe('Nimbus takes without a word', () => {
  it.each([
    ['nothing at all', {}],
    ['no workers', { num_workers: 0 }],
    ['the executors that there are', { num_executors: entries({ split: 2 }) }],
    ['the settings that there are', { topology_conf_overrides: '{"topology.max.spout.pending":200}' }],
    ['executors of a system component that there is not', { num_executors: entries({ __metrics: 3 }) }],
  ] satisfies [string, StructValue][])('%s, and no worker restarts', async (_, options) => {
    const before = await uptime();
    expect(await wire.rebalance(options)).toEqual(done);
    expect(await wire.secondsUntil(async () => (await wire.page()).status === 'ACTIVE')).toBe(1);
    wire.storm.world.advance(100);
    expect(await uptime()).toBe(before + 100);
  });

  it('more executors than tasks, and more workers than slots', async () => {
    expect(await wire.rebalance({ num_executors: entries({ split: 99 }), num_workers: 99 })).toEqual(done);
    wire.storm.world.advance(60);
    expect(await executors('split')).toBe(16);
    expect((await wire.page()).workers).toHaveLength(4);
  });

  it('a wait that is not given is the time after which a tuple is late', async () => {
    await wire.call('rebalance', { name: 'wc', options: { num_executors: entries({ split: 4 }) } });
    expect(await wire.secondsUntil(async () => (await wire.page()).status === 'ACTIVE')).toBe(31);
  });
});

describe('a new assignment', () => {
  it('is shown at once, with old statistics, while the old worker still works', async () => {
    await wire.rebalance({ num_executors: entries({ split: 4 }) });
    expect(await wire.secondsUntil(async () => (await wire.page()).status === 'ACTIVE')).toBe(1);
    const page = await wire.page();
    expect(page.executorsTotal).toBe(8);
    expect(page.bolts.map(({ boltId, executors: n }) => [boltId, n])).toEqual([['count', 2]]);
    expect(page.bolts[0]?.executed).toBeGreaterThan(0);
    expect(wire.storm.world.truth()?.throughputPerSecond).toBeGreaterThan(0);
  });

  it('is in force soon, and its first statistics are late and from zero', async () => {
    await wire.rebalance({ num_executors: entries({ split: 4 }) });
    const toRestart = await wire.secondsUntil(restarted);
    expect(toRestart).toBeGreaterThanOrEqual(8);
    expect(toRestart).toBeLessThanOrEqual(17);
    const toReport = await wire.secondsUntil(reports);
    expect(toRestart + toReport).toBeGreaterThanOrEqual(18);
    expect(toRestart + toReport).toBeLessThanOrEqual(27);
    expect(await executors('split')).toBe(4);
    const executed = (await wire.page()).bolts.map((bolt) => bolt.executed);
    expect(Math.max(...executed)).toBeLessThan(10 * 1200 * 4);
  });
});

describe('a new configuration', () => {
  it('is stored and shown at once, and in force only after the supervisors have found it', async () => {
    await wire.set({ [pending]: 50 });
    wire.storm.world.advance(1);
    expect((await wire.stored())[pending]).toBe(50);
    expect((await wire.page()).configuration[pending]).toBe(50);
    expect(wire.inForce(pending)).toBe(200);
    const seconds = await wire.secondsUntil(() => wire.inForce(pending) === 50);
    expect(seconds).toBeGreaterThanOrEqual(7);
    expect(seconds).toBeLessThanOrEqual(37);
    await wire.secondsUntil(restarted);
  });

  it('stays, null too, but for what Nimbus keeps to itself', async () => {
    await wire.set({ [pending]: null, 'topology.submitter.user': 'eve', 'storm.zookeeper.superACL': 'x' });
    wire.storm.world.advance(1);
    const stored = await wire.stored();
    expect(stored).toMatchObject({ [pending]: null, 'storm.zookeeper.superACL': null });
    expect(stored['topology.submitter.user']).not.toBe('eve');
  });

  it('never shows another number of workers than was submitted', async () => {
    await wire.rebalance({ num_workers: 2 });
    wire.storm.world.advance(60);
    expect((await wire.page()).workers).toHaveLength(2);
    expect((await wire.stored())['topology.workers']).toBe(1);
  });

  /** Goes on until the supervisors have just looked for configurations; what they found is in force seven seconds later. */
  const justAfterPoll = async (): Promise<void> => {
    await wire.set({ [pending]: 100 });
    await wire.secondsUntil(() => wire.inForce(pending) === 100);
    wire.storm.world.advance(30 - 7 + 1);
  };

  it('together with an assignment restarts twice, first with the old one', async () => {
    await justAfterPoll();
    await wire.set({ [pending]: 50 }, { num_executors: entries({ split: 4 }) });
    await wire.secondsUntil(restarted);
    expect([wire.inForce(pending), await executors('split')]).toEqual([100, 4]);
    await wire.secondsUntil(reports);
    await wire.secondsUntil(restarted);
    expect([wire.inForce(pending), await executors('split')]).toEqual([50, 4]);
  });

  it('together with an assignment restarts once where the supervisors look before the old worker is gone', async () => {
    await justAfterPoll();
    wire.storm.world.advance(26);
    await wire.set({ [pending]: 50 }, { num_executors: entries({ split: 4 }) });
    await wire.secondsUntil(restarted);
    expect([wire.inForce(pending), await executors('split')]).toEqual([50, 4]);
    await wire.secondsUntil(reports);
    wire.storm.world.advance(100);
    expect(await uptime()).toBeGreaterThanOrEqual(100);
  });

  it('together with more workers crashes the supervisor, and half of the topology is missing for a while', async () => {
    const slots = async (): Promise<number[]> =>
      (await wire.page()).workers.map(({ uptimeSeconds }) => uptimeSeconds);
    await wire.set({ [pending]: 50 }, { num_workers: 2 });
    await wire.secondsUntil(restarted);
    wire.storm.world.advance(19);
    const [first = 0, second] = await slots();
    expect(first).toBeGreaterThan(0);
    expect(second).toBe(0);
    expect(wire.storm.world.truth()?.throughputPerSecond).toBe(0);
    await wire.secondsUntil(() => wire.inForce(pending) === 50, 30);
    const whole = await wire.secondsUntil(async () => (await slots()).every((one) => one > 0), 40);
    expect(whole).toBeGreaterThanOrEqual(10);
  });

  it('together with fewer workers does not', async () => {
    await wire.rebalance({ num_workers: 2 });
    wire.storm.world.advance(60);
    await wire.set({ [pending]: 50 }, { num_workers: 1 });
    wire.storm.world.advance(1);
    await wire.secondsUntil(() => (wire.storm.world.truth()?.throughputPerSecond ?? 0) === 0, 8);
    await wire.secondsUntil(() => (wire.storm.world.truth()?.throughputPerSecond ?? 0) > 0, 10);
  });
});

describe('resources', () => {
  it('are stored with the component, and the heap of a worker follows', async () => {
    expect((await wire.page()).workers[0]?.assignedMemOnHeap).toBe(6 * 128);
    await wire.rebalance({
      topology_resources_overrides: [['split', entries({ 'onheap.memory.mb': 256 })]],
    });
    wire.storm.world.advance(1);
    expect((await wire.page()).workers[0]?.assignedMemOnHeap).toBe(6 * 128 + 2 * 128);
    const topology = await wire.call('getUserTopology', { id: wire.id });
    expect(JSON.stringify(topology)).toContain(
      JSON.stringify(
        JSON.stringify({
          'topology.tasks': 16,
          'topology.component.resources.map': { 'onheap.memory.mb': 256 },
        }),
      ),
    );
    expect(await wire.secondsUntil(restarted)).toBeLessThan(20);
  });

  it('for all components come with the configuration', async () => {
    await wire.set({ 'topology.component.resources.onheap.memory.mb': 200 });
    wire.storm.world.advance(1);
    expect((await wire.page()).workers[0]?.assignedMemOnHeap).toBe(6 * 200);
  });
});
