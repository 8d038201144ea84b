// Policies under guards in the fast environment: what relieves is done once, what flaps is left alone, what is bad is undone.
import { describe, expect, it } from 'vitest';
import { objectiveFrom } from '../../src/config/index.js';
import { type Policy, policyNamed } from '../../src/policy/index.js';
import { loadScenario, topWords } from '../../src/simulator/index.js';
import {
  type EpisodeOptions,
  type EpisodeResult,
  randomScenario,
  runEpisode,
} from '../../src/training/index.js';

const named = (name: string): Policy => {
  const policy = policyNamed(name);
  if (policy === undefined) throw new Error(name);
  return policy;
};
const episode = (own: Partial<EpisodeOptions>): EpisodeResult =>
  runEpisode({
    scenario: topWords(),
    objective: objectiveFrom('throughput', 'test'),
    policy: named('twin-greedy'),
    guards: 'full',
    minutes: 60,
    ...own,
  });

describe('an episode', () => {
  it('is the same for the same seed', () => {
    expect(episode({ minutes: 30 })).toEqual(episode({ minutes: 30 }));
  });

  it('of twin-greedy relieves a starved bolt in one change, and is far better than keep', () => {
    const [greedy, keep] = [episode({}), episode({ policy: named('keep') })];
    expect(greedy.changes).toBe(1);
    expect(greedy.utility).toBeGreaterThan(keep.utility + 0.1);
  });

  it.each(['twin-greedy', 'ds2'])('of %s on a flapping load changes once at most', async (name) => {
    const scenario = await loadScenario('g06-flapping');
    const objective = objectiveFrom('balanced', 'test');
    expect(episode({ scenario, objective, policy: named(name), minutes: 240 }).changes).toBeLessThanOrEqual(
      1,
    );
  });

  it('undoes what made it worse, once, and leaves it alone then', () => {
    const harmful: Policy = {
      ...named('keep'),
      decide: () => ({ kind: 'propose', changes: { 'executors.split': 16, workers: 4 }, text: 'because' }),
    };
    const base = topWords();
    // Executors that are in each other's way, which no prediction from two of them can know.
    const scenario = { ...base, cluster: { ...base.cluster, sigma: 0.5, kappa: 0.5 } };
    const result = episode({ scenario, policy: harmful, minutes: 120 });
    expect(result).toMatchObject({ changes: 2, reverts: 1 });
  });
});

describe('a change', () => {
  it.each(['full', 'safety'] as const)('is told to the policy afterwards, with the guards %s', (guards) => {
    const told: (number | null)[] = [];
    const more: Policy = {
      ...named('keep'),
      decide: (situation) => {
        const { lastChange } = situation.past;
        told.push(lastChange?.secondsAgo ?? null);
        return told.length > 1
          ? named('keep').decide(situation)
          : { kind: 'propose', changes: { 'executors.split': 8 }, text: 'because' };
      },
    };
    expect(episode({ policy: more, guards, minutes: 30 }).changes).toBe(1);
    expect(told.filter((ago) => ago === null)).toHaveLength(1);
    expect(told.length).toBeGreaterThan(5);
  });
});

describe('a planned peak', () => {
  it('is remembered as load like any other, so that what it needs is not taken away right after it', () => {
    const most: number[] = [];
    const watched: Policy = {
      ...named('keep'),
      decide: (situation) => {
        most.push(situation.past.most.perSecond);
        return named('keep').decide(situation);
      },
    };
    episode({ policy: watched, peak: { atMinute: 20, minutes: 60, factor: 2 }, minutes: 82 });
    expect(most.length).toBeGreaterThan(70);
    expect(Math.min(...most)).toBeGreaterThan(0);
    // Nor is the load that is expected taken for one that was there.
    expect(Math.max(...most)).toBeLessThan(1.5 * Math.min(...most));
  });
});

describe('a topology that is said to have drifted', () => {
  /** What twin-greedy had of former configurations and changes at each decision. */
  function memories(isDrifted: (minute: number) => boolean): { earlier: number; hasChanged: boolean }[] {
    const met: { earlier: number; hasChanged: boolean }[] = [];
    let minute = 0;
    const watched: Policy = {
      ...named('twin-greedy'),
      decide: (situation) => {
        met.push({ earlier: situation.earlier.length, hasChanged: situation.past.lastChange !== null });
        return named('twin-greedy').decide(situation);
      },
    };
    const observer = { minute: () => void minute++, decided: () => undefined };
    episode({ policy: watched, observer, isDrifted: () => isDrifted(minute) });
    return met;
  }

  it('is decided about without what was learned before, and only then', () => {
    expect(memories(() => false).at(-1)).toEqual({ earlier: 1, hasChanged: true });
    expect(memories((minute) => minute === 40).at(-1)).toEqual({ earlier: 0, hasChanged: false });
  });
});

describe('two bottlenecks at once', () => {
  it('are both relieved in one change by twin-greedy (G8)', async () => {
    const scenario = await loadScenario('g08-two-bottlenecks');
    expect(episode({ scenario, objective: objectiveFrom('balanced', 'test') }).changes).toBe(1);
  });
});

describe('a random scenario', () => {
  it('is one for each seed', () => {
    expect(randomScenario(3, 60)).toEqual(randomScenario(3, 60));
    expect(randomScenario(3, 60)).not.toEqual(randomScenario(4, 60));
  });
});
