// Special states of the cluster that only a test asks for, as tools see them.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entries, Wire } from './wire.js';

let wire: Wire;
beforeEach(async () => {
  wire = await Wire.start();
});
afterEach(() => wire.storm.stop());

const pending = 'topology.max.spout.pending';
const supervisors = async (): Promise<number> => {
  const { body } = await wire.get('/supervisor/summary');
  return (body as { supervisors: unknown[] }).supervisors.length;
};
const executorsOf = (name: string): number =>
  wire.storm.world
    .topologies()
    .flatMap(({ workers }) => workers.flatMap(({ executors }) => executors))
    .filter(({ component, heartbeat }) => component === name && heartbeat !== null).length;

describe('nimbus-down', () => {
  it('refuses connections, and the UI finds no leader, until it ends', async () => {
    wire.storm.world.disturb('nimbus-down');
    await expect(wire.call('getLeader')).rejects.toMatchObject({
      code: 'TRIMTAB_E_UNREACHABLE',
      message: expect.stringContaining('refused'),
    });
    for (const path of ['/cluster/summary', '/nimbus/summary', `/topology/${wire.id}`]) {
      expect((await wire.get(path)).status).toBe(500);
    }
    wire.storm.world.disturb('none');
    expect((await wire.get('/cluster/summary')).status).toBe(200);
    await expect.poll(() => wire.call('getLeader').catch(() => null)).toMatchObject({ kind: 'returned' });
  });

  it('what was under way waits for it', async () => {
    await wire.rebalance({ num_executors: entries({ split: 4 }) });
    wire.storm.world.disturb('nimbus-down');
    wire.storm.world.advance(60);
    expect(wire.storm.world.topologies()[0]?.status).toBe('REBALANCING');
    wire.storm.world.disturb('none');
    wire.storm.world.advance(1);
    expect(wire.storm.world.topologies()[0]?.status).toBe('ACTIVE');
  });

  it('can be stopped meanwhile', async () => {
    const other = await Wire.start();
    other.storm.world.disturb('nimbus-down');
    await other.storm.stop();
  });
});

describe('supervisor-down', () => {
  it('leaves the workers as they are, whatever is asked; Nimbus gives it up after a minute', async () => {
    wire.storm.world.disturb('supervisor-down');
    await wire.rebalance({ num_executors: entries({ split: 4 }) });
    wire.storm.world.advance(50);
    expect(await supervisors()).toBe(1);
    expect((await wire.page()).executorsTotal).toBe(8);
    expect(executorsOf('split')).toBe(0);
    expect(wire.storm.world.truth()?.throughputPerSecond).toBeGreaterThan(0);
    wire.storm.world.advance(20);
    expect(await supervisors()).toBe(0);
    wire.storm.world.disturb('none');
    expect(await supervisors()).toBe(1);
    await wire.secondsUntil(() => executorsOf('split') === 4, 15);
  });

  it('keeps half of a topology down after a crash', async () => {
    await wire.set({ [pending]: 50 }, { num_workers: 2 });
    wire.storm.world.advance(10);
    wire.storm.world.disturb('supervisor-down');
    wire.storm.world.advance(600);
    expect(wire.storm.world.truth()?.throughputPerSecond).toBe(0);
    wire.storm.world.disturb('none');
    await wire.secondsUntil(() => (wire.storm.world.truth()?.throughputPerSecond ?? 0) > 0, 15);
  });
});

describe('orphan', () => {
  it('a configuration is shown that is not in force, by a worker on another port', async () => {
    wire.storm.world.disturb('orphan');
    const before = (await wire.page()).workers[0];
    expect(before?.port).toBe(6703);
    expect(before?.uptimeSeconds).toBeGreaterThan(0);
    await wire.set({ [pending]: 20 });
    wire.storm.world.advance(120);
    const page = await wire.page();
    expect(page).toMatchObject({ status: 'ACTIVE', configuration: { [pending]: 20 } });
    expect(page.workers[0]?.port).toBe(6700);
    expect(page.workers[0]?.uptimeSeconds).toBeLessThan(115);
    expect(page.bolts[0]?.executed).toBeGreaterThan(0);
    expect(wire.inForce(pending)).toBe(200);
    // It stays like that until the next change.
    wire.storm.world.advance(600);
    expect(wire.inForce(pending)).toBe(200);
    await wire.set({ [pending]: 30 });
    await wire.secondsUntil(() => wire.inForce(pending) === 30, 45);
  });

  it('ends before it begins where it is asked to', async () => {
    wire.storm.world.disturb('orphan');
    wire.storm.world.disturb('none');
    await wire.set({ [pending]: 20 });
    await wire.secondsUntil(() => wire.inForce(pending) === 20, 90);
  });
});

describe('resubmit', () => {
  it('the same name has a new id, its first configuration and new workers', async () => {
    const before = wire.id;
    await wire.set({ [pending]: 20 }, { num_executors: entries({ split: 4 }) });
    wire.storm.world.advance(120);
    wire.storm.world.disturb('resubmit');
    expect(wire.id).toMatch(/^wc-2-\d+$/);
    expect(await wire.call('getTopologyConf', { id: before })).toMatchObject({
      exception: 'NotAliveException',
      text: before,
    });
    expect((await wire.stored())[pending]).toBe(200);
    expect((await wire.page()).executorsTotal).toBe(6);
    await wire.secondsUntil(() => executorsOf('split') === 2, 15);
  });
});
