// The fast environment: right for every shipped scenario, in step with the world second by second, and as blind as an agent.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import {
  checkEnvironment,
  createEnvironment,
  createWorld,
  loadScenario,
  parseScenario,
  type Scenario,
  shippedNames,
  topWords,
  topWordsYaml,
} from '../../src/simulator/index.js';

const evaluationOf = (seen: object): Evaluation => {
  if ('kind' in seen) throw new Error(`not ready: ${JSON.stringify(seen)}`);
  return seen as Evaluation;
};
const onHeron = (scenario: Scenario): Scenario => ({ ...scenario, engine: 'heron' });

/** Those of one of them have a hot key. */
const twoSpouts = `schema: trimtab/scenario/v1
name: two-spouts
engine: storm
cluster: { nodes: [{ name: n1, cores: 8, slots: 4 }] }
topology:
  components:
    even: { kind: spout, executors: 1 }
    hot: { kind: spout, executors: 1 }
    sum: { kind: bolt, executors: 4, cpuMicros: 500 }
  streams:
    - { from: even, to: sum, grouping: shuffle }
    - { from: hot, to: sum, grouping: fields, hotShare: 0.6 }
load: { even: { kind: constant, meanPerSecond: 1 }, hot: { kind: constant, meanPerSecond: 1 } }
`;

describe('the environment checker', () => {
  it.each(shippedNames())('finds nothing wrong with %s, on either engine', async (name) => {
    const scenario = await loadScenario(name);
    expect(checkEnvironment(scenario, { minutes: 60 })).toEqual([]);
    expect(checkEnvironment(onHeron(scenario), { minutes: 60 })).toEqual([]);
  });

  it('tells numbers that are not finite, and where', () => {
    const problems = checkEnvironment(topWords(), {
      minutes: 1,
      create: (scenario, options) => {
        const real = createEnvironment(scenario, options);
        return {
          ...real,
          advance: (seconds) => ({ ...real.advance(seconds), throughputPerSecond: Number.NaN }),
        };
      },
    });
    expect(problems[0]?.what).toBe('truth.throughputPerSecond is NaN; expected 0 to 1000000000');
  });

  it('tells runs that differ, and changes that are not made', () => {
    let seed = 0;
    const problems = checkEnvironment(topWords(), {
      minutes: 60,
      create: (scenario, options) => {
        const real = createEnvironment(scenario, { ...options, seed: ++seed });
        return { ...real, change: () => undefined };
      },
    });
    const whats = problems.map(({ what }) => what);
    expect(whats).toContain('seed 1 gave two different runs');
    expect(whats.some((what) => / executors after a change to /.test(what))).toBe(true);
  });
});

describe('the environment', () => {
  it('goes as the world does, before and after a change', () => {
    const environment = createEnvironment(topWords());
    const world = createWorld(topWords());
    const worldMean = (seconds: number): number => {
      let sum = 0;
      for (let i = 0; i < seconds; i++) {
        world.advance(1);
        sum += world.truth()?.throughputPerSecond ?? 0;
      }
      return sum / seconds;
    };
    expect(environment.advance(600).throughputPerSecond / worldMean(600)).toBeCloseTo(1, 1);
    environment.change({ executors: { split: 8 } }, 2);
    world.rebalance(world.topologies()[0]?.id ?? '', 2, { executors: { split: 8 } });
    // From the request on, with the pause and with what had piled up.
    const [ours, theirs] = [environment.advance(600), worldMean(600)];
    expect(ours.throughputPerSecond / theirs).toBeGreaterThan(0.95);
    expect(ours.throughputPerSecond / theirs).toBeLessThan(1.05);
    expect(ours.pauseSeconds).toBeGreaterThan(4);
    expect(ours.pauseSeconds).toBeLessThan(15);
    expect(ours.backlogTuples / (world.truth()?.backlogTuples ?? 0)).toBeCloseTo(1, 0);
  });

  it('deals the load anew where several spouts come to share it otherwise, as the world does', () => {
    const step = (before: number, after: number) => ({
      kind: 'step' as const,
      steps: [
        { atMinute: 0, perSecond: before },
        { atMinute: 5, perSecond: after },
      ],
    });
    const scenario = parseScenario(twoSpouts, 'two spouts');
    const stepped = createEnvironment({ ...scenario, load: { even: step(900, 100), hot: step(0, 500) } });
    const steady = createEnvironment({ ...scenario, load: { even: step(100, 100), hot: step(500, 500) } });
    for (const one of [stepped, steady]) for (let minute = 0; minute < 15; minute++) one.advance(60);
    const skewOf = (seen: object) => evaluationOf(seen).components.find(({ name }) => name === 'sum')?.skew;
    expect(skewOf(steady.observe())).toBeGreaterThan(2);
    expect(skewOf(stepped.observe())).toBeCloseTo(skewOf(steady.observe()) ?? 0, 0);
  });

  it('shows what an agent of Storm sees: near the truth, in samples of twenty', () => {
    const environment = createEnvironment(topWords());
    const truth = environment.advance(300);
    const seen = evaluationOf(environment.observe());
    expect(seen.throughputPerSecond).not.toBe(truth.throughputPerSecond);
    expect((seen.throughputPerSecond ?? 0) / truth.throughputPerSecond).toBeCloseTo(1, 1);
    expect((seen.completeLatencyMs ?? 0) / (truth.completeLatencyMs ?? 1)).toBeCloseTo(1, 1);
    const counted = (seen.throughputPerSecond ?? 0) * seen.window.seconds;
    expect(Math.round(counted) % 20).toBe(0);
    expect(seen.bottleneck).toBe('split');
    expect(seen.pendingUse).toBeCloseTo(1, 1);
  });

  it('shows nothing while it changes, nor until a full window after it', () => {
    const environment = createEnvironment(topWords(), { windowSeconds: 120, settleSeconds: 60 });
    environment.change({ executors: { split: 8 } }, 2);
    expect(environment.observe()).toMatchObject({ kind: 'not-ready', code: 'REBALANCING' });
    environment.advance(60);
    expect(environment.observe()).toMatchObject({ kind: 'not-ready', code: 'WINDOW_NOT_FULL' });
    environment.advance(240);
    expect(evaluationOf(environment.observe()).components.find((c) => c.name === 'split')?.executors).toBe(8);
  });

  it('has whole minutes of the clock on Heron, a minute late, and any number of instances', () => {
    const scenario = onHeron(topWords());
    const environment = createEnvironment(scenario, { windowSeconds: 180 });
    environment.advance(90);
    expect(evaluationOf(environment.observe()).window.seconds).toBe(180);
    expect(environment.refusal({ executors: { split: 50 } })).toBeNull();
    expect(createEnvironment(topWords()).refusal({ executors: { split: 50 } })).toMatch(
      /split has \d+ tasks/,
    );
    environment.change({ executors: { split: 50 } }, 30);
    environment.advance(600);
    expect(evaluationOf(environment.observe()).components.find((c) => c.name === 'split')).toMatchObject({
      executors: 50,
      tasks: 50,
    });
  });

  it('stands still without a worker, and gives what was under way once more', () => {
    const text = `${topWordsYaml}\nevents:\n  - { atMinute: 2, fault: lost-worker, minutes: 3 }\n`;
    const environment = createEnvironment(parseScenario(text, 'test'), { external: true });
    environment.advance(120);
    const lost = environment.advance(180);
    expect(lost).toMatchObject({ throughputPerSecond: 0, pauseSeconds: 180 });
    expect(environment.advance(60).throughputPerSecond).toBeGreaterThan(500);
  });

  it('tells of the source only where it is asked to', () => {
    const seen = (external: boolean): Evaluation => {
      const environment = createEnvironment(topWords(), { external });
      environment.advance(300);
      return evaluationOf(environment.observe());
    };
    expect(seen(false).external).toBeUndefined();
    expect(seen(true).external?.offeredPerSecond).toBeGreaterThan(2000);
    expect(seen(true).external?.backlogTuples).toBeGreaterThan(100_000);
  });

  it('refuses to go back in time, and a change that is refused', () => {
    const environment = createEnvironment(topWords());
    expect(() => environment.advance(-1)).toThrow('cannot go on');
    expect(() => {
      environment.change({ executors: { nobody: 2 } }, 0);
    }).toThrow('there is no component nobody');
  });
});
