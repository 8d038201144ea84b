// What speaks for hosts that are short of CPU, and what only looks like it.
import { describe, expect, it } from 'vitest';
import { cpuShortage } from '../../src/decision/index.js';
import type { Evaluation } from '../../src/metrics/index.js';
import { bolt, evaluation, noon, spout } from '../builders.js';

interface Look {
  /** Of both bolts that nothing was done to, milliseconds. */
  readonly ms?: readonly [number, number];
  /** Of the third one. */
  readonly executors?: number;
  readonly perSecond?: number;
  readonly rateError?: number;
  readonly workers?: number;
}

/** Three bolts of which one was changed, in a window that ends so many minutes after noon. */
function window(minute: number, look: Look = {}): Evaluation {
  const { ms = [5, 2], executors = 2, perSecond = 100, rateError = 0.01, workers = 1 } = look;
  const rate = { inputPerSecond: perSecond, rateError };
  return evaluation({
    at: noon + 60_000 * minute,
    workers,
    components: [
      spout('text'),
      bolt('split', { ...rate, executeLatencyMs: ms[0] }),
      bolt('count', { ...rate, executeLatencyMs: ms[1] }),
      bolt('store', { ...rate, executeLatencyMs: (9 * ms[0]) / 5, executors }),
    ],
  });
}

const before = [window(0), window(1)];

/** @param everyMinutes windows are of two minutes */
function changed(look: Look, windows = 3, everyMinutes = 2) {
  const all = Array.from({ length: windows }, (_, i) => window(10 + everyMinutes * i, look));
  return {
    evaluation: all.at(-1) as Evaluation,
    history: all.slice(0, -1),
    earlier: before,
  };
}

describe('bolts that nothing was done to take longer', () => {
  it('since another one has more executors', () => {
    expect(cpuShortage(changed({ ms: [6.5, 2.6], executors: 4 }))).toEqual({
      slower: expect.closeTo(1.3, 5) as number,
      bolts: ['split', 'count'],
      executors: { before: 5, now: 7 },
      busy: expect.objectContaining({ before: expect.closeTo(1.6, 5) as number }) as object,
    });
  });

  it('since there is more to do', () => {
    const found = cpuShortage(changed({ ms: [6.5, 2.6], perSecond: 130 }));
    expect(found?.busy.now).toBeCloseTo(1.3 * (found?.busy.before ?? 0), 5);
  });
});

describe('no shortage is told', () => {
  it.each<[string, Look]>([
    ['where they take as long as before', { executors: 4 }],
    ['where one bolt alone became slower', { ms: [5, 10], executors: 4 }],
    ['where nothing more runs or is to be done: the node became slower', { ms: [6.5, 2.6] }],
    ['where hardly anything is done', { ms: [6.5, 2.6], executors: 4, perSecond: 5 }],
    ['where too few tuples were counted', { ms: [6.5, 2.6], executors: 4, rateError: 0.3 }],
    ['of other workers, who may be elsewhere', { ms: [6.5, 2.6], executors: 4, workers: 2 }],
  ])('%s', (_, look) => {
    expect(cpuShortage(changed(look))).toBeNull();
  });

  it('by the first windows of processes that have just come up', () => {
    expect(cpuShortage(changed({ ms: [6.5, 2.6], executors: 4 }, 2))).toBeNull();
  });

  it('by windows that share most of what they saw', () => {
    const look = { ms: [6.5, 2.6], executors: 4 } as const;
    expect(cpuShortage(changed(look, 3, 1))).toBeNull();
    expect(cpuShortage(changed(look, 5, 1))).not.toBeNull();
  });

  it('by windows of which one does not show it', () => {
    const { evaluation: now, history, earlier } = changed({ ms: [6.5, 2.6], executors: 4 });
    const [first = now] = history;
    expect(
      cpuShortage({ evaluation: now, history: [first, window(12, { executors: 4 })], earlier }),
    ).toBeNull();
  });

  it('without anything to compare with', () => {
    const { evaluation: now, history } = changed({ ms: [6.5, 2.6], executors: 4 });
    expect(cpuShortage({ evaluation: now, history, earlier: [] })).toBeNull();
  });
});
