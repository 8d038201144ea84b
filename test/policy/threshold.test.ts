// The threshold rule needs three busy windows to grow and half an idle hour to shrink; keep never moves.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import { type Answer, policies, policyNamed } from '../../src/policy/index.js';
import { bolt, evaluation, noon, spout } from '../builders.js';
import { ask } from './steady-state.js';

const threshold = policyNamed('threshold');
const keep = policyNamed('keep');
if (threshold === undefined || keep === undefined) throw new Error('a policy is missing');

/** Windows of split two minutes apart, the newest at noon. */
function windows(utilisations: readonly number[], executors = 4, minutesApart = 2): Evaluation[] {
  return utilisations.map((utilisation, i) =>
    evaluation({
      at: noon - (utilisations.length - 1 - i) * minutesApart * 60_000,
      components: [spout('text'), bolt('split', { executors, utilisation })],
      bottleneck: utilisation >= 0.8 ? 'split' : null,
    }),
  );
}

function answerTo(all: readonly Evaluation[]): Answer {
  const newest = all.at(-1);
  if (threshold === undefined || newest === undefined) throw new Error('nothing to ask');
  return ask(threshold, newest, { history: all.slice(0, -1) });
}

describe('threshold', () => {
  it('adds half as many executors after three windows above 80 %', () => {
    expect(answerTo(windows([0.9, 0.85, 0.95]))).toEqual({
      kind: 'propose',
      changes: { 'executors.split': 6 },
      text: 'split at 95 %: 4 → 6',
    });
    expect(answerTo(windows([0.9, 0.9, 0.9], 1))).toMatchObject({ changes: { 'executors.split': 2 } });
    expect(answerTo(windows([0.9, 0.9, 0.9], 5))).toMatchObject({ changes: { 'executors.split': 8 } });
  });

  it.each([
    ['only one window was seen', [0.95], 1],
    ['only two windows were seen', [0.95, 0.95], 2],
    ['the window before was calm', [0.95, 0.95, 0.5, 0.95], 1],
    ['the third last was calm', [0.95, 0.5, 0.95, 0.95], 2],
  ])('waits, and says for how many, when %s', (_, busy, seen) => {
    expect(answerTo(windows(busy))).toEqual({
      kind: 'hold',
      code: 'WITHIN_THRESHOLDS',
      text: `split is busy, but 3 windows in a row are asked for and ${seen} seen`,
    });
  });

  it.each([
    ['exactly 80 %, which is not above', [0.8, 0.8, 0.8]],
    ['busy before but not now', [0.95, 0.95, 0.95, 0.7]],
    ['neither busy nor idle', [0.5, 0.5, 0.5]],
  ])('holds for a bolt that is %s', (_, utilisations) => {
    expect(answerTo(windows(utilisations))).toMatchObject({
      kind: 'hold',
      text: 'no bolt is busy or idle enough for long enough',
    });
  });

  it('takes three in ten executors away after half an hour below 30 %, and never the last', () => {
    const idle = Array.from({ length: 16 }, () => 0.1);
    expect(answerTo(windows(idle, 10))).toMatchObject({ changes: { 'executors.split': 7 } });
    expect(answerTo(windows(idle, 2))).toMatchObject({ changes: { 'executors.split': 1 } });
    expect(answerTo(windows(idle, 1))).toMatchObject({ kind: 'hold' });
  });

  it('does not shrink what was idle for less than half an hour, or busy once in it', () => {
    const short = Array.from({ length: 14 }, () => 0.1);
    expect(answerTo(windows(short))).toMatchObject({ kind: 'hold' });
    const once = Array.from({ length: 20 }, (_, i) => (i === 12 ? 0.4 : 0.1));
    expect(answerTo(windows(once))).toMatchObject({ kind: 'hold' });
  });

  it('forgets what was busy more than half an hour ago', () => {
    const long = Array.from({ length: 30 }, (_, i) => (i < 10 ? 0.9 : 0.1));
    expect(answerTo(windows(long))).toMatchObject({ changes: { 'executors.split': 2 } });
  });

  it('leaves alone what it cannot see: spouts, ackers and bolts of unknown utilisation', () => {
    const components = [
      spout('text', { utilisation: 0.95 }),
      bolt('split', { utilisation: null }),
      bolt('__acker', { kind: 'system', utilisation: 0.95 }),
    ];
    const all = [0, 1, 2].map((i) => evaluation({ at: noon + i * 120_000, components }));
    expect(answerTo(all)).toMatchObject({ kind: 'hold' });
  });

  it('asks nothing of a bolt that was not there in the windows before', () => {
    const all = windows([0.9, 0.9, 0.9]);
    const renamed = evaluation({ components: [bolt('parse', { utilisation: 0.9 })] });
    expect(answerTo([...all, renamed])).toMatchObject({ kind: 'hold' });
  });
});

describe('keep', () => {
  it('holds, even when everything is full', () => {
    const full = evaluation({ components: [bolt('split', { utilisation: 1 })], bottleneck: 'split' });
    expect(ask(keep, full)).toMatchObject({ kind: 'hold', code: 'POLICY_KEEP' });
  });
});

describe('policies', () => {
  it('are found by their exact names, each with a sentence for --help', () => {
    for (const policy of policies) {
      expect(policyNamed(policy.name)).toBe(policy);
      expect(policy.about.length).toBeGreaterThan(10);
    }
    expect(policyNamed('DS2')).toBeUndefined();
    expect(policyNamed('constructor')).toBeUndefined();
  });
});
