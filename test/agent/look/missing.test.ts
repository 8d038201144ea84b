// A topology that one list of the cluster lacks is not gone, and what guards go by outlives its absence.
import { readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { fileNameOf } from '../../../src/agent/lasting-name.js';
import { Watch } from '../../../src/agent/look/watch.js';
import { memoryOf, remember } from '../../../src/agent/past/remember.js';
import type { Cluster, TopologyRef } from '../../../src/clusters/index.js';
import { ExternalReader } from '../../../src/external/index.js';
import { Acting, type ActingOptions, journalLines } from '../acting.js';
import { always, proposing } from '../policies.js';

let acting: Acting;
let isHidden = false;
afterEach(() => acting.stop());

const forgetful = (cluster: Cluster): Cluster => ({
  ...cluster,
  topologies: async (signal) => (isHidden ? [] : await cluster.topologies(signal)),
});
const budgets = { changesPerHour: 1, changesPerDay: 1 };
const start = async (options: ActingOptions = {}): Promise<void> => {
  isHidden = false;
  acting = await Acting.start({ between: forgetful, ...options });
};
const hideFor = async (looks: number): Promise<void> => {
  isHidden = true;
  await acting.ticks(looks);
  isHidden = false;
};

it('a change under way is judged as if nothing had been', async () => {
  await start();
  await acting.until('applied');
  await acting.ticks(1);
  await hideFor(1);
  expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
  expect(acting.story()).not.toContain('observed GONE');
  expect(acting.lines('observed').filter(({ code }) => code === 'FIRST_SEEN')).toHaveLength(1);
});

it('one that is missing for longer is gone, and keeps budget and cool-down where it comes back', async () => {
  const topology = () => ({ mode: 'auto', budgets }) as const;
  await start({ settings: { policy: always(6) }, topology });
  await acting.until('verified');
  acting.options = { between: forgetful, settings: { policy: always(8) }, topology };
  await hideFor(4);
  expect(acting.story()).toContain('observed GONE');
  await acting.ticks(20);
  expect(acting.calls).toHaveLength(1);
  expect(acting.story()).toContain('decided BUDGET_SPENT');
});

it('is gone at once where it was being killed, or runs again under another id', async () => {
  await start({ settings: { policy: proposing() } });
  await acting.ticks(2);
  acting.world.disturb('resubmit');
  await acting.ticks(1);
  expect(acting.story().filter((line) => line === 'observed GONE')).toHaveLength(1);
  acting.world.kill(acting.topologyId, 90);
  await acting.ticks(3);
  expect(acting.story().filter((line) => line === 'observed GONE')).toHaveLength(2);
});

it('what its logs held is kept as long as it is watched', async () => {
  await start({ topology: () => ({ mode: 'suggest' }) });
  const { cluster, clock } = acting.agent;
  const external = new ExternalReader({ cluster, clock, prometheus: null });
  const kept: string[][] = [];
  vi.spyOn(external, 'keepOnly').mockImplementation((ids) => void kept.push([...ids]));
  acting.agent = { ...acting.agent, external };
  const first = acting.topologyId;
  await acting.ticks(2);
  await hideFor(1);
  expect(kept).toEqual([[], [first], [first]]);
  acting.world.disturb('resubmit');
  await acting.ticks(2);
  expect(kept.at(-1)).toEqual([acting.topologyId]);
  expect(acting.topologyId).not.toBe(first);
});

it.each(['end', 'reload'] as const)(
  'is left alone after a change by hand, across an %s of the run',
  async (cut) => {
    await start({ topology: () => ({ mode: 'suggest' }) });
    await acting.ticks(3);
    acting.world.rebalance(acting.topologyId, 0, { executors: { split: 3 } });
    const { backOffSeconds } = await acting.until('override-seen');
    const at = acting.elapsedSeconds;
    acting.options = { between: forgetful };
    acting.restart(memoryOf(await remember(journalLines(acting), 'prod', cut), acting.clock));
    await acting.until('intended', 45);
    const [own] = acting.calls.filter(({ waitSeconds }) => waitSeconds > 0);
    expect((own?.atSeconds ?? 0) - at).toBeGreaterThan(Number(backOffSeconds) - 120);
  },
);

it('what failed is remembered alike by this run and the next', async () => {
  await start({ settings: { policy: always(6) } });
  acting.loseNextCall();
  acting.on('intended', () => acting.in(20, () => acting.world.disturb('none')));
  const failed = await acting.until('failed');
  const [watch] = acting.agent.memory.watches.values();
  const next = memoryOf(await remember(journalLines(acting), 'prod'), acting.clock).former.get(
    acting.topologyId,
  );
  expect(failed).toMatchObject({ sent: null, backOffSeconds: expect.any(Number) as number });
  expect(watch?.failed.map(({ directions }) => directions)).toEqual([{ 'executors.split': 'up' }]);
  expect(next?.failed.map(({ directions }) => directions)).toEqual(
    watch?.failed.map(({ directions }) => directions),
  );
  expect(next?.backOff?.because).toBe(watch?.backOff?.because);
  expect(Math.abs((next?.backOff?.untilSeconds ?? 0) - (watch?.backOff?.untilSeconds ?? 0))).toBeLessThan(1);
  // Not the same call again once the back-off is over.
  await acting.ticks(45);
  expect(acting.calls).toHaveLength(1);
});

it('a back-off that a clock set ahead has written lasts no longer than it was to last', async () => {
  await start({ topology: () => ({ mode: 'suggest' }) });
  await acting.ticks(3);
  acting.clockSetSeconds = 365 * 24 * 3600;
  acting.world.rebalance(acting.topologyId, 0, { executors: { split: 3 } });
  const { backOffSeconds } = await acting.until('override-seen');
  acting.clockSetSeconds = 0;
  const { former } = memoryOf(await remember(journalLines(acting), 'prod'), acting.clock);
  const left = (former.get(acting.topologyId)?.backOff?.untilSeconds ?? 0) - acting.elapsedSeconds;
  expect(left).toBeLessThanOrEqual(Number(backOffSeconds));
  expect(left).toBeGreaterThan(0);
});

it('what a former run left open is settled though the first list, after an outage, lacks the topology', async () => {
  await start();
  acting.onceCallIsTaken(() => acting.end());
  await acting.ticks(6).catch(() => undefined);
  acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
  acting.pass(300);
  await hideFor(1);
  expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
  expect(acting.lines('superseded')).toEqual([]);
});

it('the second step of a plan is sent though the list before it lacks the topology', async () => {
  await start({
    settings: { policy: proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 }) },
  });
  acting.on('applied', () => {
    isHidden = true;
    acting.on('intended', () => {
      isHidden = false;
    });
  });
  await acting.until('applied');
  isHidden = false;
  expect(acting.calls).toHaveLength(2);
  expect(acting.lines('superseded')).toEqual([]);
});

it('is not the first to be forgotten for having run the longest, where a thousand others went before it', async () => {
  await start({ settings: { policy: proposing() } });
  await acting.ticks(2);
  const [id, { former }] = [acting.topologyId, acting.agent.memory];
  const none = { changedAtSeconds: null, lastChange: null, backOff: null, acking: null };
  for (const one of [id, ...Array.from({ length: 1000 }, (_, i) => `batch-${i}-1700000000`)])
    former.set(one, { ...none, changes: [], failed: [] });
  await hideFor(4);
  expect(former.has(id)).toBe(true);
  expect(former.size).toBe(1000);
});

it('leaves what was usual of it on disk, as do the newest thousand of those that are gone', async () => {
  await start({ settings: { policy: proposing() } });
  await acting.ticks(8);
  const { drift } = acting.agent.state;
  const usual = [...acting.agent.memory.watches.values()][0]?.drift;
  if (!usual) throw new Error('nothing is usual yet');
  const named = (name: string) => ({ name, id: `${name}-1-1700000000` });
  await drift.save('other', named('batch'), usual);
  const long = named('x'.repeat(250));
  await drift.save('prod', long, usual);
  utimesSync(join(acting.directory, 'drift', fileNameOf('prod', long.name)), 1, 1);
  for (let i = 0; i < 1005; i += 1) await drift.save('prod', named(`batch-${i}`), usual);
  const folder = join(acting.directory, 'drift');
  // The first were written last: by their names the newest would go.
  for (let i = 0; i < 1005; i += 1) {
    const at = acting.clock.now() / 1000 - i;
    utimesSync(join(folder, `prod@batch-${i}.json`), at, at);
  }
  await hideFor(4);
  const left = new Set(readdirSync(folder));
  expect(left.size).toBe(1001);
  expect(left).toContain('other@batch.json');
  expect(left).toContain('prod@top-words.json');
  expect(left).toContain('prod@batch-998.json');
  expect(left).not.toContain('prod@batch-999.json');
});

it('forgets what became of changes of those that are gone, but for the newest thousand', async () => {
  await start({ settings: { policy: proposing() } });
  await acting.ticks(2);
  const { state, memory } = acting.agent;
  const of = (name: string, id: string): void => {
    memory.outcomes.take('verified', { id, topology: { name, id: `${name}-1-1700000000` } }, {});
  };
  of('standing', '20260101T000000Z-000000');
  // Still there, and changed before all of them.
  of('top-words', '20260101T000000Z-000001');
  for (let i = 1005; i > 0; i -= 1) of(`batch-${i}`, `20260102T${String(i).padStart(6, '0')}Z-000000`);
  await state.outcomes.save('prod', memory.outcomes);
  const [watch] = memory.watches.values();
  const topology = { ...watch?.topology, name: 'gone', id: 'gone-1-1700000000' } as TopologyRef;
  memory.watches.set(topology.id, new Watch(topology, { windowSeconds: 120, warmUpSeconds: 0 }));
  await acting.ticks(5);
  expect(memory.watches.has(topology.id)).toBe(false);
  for (const kept of [memory.outcomes, await state.outcomes.load('prod', () => {})]) {
    const names = Object.keys(kept.all());
    expect(names).toHaveLength(1001);
    expect(names).toEqual(expect.arrayContaining(['top-words', 'batch-1005', 'batch-6']));
    expect(names).not.toContain('batch-5');
    expect(names).not.toContain('standing');
  }
});
