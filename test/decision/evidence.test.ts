// What the past of a load says of its future.
import { describe, expect, it } from 'vitest';
import { type EvidenceInput, evidenceOf, type LoadSample } from '../../src/decision/index.js';

const hysteresis = { minGain: 0, minGainDown: 0, downAfterSeconds: 1200, reversalSeconds: 3600 };
const asked = (loads: readonly LoadSample[], own: Partial<EvidenceInput> = {}) =>
  evidenceOf({
    nowSeconds: loads.at(-1)?.atSeconds ?? 0,
    loads,
    evaluation: null,
    lastChange: null,
    failed: [],
    peak: null,
    hysteresis,
    horizonSeconds: 1800,
    ...own,
  });

const every = (seconds: number, count: number, rate: (i: number) => number): LoadSample[] =>
  Array.from({ length: count }, (_, i) => ({ atSeconds: i * seconds, perSecond: rate(i) }));

describe('the evidence', () => {
  it('expects a load that was never left to last as long as is allowed', () => {
    expect(asked(every(60, 60, () => 1000)).horizonSeconds).toBe(1800);
    expect(asked(every(60, 1, () => 1000)).horizonSeconds).toBe(1800);
  });

  it('expects one that comes and goes every five minutes to be over soon', () => {
    const flapping = every(60, 121, (i) => (Math.floor(i / 5) % 2 === 0 ? 600 : 1400));
    expect(asked(flapping).horizonSeconds).toBeGreaterThanOrEqual(240);
    expect(asked(flapping).horizonSeconds).toBeLessThanOrEqual(300);
  });

  it('is not misled by a load that was passed on the way from another', () => {
    const passedAt20 = every(60, 60, (i) => (i < 20 ? 60 : i === 20 ? 100 : i < 30 ? 500 : 100));
    expect(asked(passedAt20).horizonSeconds).toBeGreaterThan(1700);
    expect(asked(passedAt20.slice(0, 32)).horizonSeconds).toBeLessThanOrEqual(180);
  });

  it('keeps the most load of the time that scaling down asks for, and no older one', () => {
    const fell = every(60, 60, (i) => (i < 30 ? 5000 : 1000));
    expect(asked(fell).most.perSecond).toBe(1000);
    expect(asked(fell.slice(0, 40)).most.perSecond).toBe(5000);
    expect(asked(fell).watchedSeconds).toBe(59 * 60);
  });

  it('forgets what failed after six hours', () => {
    const failed = [0, 20_000].map((atSeconds) => ({ atSeconds, directions: {} }));
    expect(asked([], { nowSeconds: 25_000, failed }).failed).toHaveLength(1);
  });
});
