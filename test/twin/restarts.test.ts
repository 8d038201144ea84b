// What is learned of a cluster's restarts: the table at first, then its own, and no single odd one decides.
import { describe, expect, it } from 'vitest';
import { experienceOf, noExperience, type SeenRestart } from '../../src/twin/index.js';

const restart = (upAfterSeconds: number, own: Partial<SeenRestart> = {}): SeenRestart => ({
  step: 'assignment',
  workers: 1,
  waitSeconds: 5,
  upAfterSeconds,
  ...own,
});

describe('the experience with restarts', () => {
  it('is the table where none was seen, or only those that wait for a poll', () => {
    expect(experienceOf('storm-2.x', [])).toEqual(noExperience);
    expect(experienceOf('storm-2.x', [restart(40, { step: 'configuration' })])).toEqual(noExperience);
  });

  it('says 1 for restarts as the table has them: 5 s of rest, 7 s of the old worker, 1.6 s', () => {
    const { factor, seen } = experienceOf('storm-2.x', [restart(13.6), restart(13.6)]);
    expect(factor).toBeCloseTo(1);
    expect(seen).toBe(2);
  });

  it('follows a slow cluster, but not one odd restart', () => {
    const slow = Array.from({ length: 5 }, () => restart(16.8));
    expect(experienceOf('storm-2.x', slow).factor).toBeCloseTo(3);
    expect(experienceOf('storm-2.x', [restart(13.6), restart(500), restart(13.6)]).factor).toBeCloseTo(1);
  });

  it('counts further workers as the table does, and forgets old restarts', () => {
    const four = restart(5 + 8 * 0.7 + 3 * 4 * 0.7, { workers: 4 });
    expect(experienceOf('storm-1.2', [four]).factor).toBeCloseTo(1);
    const old = Array.from({ length: 20 }, () => restart(30));
    const now = Array.from({ length: 9 }, () => restart(13.6));
    expect(experienceOf('storm-2.x', [...old, ...now])).toEqual({
      factor: expect.closeTo(1) as number,
      seen: 9,
    });
  });
});
