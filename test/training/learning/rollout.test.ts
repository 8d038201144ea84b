// What is learned from: candidates that are followed from the same moment, their rewards discounted by the minute.
import { describe, expect, it } from 'vitest';
import { valueParts } from '../../../src/objective/index.js';
import { dqnInputs } from '../../../src/policy/index.js';
import { runEpisode, suiteNamed } from '../../../src/training/index.js';
import { branchFrom, type Moment } from '../../../src/training/learning/branch.js';
import { answerOf, choiceIn } from '../../../src/training/learning/explorer.js';
import { chosenMoments, rollOut } from '../../../src/training/learning/rollout.js';
import type { RolloutTask } from '../../../src/training/learning/types.js';
import { createRandom } from '../../../src/util/index.js';
import { episode } from './playing.js';

const task: RolloutTask = {
  spec: { ...episode, minutes: 20 },
  members: [],
  exploration: 0.5,
  seed: 3,
  discountPerMinute: 0.5,
  rewardScale: 2,
  guards: 'safety',
  decideEveryMinutes: 1,
  without: [],
  moments: 3,
  branches: 3,
  branchMinutes: 4,
};

/** The first moments of the episode at which there is something to choose. */
function firstMoments(count: number): Moment[] {
  const found: Moment[] = [];
  let minute = 0;
  runEpisode({
    ...task.spec,
    guards: 'safety',
    policy: {
      name: 'watcher',
      about: '',
      decide: (situation) => {
        const choice = choiceIn(situation, []);
        if (choice !== null && choice.set.count > 1) found.push({ minute, ...choice });
        return answerOf({});
      },
    },
    observer: {
      minute: () => {
        minute += 1;
      },
      decided: () => undefined,
      isOver: () => found.length >= count,
    },
  });
  if (found.length < count) throw new Error('too little to choose in the episode');
  return found;
}

function firstMoment(): Moment {
  const [moment] = firstMoments(1);
  if (moment === undefined) throw new Error('nothing to choose in the episode');
  return moment;
}

/** Utility of each minute of the same episode in which nothing is ever turned, part by part. */
function heldMinutes(): number[][] {
  const minutes: number[][] = [];
  runEpisode({
    ...task.spec,
    guards: 'safety',
    policy: { name: 'keep', about: '', decide: () => answerOf({}) },
    observer: {
      minute: (parts) => minutes.push(valueParts.map((part) => parts?.[part] ?? 0)),
      decided: () => undefined,
    },
  });
  return minutes;
}

/** The same at a minute that is decided in where it is every third one. */
const onTick = (moment: Moment): Moment => ({ ...moment, minute: 3 * Math.ceil(moment.minute / 3) });

describe('a branch', () => {
  it('is worth the discounted utility of the minutes that follow, and ends at what can be chosen then', () => {
    const moment = firstMoment();
    const held = branchFrom(task, new Map(), moment, 0);
    const following = heldMinutes().slice(moment.minute, moment.minute + 4);
    valueParts.forEach((_, p) => {
      const expected = following.reduce((sum, parts, k) => sum + 2 * 0.5 ** k * (parts[p] ?? 0), 0);
      expect(held?.reward[p]).toBeCloseTo(expected, 5);
    });
    expect(held?.discount).toBeCloseTo(0.5 ** 4, 9);
    expect(held?.next?.count).toBeGreaterThanOrEqual(1);
    expect(held?.set).toBe(moment.set);
  });

  it('of another candidate is another future of the same minutes', () => {
    const moment = firstMoment();
    const [held, changed] = [0, 1].map((option) => branchFrom(task, new Map(), moment, option));
    expect(changed?.chosen).toBe(1);
    expect([...(changed?.reward ?? [])]).not.toEqual([...(held?.reward ?? [])]);
    expect(branchFrom(task, new Map(), moment, 1)).toEqual(changed);
  });

  it('of a change waits for the next decision beyond the cool-down, however short it is', () => {
    const moment = firstMoment();
    const guarded: RolloutTask = { ...task, guards: 'full', decideEveryMinutes: 3, branchMinutes: 3 };
    const [held, changed] = [0, 1].map((option) => branchFrom(guarded, new Map(), onTick(moment), option));
    expect(held?.discount).toBeCloseTo(0.5 ** 3, 9);
    expect(changed?.chosen).toBe(1);
    expect(changed?.discount).toBeLessThanOrEqual(0.5 ** 10);
  });

  it('does first what had been done before', () => {
    const [first, later] = firstMoments(2);
    if (first === undefined || later === undefined) throw new Error('too little to choose');
    const before = new Map([[first.minute, first.options[1] ?? {}]]);
    const [after, without] = [before, new Map()].map((script) => branchFrom(task, script, later, 0));
    expect([...(after?.reward ?? [])]).not.toEqual([...(without?.reward ?? [])]);
  });
});

describe('a rollout', () => {
  it('has sets of the sizes that the network takes, and is the same for the same seed', () => {
    const { transitions } = rollOut(task);
    expect(transitions.length).toBeGreaterThan(2);
    for (const { set, chosen, reward, next } of transitions) {
      expect(set.features).toHaveLength(set.count * dqnInputs);
      expect(set.prior).toHaveLength(set.count * valueParts.length);
      expect(reward).toHaveLength(valueParts.length);
      expect(chosen).toBeLessThan(set.count);
      expect(next).not.toBeNull();
    }
    expect(rollOut(task)).toEqual(rollOut(task));
  });

  it('that looks into one moment takes one with a choice, where there is one', () => {
    const open = firstMoment();
    const closed = { ...open, set: { ...open.set, count: 1 } };
    const taken = (moments: readonly Moment[], most: number): number[] =>
      chosenMoments(moments, most, createRandom(1)).map(({ set }) => Math.min(2, set.count));
    expect(taken([closed, open, closed], 1)).toEqual([2]);
    expect(taken([closed, closed], 1)).toEqual([1]);
    expect(taken([closed, open, open, closed], 3)).toEqual([2, 2, 1]);
    expect(taken([closed, open], 0)).toEqual([]);
  });

  it('is only judged where no moments are looked into', () => {
    expect(rollOut({ ...task, moments: 0 }).transitions).toEqual([]);
  });

  it('has an end where an executor with more tuples than its share stands on a fast node', () => {
    const spec = suiteNamed('train')?.episode(959);
    if (spec === undefined) throw new Error('no suite');
    const { utility } = rollOut({
      ...task,
      spec: { ...spec, minutes: 75 },
      guards: 'full',
      discountPerMinute: 0.985,
      rewardScale: 0.3,
      exploration: 0.3,
      seed: 959,
      moments: 24,
      branches: 12,
      decideEveryMinutes: 3,
      branchMinutes: 60,
    });
    expect(Number.isFinite(utility)).toBe(true);
  });
});

it('is learned without what the networks are not shown', () => {
  const whole = rollOut({ ...task, exploration: 0 });
  const without = rollOut({ ...task, exploration: 0, without: ['prior'] });
  expect(whole.transitions.some(({ set }) => set.prior.some((value) => value !== 0))).toBe(true);
  expect(without.transitions.length).toBeGreaterThan(0);
  for (const { set, next } of without.transitions) {
    expect([...set.prior, ...(next?.prior ?? [])].every((value) => value === 0)).toBe(true);
  }
});
