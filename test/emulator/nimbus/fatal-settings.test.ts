// Values that Nimbus takes and that kill whoever reads them, and what an agent sees of it.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Wire } from './wire.js';

let wire: Wire;
beforeEach(async () => {
  wire = await Wire.start();
});
afterEach(() => wire.storm.stop());

const flows = (): boolean => (wire.storm.world.truth()?.throughputPerSecond ?? 0) > 0;

describe('a configuration that kills workers', () => {
  it.each([
    ['topology.transfer.batch.size', 1000],
    ['topology.producer.batch.size', 20_000],
    ['topology.max.spout.pending', 'many'],
    ['topology.stats.sample.rate', 2],
    ['topology.max.spout.pending', 1.5],
    ['topology.max.spout.pending', 2 ** 31],
    ['topology.batch.flush.interval.millis', 1e160],
  ])('%s %j: active, whole, without an error, and its statistics stand still', async (key, value) => {
    const before = await wire.page();
    expect(await wire.set({ [key]: value })).toEqual({ kind: 'done' });
    await wire.secondsUntil(() => !flows());
    // Until the old worker was gone it went on reporting.
    const frozen = await wire.page();
    wire.storm.world.advance(60);
    const after = await wire.page();
    expect(after).toMatchObject({ status: 'ACTIVE', executorsTotal: before.executorsTotal });
    expect(after.bolts).toEqual(frozen.bolts);
    expect(after.workers).toEqual(frozen.workers);
    expect(after.bolts.map(({ lastError }) => lastError)).toEqual(['', '']);
    expect(after.bolts[0]?.executed).toBeGreaterThan(0);
  });

  it('is launched again and again, and a better one ends it', async () => {
    await wire.set({ 'topology.transfer.batch.size': 1000 });
    await wire.secondsUntil(() => !flows());
    wire.storm.world.advance(300);
    expect(flows()).toBe(false);
    await wire.set({ 'topology.transfer.batch.size': 500 });
    expect(await wire.secondsUntil(flows)).toBeLessThan(50);
  });

  it.each([
    ['topology.transfer.batch.size', 500],
    ['topology.producer.batch.size', 16_384],
    ['topology.max.spout.pending', 0],
    ['topology.stats.sample.rate', 1],
    ['topology.batch.flush.interval.millis', 2 ** 31 - 1],
  ])('but not %s %j', async (key, value) => {
    await wire.set({ [key]: value });
    await wire.secondsUntil(() => wire.inForce(key) === value);
    expect(await wire.secondsUntil(flows)).toBeLessThan(15);
  });
});

describe('a configuration that kills Nimbus', () => {
  it.each([
    ['topology.message.timeout.secs', 'abc'],
    ['topology.acker.executors', 1.5],
    ['topology.component.resources.onheap.memory.mb', '128m'],
  ])('%s %j: taken, and then nobody leads any more, for good', async (key, value) => {
    expect(await wire.set({ [key]: value })).toEqual({ kind: 'done' });
    wire.storm.world.advance(1);
    await expect(wire.call('getLeader')).rejects.toMatchObject({ code: 'TRIMTAB_E_UNREACHABLE' });
    await expect(wire.set({ [key]: 30 })).rejects.toMatchObject({ code: 'TRIMTAB_E_UNREACHABLE' });
    wire.storm.world.advance(600);
    const { status, body } = await wire.get('/topology/summary');
    expect(status).toBe(500);
    expect(body).toMatchObject({
      errorMessage: expect.stringMatching(/Could not find leader nimbus from seed hosts \[127\.0\.0\.1\]/),
    });
    // The workers do not need it.
    expect(flows()).toBe(true);
  });

  it('comes back by hand, without the value', async () => {
    await wire.set({ 'topology.message.timeout.secs': 'abc' });
    wire.storm.world.advance(1);
    wire.storm.world.disturb('none');
    await wire.secondsUntil(() => wire.call('getLeader').catch(() => false));
    expect((await wire.page()).configuration['topology.message.timeout.secs']).toBe(30);
  });
});
