// The golden scenarios: each runs, gives the same run again, and says the truth about its least sufficient configuration.
import { describe, expect, it } from 'vitest';
import { startSimulatedStorm } from '../../src/emulator/index.js';
import {
  createWorld,
  loadScenario,
  objectiveChanges,
  shippedNames,
  type Truth,
} from '../../src/simulator/index.js';

const golden = shippedNames().filter((name) => name.startsWith('golden/'));

describe('a golden scenario', () => {
  it('is there for every row of the list that is one', () => {
    expect(golden).toMatchInlineSnapshot(`
      [
        "golden/g01-wordcount-ds2",
        "golden/g02-halving-load",
        "golden/g03a-rate-vector",
        "golden/g03b-rate-vector",
        "golden/g03c-rate-vector",
        "golden/g05-skew-20",
        "golden/g05-skew-50",
        "golden/g05-skew-70",
        "golden/g06-flapping",
        "golden/g07-flash-crowd",
        "golden/g08-two-bottlenecks",
        "golden/g09-objective-ping-pong",
        "golden/g10-idle-knob",
      ]
    `);
  });

  it.each(golden)('%s answers as a cluster', async (name) => {
    const scenario = await loadScenario(name);
    expect(`golden/${scenario.name}`).toBe(name);
    const storm = await startSimulatedStorm({ scenario, speed: 0, warmUpSeconds: 120 });
    try {
      const answer = await fetch(`${storm.uiUrl}/api/v1/topology/summary`);
      const { topologies } = (await answer.json()) as { topologies: { name: string; status: string }[] };
      expect(topologies).toMatchObject([{ name: scenario.name, status: 'ACTIVE' }]);
      expect(storm.world.truth()?.throughputPerSecond).toBeGreaterThan(0);
    } finally {
      await storm.stop();
    }
  });

  it.each(golden)('%s gives the same run again', async (name) => {
    const scenario = await loadScenario(name);
    const [one, other] = [scenario, scenario].map((each) => {
      const world = createWorld(each, { warmUpSeconds: 60 });
      world.advance(120);
      return [world.truth(), world.topologies()];
    });
    expect(one).toEqual(other);
  });
});

describe('the least sufficient configuration', () => {
  it.each([
    ['g01-wordcount-ds2', { flatmap: 10, count: 20 }],
    ['g03a-rate-vector', { op1: 2, op2: 8 }],
    ['g03b-rate-vector', { op1: 5, op2: 36 }],
    ['g03c-rate-vector', { op1: 20, op2: 70 }],
  ] as const)('of %s is what its file says', async (name, executors) => {
    // Every executor is busy all of its time then: a finite number of tuples under way leaves a few per cent of it unused.
    const enough = await running(name, executors);
    expect(enough.throughputPerSecond / enough.offeredPerSecond).toBeGreaterThan(0.94);
    for (const [component, count] of Object.entries(executors)) {
      const short = await running(name, { ...executors, [component]: count - 1 });
      expect(short.throughputPerSecond / short.offeredPerSecond).toBeLessThan(0.9);
    }
  });
});

describe('what a golden scenario shows', () => {
  it('G8: neither bottleneck alone is worth relieving', async () => {
    const at = async (split: number, count: number): Promise<number> =>
      (await running('g08-two-bottlenecks', { split, count })).throughputPerSecond;
    const before = await at(2, 2);
    expect((await at(6, 2)) / before).toBeCloseTo(1, 0);
    expect((await at(2, 6)) / before).toBeCloseTo(1, 0);
    expect((await at(6, 6)) / before).toBeGreaterThan(2);
  });

  it('G9: another objective at mid-run', async () => {
    const scenario = await loadScenario('g09-objective-ping-pong');
    expect(scenario.objective).toBe('throughput');
    expect(objectiveChanges(scenario)).toEqual([
      { atMinute: 120, objective: 'cost' },
      { atMinute: 240, objective: 'throughput' },
    ]);
  });

  it.each([20, 50, 70])('G5: with %i %% on one key the even optimum misses the target', async (share) => {
    const even = await running(`g05-skew-${share}`, { split: 2, count: 3 });
    expect(even.throughputPerSecond / even.offeredPerSecond).toBeLessThan(0.9);
    expect(even.limitedBy).toBe('count');
  });

  it('G5: with 20 % on one key more executors reach it, with 50 % they cannot', async () => {
    const reached = async (share: number): Promise<number> => {
      const truth = await running(`g05-skew-${share}`, { split: 2, count: 8 });
      return truth.throughputPerSecond / truth.offeredPerSecond;
    };
    expect(await reached(20)).toBeGreaterThan(0.97);
    expect(await reached(50)).toBeLessThan(0.9);
  });

  it('G10: more executors of top change nothing', async () => {
    const one = await running('g10-idle-knob', { top: 1 });
    const many = await running('g10-idle-knob', { top: 8 });
    expect(many.throughputPerSecond / one.throughputPerSecond).toBeCloseTo(1, 1);
  });
});

async function running(name: string, executors: Readonly<Record<string, number>>): Promise<Truth> {
  const scenario = await loadScenario(name);
  const world = createWorld(scenario, { warmUpSeconds: 30 });
  world.rebalance(world.topologies()[0]?.id ?? '', 0, { executors });
  world.advance(60);
  const truth = world.truth();
  if (truth === null) throw new Error('no topology');
  return truth;
}
