// What an update of Heron does to the simulated world, and what a world on Heron refuses.
import { beforeEach, describe, expect, it } from 'vitest';
import { roundRobinRepacking } from '../../src/model/index.js';
import { asOnHeron, createWorld, scenarioFrom, type World } from '../../src/simulator/index.js';

/** Two sources whose shares of the load change from second to second. */
const scenario = asOnHeron(
  scenarioFrom(
    {
      schema: 'trimtab/scenario/v1',
      name: 'pair',
      engine: 'heron',
      cluster: { nodes: [{ name: 'n1', cores: 8, slots: 4 }] },
      topology: {
        components: {
          left: { kind: 'spout', executors: 1, cpuMicros: 20 },
          right: { kind: 'spout', executors: 1, cpuMicros: 20 },
          split: { kind: 'bolt', executors: 4, cpuMicros: 200 },
        },
        streams: [
          { from: 'left', to: 'split', grouping: 'shuffle' },
          { from: 'right', to: 'split', grouping: 'shuffle' },
        ],
        workers: 2,
        settings: { 'topology.max.spout.pending': 1000 },
      },
      load: {
        left: { kind: 'constant', meanPerSecond: 500 },
        right: { kind: 'daily', meanPerSecond: 900, amplitude: 0.3 },
      },
    },
    'pair',
  ),
);

describe('an update of Heron', () => {
  let world: World;
  let id: string;
  beforeEach(() => {
    world = createWorld(scenario);
    id = world.topologies()[0]?.id ?? '';
  });
  const update = (split: number): void => {
    const packing = roundRobinRepacking({ left: 1, right: 1, split }, { instances: 6, containers: 2 }, null);
    world.repack(id, packing);
    world.advance(60);
  };
  const split = () => world.topologies()[0]?.components.find(({ name }) => name === 'split')?.executors;
  const done = (): number => world.truth()?.throughputPerSecond ?? 0;

  it('to fewer instances passes while the shares of two spouts change', () => {
    update(2);
    expect(split()).toBe(2);
    expect(done()).toBeGreaterThan(0);
  });

  it.each(['restart', 'none', 'frozen-statistics', 'orphan'] as const)(
    'to no instance of a component stays down, whatever comes: %s',
    (disturbance) => {
      update(0);
      world.disturb(disturbance);
      world.advance(60);
      expect(done()).toBe(0);
      expect(world.topologies()[0]?.workers.flatMap(({ executors }) => executors)).not.toEqual([]);
    },
  );

  it('is the only way to other instances: a rebalance is refused', () => {
    const text = 'Heron has no rebalance: repack the topology';
    expect(world.rebalance(id, 0, { executors: { split: 2 } })).toEqual({
      ok: false,
      reason: 'invalid',
      text,
    });
    world.advance(60);
    expect(done()).toBeGreaterThan(0);
  });
});

describe('a rebalance of Storm', () => {
  it('to fewer executors passes while workers crash and the shares of two spouts change', () => {
    const world = createWorld({ ...scenario, engine: 'storm' });
    world.disturb('crash-loop');
    world.rebalance(world.topologies()[0]?.id ?? '', 0, { executors: { split: 2 } });
    world.advance(60);
    expect(world.topologies()[0]?.components.find(({ name }) => name === 'split')?.executors).toBe(2);
  });
});
