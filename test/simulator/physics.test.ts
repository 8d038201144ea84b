// What the world takes from the model: tuples that stay in their worker, slow nodes, and trees that time out.
import { describe, expect, it } from 'vitest';
import { createWorld, type ExecutorView, parseScenario, type World } from '../../src/simulator/index.js';

/** Spout → work (4 executors of 1 ms) on two workers, one on each of two nodes. */
function scenario(grouping: string, { pending = 200, more = '' } = {}): World {
  return createWorld(
    parseScenario(
      `
schema: trimtab/scenario/v1
name: pair
engine: storm
cluster:
  nodes:
    - { name: fast, cores: 8, slots: 1 }
    - { name: slow, cores: 8, slots: 1, speed: 0.5 }
  noise: { load: 0, service: 0 }
topology:
  components:
    source: { kind: spout, executors: 1, cpuMicros: 0 }
    work: { kind: bolt, executors: 4, cpuMicros: 1000 }
  streams:
    - { from: source, to: work, grouping: ${grouping} }
  workers: 2
  settings:
    topology.max.spout.pending: ${pending}
    topology.acker.executors: 2
${more}
load:
  source: { kind: constant, meanPerSecond: 10000 }
`,
      'test',
    ),
    { warmUpSeconds: 120 },
  );
}

const executorsOf = (world: World): readonly ExecutorView[] =>
  world.topologies()[0]?.workers.flatMap(({ executors }) => executors) ?? [];

const executedBy = (world: World): number[] =>
  executorsOf(world)
    .filter(({ component }) => component === 'work')
    .map(
      ({ heartbeat }) =>
        heartbeat?.statistics[':all-time'].inputs.reduce((sum, { executed }) => sum + executed, 0) ?? 0,
    );

describe('the world', () => {
  it('keeps tuples in the worker of their spout under local_or_shuffle', () => {
    const world = scenario('local_or_shuffle');
    world.advance(120);
    expect(executedBy(world).filter((n) => n === 0)).toHaveLength(2);
  });

  it('runs at the pace of the executors on the slow node, which a shuffle gives as much as the others', () => {
    const world = scenario('shuffle');
    world.advance(120);
    // Two executors that take 2 ms, a quarter of the tuples each.
    expect(world.truth()?.throughputPerSecond).toBeGreaterThan(1850);
    expect(world.truth()?.throughputPerSecond).toBeLessThan(2000);
    expect(world.truth()?.limitedBy).toBe('work');
  });

  it('shows the trees that time out as failed, and gives them once more', () => {
    const tight = scenario('shuffle', { pending: 1950, more: '    topology.message.timeout.secs: 1' });
    tight.advance(180);
    const spout = executorsOf(tight).find(({ component }) => component === 'source');
    const [done] = spout?.heartbeat?.statistics[':all-time'].completions ?? [];
    expect(done?.failed).toBeGreaterThan(0);
    expect(done?.acked).toBeGreaterThan(0);
    const truth = tight.truth();
    if (truth === null) throw new Error('no topology');
    expect(truth.throughputPerSecond).toBeLessThan(1900);
    // What came in and did not complete is still there.
    const offered = 180 * truth.offeredPerSecond;
    expect(truth.backlogTuples + truth.inFlightTuples).toBeGreaterThan(offered - 180 * 2000);
  });

  it('works on where every tree times out, and completes none', () => {
    const lost = scenario('shuffle', { pending: 20_000, more: '    topology.message.timeout.secs: 1' });
    lost.advance(120);
    const before = executedBy(lost);
    lost.advance(60);
    expect(lost.truth()?.throughputPerSecond).toBe(0);
    const executed = executedBy(lost).reduce((sum, n, i) => sum + n - (before[i] ?? 0), 0);
    expect(executed / 60).toBeGreaterThan(1500);
    const spout = executorsOf(lost).find(({ component }) => component === 'source');
    expect(spout?.heartbeat?.statistics['600'].completions[0]?.failed).toBeGreaterThan(60_000);
  });
});
