// The world: one seed one run, laws of queueing in its truth, and the course of a rebalance.
import { describe, expect, it } from 'vitest';
import { createWorld, parseScenario, topWords, topWordsYaml, type World } from '../../src/simulator/index.js';

const idOf = (world: World): string => world.topologies()[0]?.id ?? '';
const heartbeats = (world: World): unknown =>
  world.topologies()[0]?.workers.flatMap(({ executors }) => executors.map(({ heartbeat }) => heartbeat));

describe('a world', () => {
  it('is the same for the same seed, however time is sliced', () => {
    const [one, other] = [createWorld(topWords(), { seed: 5 }), createWorld(topWords(), { seed: 5 })];
    one.advance(300);
    for (let i = 0; i < 1200; i++) other.advance(0.25);
    expect(other.nowMs()).toBe(one.nowMs());
    expect(heartbeats(other)).toEqual(heartbeats(one));
    expect(other.truth()).toEqual(one.truth());
  });

  it('differs for another seed', () => {
    const [one, other] = [createWorld(topWords(), { seed: 5 }), createWorld(topWords(), { seed: 6 })];
    expect(heartbeats(other)).not.toEqual(heartbeats(one));
  });

  it("keeps Little's law while split holds everything up, and a growing backlog at the source", () => {
    const world = createWorld(topWords());
    world.advance(60);
    const truth = world.truth();
    expect(truth?.limitedBy).toBe('split');
    expect((truth?.throughputPerSecond ?? 0) * (truth?.responseSeconds ?? 0)).toBeCloseTo(800, 6);
    expect(truth?.inFlightTuples).toBeCloseTo(800, 6);
    const before = truth?.backlogTuples ?? 0;
    world.advance(60);
    const growth = ((world.truth()?.backlogTuples ?? 0) - before) / 60;
    expect(growth).toBeGreaterThan(1200);
    expect(growth).toBeLessThan(1500);
  });

  it('takes the whole load with executors enough, first what has piled up', () => {
    const world = createWorld(topWords());
    world.rebalance(idOf(world), 0, { executors: { split: 8 } });
    world.advance(15);
    expect(world.truth()).toMatchObject({ limitedBy: 'split' });
    world.advance(300);
    expect(world.truth()).toMatchObject({ limitedBy: 'offered', backlogTuples: 0 });
    expect(world.truth()?.throughputPerSecond).toBeGreaterThan(2000);
    expect(world.truth()?.responseSeconds).toBeLessThan(0.02);
  });

  it('loses no tuple: what is offered is done, waiting or under way', () => {
    const world = createWorld(topWords());
    const stock = (): number => (world.truth()?.backlogTuples ?? 0) + (world.truth()?.inFlightTuples ?? 0);
    const id = idOf(world);
    for (let second = 0; second < 200; second++) {
      if (second === 20) world.rebalance(id, 10, { executors: { split: 4 }, workers: 2 });
      if (second === 90) world.deactivate(id);
      if (second === 120) world.activate(id);
      if (second === 150) world.disturb('restart');
      const before = stock();
      world.advance(1);
      const truth = world.truth();
      expect(stock()).toBeCloseTo(
        before + (truth?.offeredPerSecond ?? 0) - (truth?.throughputPerSecond ?? 0),
        3,
      );
    }
  });

  it('rebalances step by step', () => {
    const world = createWorld(topWords());
    const id = idOf(world);
    const seen = (): unknown => {
      const topology = world.topologies()[0];
      const executors = topology?.workers.flatMap((worker) => worker.executors) ?? [];
      return {
        status: topology?.status,
        assigned: executors.length,
        reported: executors.filter(({ heartbeat }) => heartbeat !== null).length,
        flows: (world.truth()?.throughputPerSecond ?? 0) > 0,
      };
    };
    expect(world.rebalance(id, 5, { executors: { split: 4 } })).toEqual({ ok: true });
    world.advance(5);
    expect(seen()).toEqual({ status: 'REBALANCING', assigned: 7, reported: 7, flows: false });
    world.advance(1);
    expect(seen()).toEqual({ status: 'ACTIVE', assigned: 9, reported: 5, flows: true });
    world.advance(7);
    expect(seen()).toEqual({ status: 'ACTIVE', assigned: 9, reported: 0, flows: false });
    world.advance(9);
    expect(seen()).toEqual({ status: 'ACTIVE', assigned: 9, reported: 9, flows: true });
  });

  it('refuses what Nimbus refuses', () => {
    const world = createWorld(topWords());
    expect(world.rebalance('nosuch-1-1', 0)).toEqual({ ok: false, reason: 'not-alive' });
    world.rebalance(idOf(world), 60);
    expect(world.rebalance(idOf(world), 0)).toEqual({ ok: false, reason: 'no-transition' });
    expect(() => world.advance(-1)).toThrow(RangeError);
  });

  it('takes text that is a whole number for one, as Java does', () => {
    const world = createWorld(topWords());
    world.rebalance(idOf(world), 0, { settings: { 'topology.max.spout.pending': '50' } });
    world.advance(300);
    expect(world.truth()?.inFlightTuples).toBeCloseTo(8 * 50, -1);
  });

  it('has workers that publish out of phase', () => {
    const world = createWorld(parseScenario(topWordsYaml.replace('workers: 1', 'workers: 4'), 'test'));
    const ages = world
      .topologies()[0]
      ?.workers.map(({ executors }) => executors[0]?.heartbeat?.uptimeSeconds);
    world.advance(60);
    expect(ages).toHaveLength(4);
    const phases = new Set<number>();
    for (let second = 0; second < 60; second++) {
      const before = JSON.stringify(ageOf(world));
      world.advance(1);
      if (JSON.stringify(ageOf(world)) !== before) phases.add(second);
    }
    expect(phases.size).toBeGreaterThan(1);
  });

  it('follows the daily load', () => {
    const daily = topWordsYaml.replace(
      /constant, meanPerSecond: 2300/,
      'daily, meanPerSecond: 500, amplitude: 0.5',
    );
    const world = createWorld(parseScenario(daily, 'test'));
    world.advance(6 * 3600);
    expect(world.truth()?.offeredPerSecond).toBeGreaterThan(650);
    world.advance(12 * 3600);
    expect(world.truth()?.offeredPerSecond).toBeLessThan(300);
  });

  it('fills the receive queues without ackers, and knows no completions', () => {
    const text = topWordsYaml.replace('topology.max.spout.pending: 100', 'topology.acker.executors: 0');
    const world = createWorld(parseScenario(text, 'test'));
    const spout = world.topologies()[0]?.workers[0]?.executors.find(({ component }) => component === 'text');
    expect(spout?.heartbeat?.statistics[':all-time'].completions).toEqual([]);
    world.advance(120);
    // Two executors of the bottleneck with 32 768 tuples each; the rest waits at the source.
    expect(world.truth()?.inFlightTuples).toBeCloseTo(65_536, 0);
    expect(world.truth()?.backlogTuples).toBeGreaterThan(100_000);
  });
});

function ageOf(world: World): (number | undefined)[] {
  return world.topologies()[0]?.workers.map(({ executors }) => executors[0]?.heartbeat?.uptimeSeconds) ?? [];
}
