// Nothing is decided before a window is full and while statistics stand still.
import { describe, expect, it } from 'vitest';
import { type GuardAnswer, type GuardInput, runGuards, runMeasuringGuards } from '../../src/guard/index.js';
import { guardInput } from './input.js';

const asked = (own: Partial<GuardInput>): readonly GuardAnswer[] =>
  runMeasuringGuards(guardInput({}, own)).answers;

describe('the guards before a policy is asked', () => {
  it('pass a full window of fresh statistics, with their margins', () => {
    expect(asked({ windowSeconds: { wanted: 120, got: 180 }, ageSeconds: 45 })).toEqual([
      {
        guard: 'ready',
        answer: 'pass',
        code: 'READY',
        margin: 0.5,
        text: 'a window of 3 min since the last restart',
      },
      {
        guard: 'fresh',
        answer: 'pass',
        code: 'FRESH',
        margin: 0.75,
        text: 'the oldest statistics are 45 s old, 3 min allowed',
      },
    ]);
  });

  it('veto with the reason why there is no window, and how much of it is missing', () => {
    const notReady = {
      kind: 'not-ready',
      code: 'WINDOW_NOT_FULL',
      text: '30 s measured',
      readyInSeconds: 90,
    } as const;
    expect(asked({ notReady, windowSeconds: { wanted: 120, got: 30 }, ageSeconds: null })[0]).toEqual({
      guard: 'ready',
      answer: 'veto',
      code: 'WINDOW_NOT_FULL',
      margin: -0.75,
      text: '30 s measured',
    });
  });

  it('do not pretend a margin when the window would be long enough, but the topology is not active', () => {
    const notReady = {
      kind: 'not-ready',
      code: 'KILLED',
      text: 'it is being killed',
      readyInSeconds: null,
    } as const;
    expect(asked({ notReady })[0]).toMatchObject({ answer: 'veto', code: 'KILLED', margin: null });
  });

  it('veto statistics older than allowed, as those of a worker that died', () => {
    expect(asked({ ageSeconds: 270 })[1]).toEqual({
      guard: 'fresh',
      answer: 'veto',
      code: 'STALE_STATISTICS',
      margin: -0.5,
      text: 'the oldest statistics are 4 min 30 s old, 3 min allowed',
    });
    expect(asked({ ageSeconds: 180 })[1], 'exactly as old as allowed').toMatchObject({
      answer: 'pass',
      margin: 0,
    });
  });

  it('say so when a single poll cannot tell how fresh the statistics are', () => {
    expect(asked({ ageSeconds: null })[1]).toMatchObject({
      answer: 'pass',
      code: 'FRESHNESS_UNKNOWN',
      margin: null,
    });
  });

  it('are all asked, also after a veto, so that “why not” has a whole answer', () => {
    const notReady = {
      kind: 'not-ready',
      code: 'INACTIVE',
      text: 'it is deactivated',
      readyInSeconds: null,
    } as const;
    expect(asked({ notReady, ageSeconds: 999 }).map((a) => a.code)).toEqual(['INACTIVE', 'STALE_STATISTICS']);
  });
});

describe('guards in a row', () => {
  it('each see what the ones before have left, and every answer is kept', () => {
    const answer = { answer: 'clip', margin: null, text: 'halved' } as const;
    const halve = (guard: string) => ({
      name: guard,
      check: ({ changes }: GuardInput) => ({
        answer: { ...answer, guard, code: 'HALVED' },
        changes: { workers: (changes['workers'] ?? 0) / 2 },
      }),
    });
    const result = runGuards([halve('first'), halve('second')], guardInput({ workers: 16 }));
    expect(result.changes).toEqual({ workers: 4 });
    expect(result.answers.map((a) => a.guard)).toEqual(['first', 'second']);
  });
});
