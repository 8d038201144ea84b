// Searches on the running topology: sampled, climbed, remembered by windows alone, and over when the memory is full.
import { describe, expect, it } from 'vitest';
import type { Configuration } from '../../src/knobs/index.js';
import type { Evaluation } from '../../src/metrics/index.js';
import { type Answer, type Policy, policyNamed } from '../../src/policy/index.js';
import { configurationIn } from '../../src/policy/search-space.js';
import { bolt, evaluation, noon, spout } from '../builders.js';
import { ask } from './steady-state.js';

const named = (name: string): Policy => {
  const policy = policyNamed(name);
  if (policy === undefined) throw new Error(name);
  return policy;
};
const limits = { tasks: { split: 16, count: 16 }, slotsFree: 3 };

function windowAt(configuration: Configuration, minute: number): Evaluation {
  return evaluation({
    at: noon + minute * 60_000,
    components: [
      spout('text', { tasks: 2 }),
      bolt('split', { executors: configuration['executors.split'] ?? 1 }),
      bolt('count', { executors: configuration['executors.count'] ?? 1 }),
    ],
    workers: configuration['workers'] ?? 1,
    pendingLimit: 2 * (configuration['topology.max.spout.pending'] ?? 100),
  });
}
const start: Configuration = {
  workers: 1,
  'executors.text': 1,
  'executors.split': 4,
  'executors.count': 4,
  'topology.max.spout.pending': 100,
};
/** Best with split 8, count 2: everything else is the worse, the further away. */
const utilityOf = ({ components, workers }: Evaluation): number => {
  const of = (name: string): number => components.find((c) => c.name === name)?.executors ?? 1;
  return (
    1 - Math.abs(Math.log2(of('split') / 8)) / 5 - Math.abs(Math.log2(of('count') / 2)) / 5 - workers / 50
  );
};

/** Every proposal is applied. */
function run(policy: Policy, decisions: number): { configurations: Configuration[]; last: Answer } {
  let configuration = start;
  const configurations = [start];
  const earlier: Evaluation[] = [];
  let last: Answer = { kind: 'hold', code: '', text: '' };
  for (let i = 0; i < decisions; i++) {
    const window = windowAt(configuration, 10 * i);
    last = ask(policy, window, { configuration, limits, earlier: earlier.slice(-8), utilityOf });
    if (last.kind !== 'propose') continue;
    earlier.push(window);
    configuration = { ...configuration, ...last.changes };
    configurations.push(configuration);
  }
  return { configurations, last };
}

describe('a window', () => {
  it('is turned back into the configuration that was in force in it', () => {
    expect(configurationIn(windowAt(start, 0))).toEqual(start);
    const unlimited = evaluation({ pendingLimit: null });
    expect(configurationIn(unlimited)).not.toHaveProperty('topology.max.spout.pending');
  });
});

describe.each(['hill-climb', 'bayesian'])('%s', (name) => {
  const policy = named(name);

  it('tries eight configurations, each once and legal, goes back to the best, and stays', () => {
    const { configurations, last } = run(policy, 14);
    const keys = configurations.map((one) => JSON.stringify(one));
    expect(new Set(keys.slice(0, 9)).size).toBe(9);
    expect(configurations.length).toBeLessThanOrEqual(10);
    expect(last).toMatchObject({ kind: 'hold', code: 'SEARCH_OVER' });
    for (const one of configurations) {
      expect(one['executors.split']).toBeLessThanOrEqual(16);
      expect(one['workers']).toBeLessThanOrEqual(4);
    }
    const worth = (one: Configuration): number => utilityOf(windowAt(one, 0));
    const reached = worth(configurations.at(-1) ?? start);
    expect(reached).toBe(Math.max(...configurations.map(worth)));
    expect(reached).toBeGreaterThan(worth(start));
  });

  it('is the same for the same topology, and needs nothing but the windows', () => {
    expect(run(policy, 6)).toEqual(run(policy, 6));
  });

  it('holds where the utility is unknown', () => {
    const answer = ask(policy, windowAt(start, 0), { configuration: start, limits });
    expect(answer).toMatchObject({ kind: 'hold', code: 'NO_UTILITY' });
  });
});

describe('random', () => {
  const random = named('random');
  const own = { configuration: start, limits };
  const look = (minute: number, before: readonly number[] = []): Answer =>
    ask(random, windowAt(start, minute), { ...own, history: before.map((m) => windowAt(start, m)) });

  it('turns one knob by one step at the first look of each half hour', () => {
    const steps = [0, 30, 60, 90, 120].map((minute) => look(minute, [minute - 1]));
    for (const step of steps) {
      expect(step.kind).toBe('propose');
      expect(step.kind === 'propose' && Object.keys(step.changes)).toHaveLength(1);
    }
    expect(new Set(steps.map((step) => step.text)).size).toBeGreaterThan(1);
    expect(look(31, [30])).toMatchObject({ kind: 'hold', code: 'NOT_YET' });
    expect(look(30, [29])).toEqual(look(30, [29]));
  });

  it('keeps to tasks and slots', () => {
    const tight = { tasks: { text: 1, split: 4, count: 4 }, slotsFree: 0 };
    for (let minute = 0; minute < 30 * 40; minute += 30) {
      const answer = ask(random, windowAt(start, minute), { ...own, limits: tight });
      if (answer.kind !== 'propose') continue;
      for (const [knob, to] of Object.entries(answer.changes)) {
        if (knob !== 'topology.max.spout.pending') expect(to).toBeLessThan(start[knob] ?? 0);
      }
    }
  });
});
