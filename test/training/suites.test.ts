// Suites of episodes: the same number is always the same episode, families keep apart, every one can be played.
import { describe, expect, it } from 'vitest';
import { checkEnvironment, createWorkload } from '../../src/simulator/index.js';
import { createSuites, episodeMinutes, suites } from '../../src/training/index.js';
import { createRandom } from '../../src/util/index.js';

describe.each(suites.map((suite) => [suite.name, suite] as const))('suite %s', (_, suite) => {
  it('gives the same episode for the same number, and another for the next', () => {
    expect(suite.episode(3)).toEqual(suite.episode(3));
    expect(suite.episode(3).scenario).not.toEqual(suite.episode(4).scenario);
  });

  it('gives episodes that the environment plays within its rules', () => {
    for (let i = 0; i < 3; i++) {
      const { scenario } = suite.episode(i);
      expect(checkEnvironment({ ...scenario, minutes: 30 })).toEqual([]);
    }
  });

  it('gives loads around the mean that they were drawn for', () => {
    const { scenario } = suite.episode(0);
    for (const load of Object.values(scenario.load)) {
      if (load.kind !== 'trace') throw new Error(`a load of kind ${load.kind}`);
      const workload = createWorkload(load, scenario.traces ?? {}, createRandom(1));
      const rates = Array.from({ length: episodeMinutes }, (__, minute) => workload.perSecond(60 * minute));
      const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      expect(mean / load.peakPerSecond).toBeCloseTo(1, 1);
    }
  });
});

describe('suites', () => {
  it('share no scenario', () => {
    const names = suites.flatMap((suite) => [0, 299].map((i) => suite.episode(i).scenario.name));
    expect(new Set(names).size).toBe(names.length);
  });

  it('have larger applications where those are unseen', () => {
    const sizes = (name: string): number[] =>
      Array.from({ length: 20 }, (_, i) => {
        const suite = suites.find((one) => one.name === name);
        return Object.keys(suite?.episode(i).scenario.topology.components ?? {}).length;
      });
    expect(Math.min(...sizes('unseen-applications'))).toBeGreaterThanOrEqual(9);
    expect(Math.max(...sizes('seen'))).toBeLessThanOrEqual(10);
  });

  it('play recorded traces where there are some, stretched over their minutes', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({ seconds: 300 * i, rate: i % 2 === 0 ? 1 : 0.5 }));
    const suite = createSuites([rows]).find(({ name }) => name === 'unseen-workloads');
    const played = suite?.episode(1).scenario.traces?.['load'] ?? [];
    expect(played).toHaveLength(episodeMinutes + 1);
    expect(new Set(played.map(({ rate }) => rate.toFixed(2))).size).toBe(2);
  });
});
