// The oracle: nothing fixed is better, each load has a configuration of its own, and what it promises is there in the environment.
import { describe, expect, it } from 'vitest';
import { objectiveFrom } from '../../src/config/index.js';
import type { Changes } from '../../src/knobs/index.js';
import { counted } from '../../src/knobs/index.js';
import {
  createEnvironment,
  createNoiseFree,
  loadScenario,
  type PlanChange,
  type Scenario,
  topWords,
} from '../../src/simulator/index.js';
import { planChangeOf } from '../../src/training/applying.js';
import { type Oracle, oracleOf, randomScenario } from '../../src/training/index.js';
import { firstOf, Judge, performanceOf, utilityAgainst } from '../../src/training/judge.js';
import { createRandom } from '../../src/util/index.js';

const balanced = objectiveFrom('balanced', 'test');
const quiet = (scenario: Scenario): Scenario => ({
  ...scenario,
  cluster: { ...scenario.cluster, noise: { load: 0, service: 0 } },
});
const oracle = (scenario: Scenario, minutes: number, objective = balanced): Oracle =>
  oracleOf({ scenario, objective, minutes, external: false });
/** Sum of the utility over the minutes of a run in which one change is made after the first minute, or none. */
function played(scenario: Scenario, minutes: number, change?: PlanChange): number {
  const environment = createEnvironment(scenario);
  const judge = new Judge();
  for (let minute = 0; minute < minutes; minute++) {
    judge.take(environment.advance(60), balanced);
    if (minute === 0 && change !== undefined) environment.change(change, 1);
  }
  return judge.result().utility * minutes;
}

describe('the oracle', () => {
  it('is at least as good as every configuration of a grid', () => {
    const scenario = quiet(topWords());
    const noiseFree = createNoiseFree(scenario);
    const now = noiseFree.at(0);
    const first = firstOf(
      { ...noiseFree.steady({}, now), offeredPerSecond: 2300, backlogTuples: 0 },
      balanced,
    );
    const grid = [50, 100, 200].flatMap((pending) =>
      [1, 2, 3].flatMap((workers) =>
        Array.from({ length: 16 }, (_, s) => s + 1).flatMap((split) =>
          [1, 2, 3].map((count) => ({
            'topology.max.spout.pending': pending,
            workers,
            'executors.split': split,
            'executors.count': count,
          })),
        ),
      ),
    );
    const values = grid.map((changes) => {
      const steady = noiseFree.steady(planChangeOf(changes), now);
      const backlogTuples = 60 * Math.max(0, 2300 - steady.throughputPerSecond);
      const passed = { ...steady, offeredPerSecond: 2300, backlogTuples };
      return utilityAgainst(passed, performanceOf(passed, balanced, 0), first, balanced);
    });
    // One minute, so that what waits is the same in both.
    expect(oracle(scenario, 1).utility).toBeGreaterThanOrEqual(Math.max(...values) - 1e-9);
  });

  it.each([1, 5, 9, 12])('is at least as good as keep (random application %i)', (seed) => {
    const scenario = randomScenario(seed, 60);
    const kept = played(scenario, 60) / 60;
    expect(oracle(scenario, 60).utility).toBeGreaterThan(kept - 0.005);
  });

  it.each([1, 3, 6])('is at least as good as random configurations (random application %i)', (seed) => {
    const scenario = quiet(randomScenario(seed, 5));
    const noiseFree = createNoiseFree(scenario);
    const now = noiseFree.at(0);
    const offeredPerSecond = [...now.offered.values()].reduce((sum, rate) => sum + rate, 0);
    const first = firstOf({ ...noiseFree.steady({}, now), offeredPerSecond, backlogTuples: 0 }, balanced);
    const random = createRandom(seed);
    const slots = scenario.cluster.nodes.reduce((sum, node) => sum + node.slots, 0);
    const values = Array.from({ length: 300 }, (_, i) => {
      const steady = noiseFree.steady(
        {
          workers: 1 + random.integer(slots),
          settings: { 'topology.max.spout.pending': [50, 200, 1000, 10_000][random.integer(4)] },
          executors: Object.fromEntries(
            noiseFree.plan.components.map((c) => [c.name, i === 0 ? c.tasks : 1 + random.integer(c.tasks)]),
          ),
        },
        now,
      );
      const backlogTuples = 60 * Math.max(0, offeredPerSecond - steady.throughputPerSecond);
      const passed = { ...steady, offeredPerSecond, backlogTuples };
      return utilityAgainst(passed, performanceOf(passed, balanced, 0), first, balanced);
    });
    // One minute, so that what waits is the same in both.
    expect(oracle(scenario, 1).utility).toBeGreaterThanOrEqual(Math.max(...values) - 0.002);
  });

  it('has a configuration for each load, and one for a load that comes back', async () => {
    const { segments } = oracle(await loadScenario('g06-flapping'), 60);
    expect(segments).toHaveLength(12);
    expect(segments[0]).toMatchObject({ fromMinute: 0, minutes: 5, offeredPerSecond: 1400 });
    expect(segments[2]?.configuration).toEqual(segments[0]?.configuration);
    const split = segments.map(({ configuration }) => configuration['executors.split'] ?? 0);
    expect(split[0]).toBeGreaterThan(split[1] ?? 0);
  });

  it('has a configuration for each objective of an episode that changes it', () => {
    const spec = { scenario: quiet(topWords()), objective: objectiveFrom('throughput', 'test'), minutes: 30 };
    const costAlone = { ...balanced, weights: { throughput: 0, latency: 0, cost: 1, stability: 0 } };
    const laterObjectives = [{ atMinute: 10, objective: costAlone }];
    const { segments, utility } = oracleOf({ ...spec, laterObjectives, external: false });
    expect(segments.map(({ fromMinute, minutes }) => [fromMinute, minutes])).toEqual([
      [0, 10],
      [10, 20],
    ]);
    const executors = segments.map(({ configuration }) =>
      Object.entries(configuration).reduce(
        (sum, [knob, value]) => sum + (knob.startsWith('executors.') ? (value ?? 0) : 0),
        0,
      ),
    );
    expect(executors[1]).toBeLessThan(executors[0] ?? 0);
    const mean = segments.reduce((sum, one) => sum + (one.minutes * one.utility) / 30, 0);
    expect(utility).toBeCloseTo(mean, 12);
  });

  it('measures latency and cost by the first minute in which there is something to do, as the judge does', () => {
    const scenario = quiet(topWords());
    const stepped = (steps: { atMinute: number; perSecond: number }[]): Scenario => ({
      ...scenario,
      load: { text: { kind: 'step', steps } },
    });
    const fast = objectiveFrom('latency', 'test');
    const at900 = oracle(stepped([{ atMinute: 0, perSecond: 900 }]), 30, fast);
    const idleFirst = [
      { atMinute: 0, perSecond: 0 },
      { atMinute: 3, perSecond: 900 },
    ];
    const late = oracle(stepped(idleFirst), 30, fast).segments.at(-1);
    expect(late?.utility).toBeCloseTo(at900.utility, 2);
  });

  it('looks at what becomes of the content, too', () => {
    const scenario = {
      ...topWords(),
      events: [{ atMinute: 30, set: { 'split.cpuMicros': 3000 } }],
    };
    const split = oracle(scenario, 60).segments.map(({ configuration }) => configuration['executors.split']);
    expect(split).toHaveLength(2);
    expect(split[1]).toBeGreaterThan(split[0] ?? 0);
  });

  it('promises what the environment then gives', () => {
    const scenario = quiet(topWords());
    const [segment] = oracle(scenario, 60).segments;
    const { configuration = {}, utility = 0 } = segment ?? {};
    const change = planChangeOf(configuration as Changes);
    // The hours after the first are without a pause.
    const later = played(scenario, 240, change) - played(scenario, 120, change);
    expect(later / 120).toBeCloseTo(utility, 2);
  });
});

it('tries whole numbers within their ends', () => {
  expect(counted('workers', 5).tried(4)).toEqual([5, 3, 2]);
  expect(counted('workers', 5).tried(1)).toEqual([2, 3]);
});
