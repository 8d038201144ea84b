// Dhalion's rule by hand: how many more, for which one component, and when it does nothing.
import { describe, expect, it } from 'vitest';
import { dhalion, dhalionAsCoded } from '../../src/policy/dhalion.js';
import type { Situation } from '../../src/policy/index.js';

interface Bolt {
  readonly name: string;
  readonly executors: number;
  readonly pressed: number | null;
  readonly skew?: number;
}

function situation(bolts: readonly Bolt[], secondsSinceAction: number | null = null): Situation {
  const lastChange = secondsSinceAction === null ? null : { directions: {}, secondsAgo: secondsSinceAction };
  const components = bolts.map(({ name, executors, pressed, skew }) => ({
    name,
    kind: 'bolt',
    executors,
    skew: skew ?? 1,
    backpressureMsPerSecond: pressed,
  }));
  return { evaluation: { components }, past: { lastChange } } as unknown as Situation;
}

describe('Dhalion', () => {
  it.each([
    // r = bp / (1000 − bp), at most 4; ceil(p (1 + r)).
    [100, 4, 5],
    [500, 1, 2],
    [500, 3, 6],
    [750, 2, 8],
    [800, 2, 10],
    [999, 2, 10],
    [2400, 3, 15],
    [21, 10, 11],
  ])('%i ms/s of back pressure at %i instances: %i', (pressed, executors, target) => {
    const answer = dhalion.decide(situation([{ name: 'split', executors, pressed }]));
    expect(answer).toMatchObject({ kind: 'propose', changes: { 'executors.split': target } });
  });

  it('takes 20 ms/s and less, and what is not known, for none', () => {
    const quiet = [
      { name: 'split', executors: 2, pressed: 20 },
      { name: 'count', executors: 2, pressed: null },
    ];
    expect(dhalion.decide(situation(quiet))).toMatchObject({ kind: 'hold', code: 'NO_BACK_PRESSURE' });
  });

  it('does nothing where two components hold the spouts back: its diagnosers throw', () => {
    const both = [
      { name: 'split', executors: 2, pressed: 300 },
      { name: 'count', executors: 2, pressed: 300 },
    ];
    expect(dhalion.decide(situation(both))).toMatchObject({ kind: 'hold', code: 'SEVERAL_COMPONENTS' });
  });

  it('only logs a skew', () => {
    const skewed = [{ name: 'split', executors: 4, pressed: 300, skew: 2 }];
    expect(dhalion.decide(situation(skewed))).toMatchObject({ kind: 'hold', code: 'SKEW' });
  });

  it('waits 180 s after an action as it was meant, and not at all as it is coded', () => {
    const pressed = [{ name: 'split', executors: 2, pressed: 500 }];
    expect(dhalion.decide(situation(pressed, 179))).toMatchObject({ kind: 'hold', code: 'COOL_DOWN' });
    expect(dhalion.decide(situation(pressed, 180))).toMatchObject({ kind: 'propose' });
    expect(dhalionAsCoded.decide(situation(pressed, 1))).toMatchObject({ kind: 'propose' });
  });
});
