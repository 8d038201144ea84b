// What failed, was undone or was turned down is not tried again the same way.
import { describe, expect, it } from 'vitest';
import { answerOf, limits } from './input.js';

describe('what failed before', () => {
  const failed = [{ directions: { 'executors.split': 'up' as const }, secondsAgo: 1800 }];

  it('is not tried again the same way', () => {
    expect(answerOf('failed-direction', { evidence: { failed } })).toMatchObject({
      answer: 'veto',
      code: 'FAILED_BEFORE',
      text: 'executors.split up failed or was undone 30 min ago',
    });
    const more = { 'executors.split': 4, 'executors.count': 3 };
    expect(answerOf('failed-direction', { changes: more, evidence: { failed } })?.answer).toBe('veto');
  });

  it('leaves other ways open', () => {
    const other = { 'executors.count': 4 };
    expect(answerOf('failed-direction', { changes: other, evidence: { failed } })?.answer).toBe('pass');
    const back = { 'executors.split': 1 };
    expect(answerOf('failed-direction', { changes: back, evidence: { failed } })?.answer).toBe('pass');
  });

  it('is another thing with a worker more, which may bring CPU of another host', () => {
    const spread = { 'executors.split': 4, workers: 2 };
    const hosts = { used: 1, free: 1 };
    const asked = (own: Parameters<typeof answerOf>[1]) =>
      answerOf('failed-direction', {
        changes: spread,
        evidence: { failed },
        limits: limits({ hosts }),
        ...own,
      })?.answer;
    expect(asked({})).toBe('pass');
    expect(asked({ limits: limits({ hosts: { used: 2, free: 0 } }) })).toBe('veto');
    expect(asked({ limits: limits({ generation: 'heron' }) })).toBe('veto');
    const pending = [{ directions: { 'topology.max.spout.pending': 'up' as const }, secondsAgo: 60 }];
    const more = { 'topology.max.spout.pending': 2000, workers: 2 };
    expect(asked({ changes: more, evidence: { failed: pending } })).toBe('veto');
    const both = [{ directions: { ...failed[0]?.directions, workers: 'up' as const }, secondsAgo: 60 }];
    expect(asked({ evidence: { failed: both } })).toBe('veto');
  });

  it('is the same change where half of its knobs go the same way again, whatever else is turned', () => {
    const several = [
      {
        directions: { workers: 'down' as const, 'executors.split': 'down' as const },
        secondsAgo: 1800,
      },
    ];
    const half = { 'executors.split': 1, 'executors.count': 3 };
    expect(answerOf('failed-direction', { changes: half, evidence: { failed: several } })?.answer).toBe(
      'veto',
    );
    const none = { 'executors.count': 3 };
    expect(answerOf('failed-direction', { changes: none, evidence: { failed: several } })?.answer).toBe(
      'pass',
    );
  });
});

describe('what a person has turned down', () => {
  const declined = (how: 'rejected' | 'snoozed', directions = { 'executors.split': 'up' as const }) => [
    { directions, how, by: 'ops', secondsLeft: 5400 },
  ];

  it.each(['rejected', 'snoozed'] as const)('is not proposed again the same way: %s', (how) => {
    expect(answerOf('failed-direction', { evidence: { declined: declined(how) } })).toMatchObject({
      answer: 'veto',
      code: 'DECLINED',
      text: `executors.split up was ${how} by ops; not proposed again for another 1 h 30 min`,
    });
    const back = { 'executors.split': 1 };
    expect(
      answerOf('failed-direction', { changes: back, evidence: { declined: declined(how) } })?.answer,
    ).toBe('pass');
  });

  it('is the same with a worker more, on whichever host: somebody said no to it', () => {
    const asked = {
      changes: { 'executors.split': 4, workers: 2 },
      limits: limits({ hosts: { used: 1, free: 1 } }),
      evidence: { declined: declined('rejected') },
    };
    expect(answerOf('failed-direction', asked)?.code).toBe('DECLINED');
  });
});

it('a change that turned no knob stands in the way of none', () => {
  const failed = [{ directions: {}, secondsAgo: 60 }];
  const declined = [{ directions: {}, how: 'rejected' as const, by: 'ops', secondsLeft: 5400 }];
  expect(answerOf('failed-direction', { evidence: { failed, declined } })?.code).toBe('NOT_TRIED');
});
