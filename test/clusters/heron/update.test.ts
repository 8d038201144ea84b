// While a topology is updated, and after it: empty plans, wiped metrics, instances of other names; and names with _ and dots.
import { afterEach, describe, expect, it } from 'vitest';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';
import { type Opened, opened } from './opened.js';

const { signal } = new AbortController();
let heron: SimulatedHeron;
afterEach(() => heron.stop());

async function open(generation: 'fastapi' | 'tornado', scenario = heronWordCount()): Promise<Opened> {
  heron = await startSimulatedHeron({ scenario, generation, speed: 0 });
  return await opened(heron);
}

describe.each(['fastapi', 'tornado'] as const)('a topology that is updated (%s)', (generation) => {
  it('counts as rebalancing while its plans are empty, then without samples, then with whole minutes', async () => {
    const { cluster, topology } = await open(generation);
    const look = () => cluster.snapshot(topology, 'since-start', signal);
    const samples = async () => (await look()).components.flatMap((c) => c.samples);
    const before = await samples();
    expect(before).toHaveLength(7);
    heron.world.disturb('restart');
    heron.world.advance(1);
    const [listed] = await cluster.topologies(signal);
    if (generation === 'fastapi') expect(listed?.status).toBe('rebalancing');
    const during = await look();
    // Status is Running all the same, and the packing plan is already there.
    expect(during).toMatchObject({ topology: { status: 'rebalancing' }, workers: [], assignedWorkers: 0 });
    for (let s = 0; s < 60 && (await look()).topology.status === 'rebalancing'; s += 5)
      heron.world.advance(5);
    const after = await look();
    expect(after.topology.status).toBe('active');
    expect(after.components.map((c) => [c.name, c.samples.length, c.missingTasks])).toEqual([
      ['word', 0, 2],
      ['split', 0, 3],
      ['count', 0, 2],
    ]);
    heron.world.advance(185);
    const again = await samples();
    expect(again).toHaveLength(7);
    // A first minute that reads 0 is in none of them.
    for (const { uptimeSeconds, counters } of again) {
      expect(uptimeSeconds).toBeLessThanOrEqual(180);
      expect(counters.emitted + (counters.executed ?? 0)).toBeGreaterThan(0);
    }
  });

  it('keeps its own sums beyond what the Tracker shows, minute by minute', async () => {
    const { cluster, topology } = await open(generation);
    const count = async () =>
      (await cluster.snapshot(topology, 'since-start', signal)).components.find((c) => c.name === 'count');
    const first = await count();
    heron.world.advance(600);
    const second = await count();
    const [a, b] = [first?.samples[0], second?.samples[0]];
    expect((b?.uptimeSeconds ?? 0) - (a?.uptimeSeconds ?? 0)).toBe(600);
    const rate = ((b?.counters.executed ?? 0) - (a?.counters.executed ?? 0)) / 600;
    const truth = heron.world.truth()?.throughputPerSecond ?? 0;
    // Half of what split gives: 5 for each tuple.
    expect(rate / ((5 * truth) / 2)).toBeGreaterThan(0.9);
    expect(rate / ((5 * truth) / 2)).toBeLessThan(1.1);
  });

  it('that was submitted anew under its name is another one', async () => {
    const { cluster, topology } = await open(generation);
    heron.world.advance(10);
    heron.world.disturb('resubmit');
    const failure = await cluster.snapshot(topology, 'since-start', signal).catch((e: unknown) => e);
    expect(failure).toMatchObject({ code: 'TRIMTAB_E_TOPOLOGY_GONE' });
  });

  it('may have components with underscores and dots in their names', async () => {
    const plain = heronWordCount();
    const { split, ...others } = plain.topology.components;
    if (split === undefined) throw new Error('no split');
    const name = 'split_into.words_2';
    const streams = plain.topology.streams.map((s) => ({
      ...s,
      from: s.from === 'split' ? name : s.from,
      to: s.to === 'split' ? name : s.to,
    }));
    const topology = { ...plain.topology, streams, components: { ...others, [name]: split } };
    const opened = await open(generation, { ...plain, topology });
    const { components } = await opened.cluster.snapshot(opened.topology, 'since-start', signal);
    expect(components.map((c) => [c.name, c.executors, c.missingTasks])).toEqual([
      ['word', 2, 0],
      [name, 3, 0],
      ['count', 2, 0],
    ]);
  });

  it('without acknowledgements has no complete latency, and says how long spouts were held back', async () => {
    const plain = heronWordCount();
    const settings = { 'topology.reliability.mode': 'ATMOST_ONCE' };
    const load = { word: { kind: 'constant' as const, meanPerSecond: 40_000 } };
    const opened = await open(generation, { ...plain, load, topology: { ...plain.topology, settings } });
    const snapshot = await opened.cluster.snapshot(opened.topology, 'since-start', signal);
    expect(snapshot.measuring).toMatchObject({ acking: false, maxSpoutPending: null });
    expect(snapshot.backpressureShare).toBeGreaterThan(0);
    expect(snapshot.backpressureShare).toBeLessThanOrEqual(1);
    for (const { counters } of snapshot.components.flatMap((c) => c.samples)) {
      expect(counters.completeLatencyMs).toBeNull();
      expect(counters.acked).toBe(0);
    }
  });
});
