// What is learned from: steps from one choice to the next, their rewards discounted, and what was stopped told as a hold.
import { describe, expect, it, vi } from 'vitest';
import type { Contributions } from '../../../src/objective/index.js';
import { valueParts } from '../../../src/objective/index.js';
import { dqnInputs } from '../../../src/policy/index.js';
import type { EpisodeOptions } from '../../../src/training/episode.js';
import type { Choice } from '../../../src/training/learning/explorer.js';
import { type RolloutTask, rollOut } from '../../../src/training/learning/rollout.js';
import { episode } from './playing.js';

const fake = vi.hoisted(() => ({
  play: null as ((options: EpisodeOptions, choose: (choice: Choice | null) => void) => void) | null,
  kept: null as Choice | null,
}));
vi.mock('../../../src/training/episode.js', async (original) => {
  const real = await original<typeof import('../../../src/training/episode.js')>();
  return {
    ...real,
    runEpisode: (options: EpisodeOptions) => {
      if (fake.play === null) return real.runEpisode(options);
      fake.play(options, (choice) => {
        fake.kept = choice;
      });
      return { utility: 0.5, changes: 1 };
    },
  };
});
vi.mock('../../../src/training/learning/explorer.js', async (original) => {
  const real = await original<typeof import('../../../src/training/learning/explorer.js')>();
  return {
    createExplorer: (...args: Parameters<typeof real.createExplorer>) => {
      if (fake.play === null) return real.createExplorer(...args);
      const take = (): Choice | null => {
        const { kept } = fake;
        fake.kept = null;
        return kept;
      };
      return { name: 'fake', about: '', decide: () => ({ kind: 'hold', code: 'X', text: '' }), take };
    },
  };
});

const task: RolloutTask = {
  spec: episode,
  members: [],
  exploration: 0.5,
  seed: 3,
  discountPerMinute: 0.5,
  rewardScale: 2,
  guards: 'safety',
  decideEveryMinutes: 1,
};
const setOf = (count: number) => ({
  count,
  features: new Float32Array(count * dqnInputs),
  prior: new Float32Array(count * valueParts.length),
});
const [first] = valueParts;
const parts = (value: number): Contributions =>
  Object.fromEntries(
    valueParts.map((name) => [name, name === first ? value : 0]),
  ) as unknown as Contributions;

/** A tiny episode: a number is a minute with that much utility, null a minute in which nothing can be computed. */
type Moment = number | null | { readonly choice: Choice | null; readonly isDone: boolean };

function stepsOf(...moments: readonly Moment[]) {
  fake.play = ({ observer }, choose) => {
    for (const moment of moments) {
      if (moment === null || typeof moment === 'number') {
        observer?.minute(moment === null ? null : parts(moment));
        continue;
      }
      choose(moment.choice);
      observer?.decided(moment.isDone);
    }
  };
  const { steps } = rollOut(task);
  fake.play = null;
  return steps.map(({ set, chosen, reward, seconds }) => ({
    count: set.count,
    chosen,
    reward: reward[0],
    minutes: seconds / 60,
  }));
}

const choice = (count: number, chosen: number, isDone = chosen > 0) => ({
  choice: { set: setOf(count), chosen },
  isDone,
});
const nothing = { choice: null, isDone: false };

describe('a rollout', () => {
  it('discounts what comes within a step by the minutes that have passed in it', () => {
    // Twice the utility, halved each minute: 2·1 + 1·3, then 2·4 + 1·5 + 0.5·6.
    expect(stepsOf(9, choice(3, 2), 1, 3, choice(5, 1), 4, 5, 6)).toEqual([
      { count: 3, chosen: 2, reward: 5, minutes: 2 },
      { count: 5, chosen: 1, reward: 16, minutes: 3 },
    ]);
  });

  it('goes on with a step over moments at which nothing can be chosen', () => {
    expect(stepsOf(choice(3, 2), 1, nothing, 1, nothing, 4, choice(2, 1), 1)).toEqual([
      { count: 3, chosen: 2, reward: 2 + 1 + 2, minutes: 3 },
      { count: 2, chosen: 1, reward: 2, minutes: 1 },
    ]);
  });

  it('counts what a guard stopped as a hold', () => {
    expect(stepsOf(choice(3, 2, false), 1)).toEqual([{ count: 3, chosen: 0, reward: 2, minutes: 1 }]);
  });

  it('lets time pass where nothing can be computed, and adds nothing', () => {
    expect(stepsOf(choice(3, 2), null, 1)).toMatchObject([{ reward: 1, minutes: 2 }]);
  });

  it('leaves out a decision that nothing followed', () => {
    expect(stepsOf(choice(3, 2), 1, choice(4, 1))).toHaveLength(1);
  });

  it('of a real episode has sets of the sizes that the network takes, and is the same for the same seed', () => {
    const long = { ...task, spec: { ...episode, minutes: 20 } };
    const { steps } = rollOut(long);
    expect(steps.length).toBeGreaterThan(3);
    for (const { set, chosen, reward } of steps) {
      expect(set.features).toHaveLength(set.count * dqnInputs);
      expect(set.prior).toHaveLength(set.count * valueParts.length);
      expect(reward).toHaveLength(valueParts.length);
      expect(chosen).toBeLessThan(set.count);
    }
    expect(rollOut(long).steps).toEqual(steps);
  });
});
