// What the past of a load says of its future.
import { describe, expect, it } from 'vitest';
import { type EvidenceInput, evidenceOf, type LoadSample, loadAt } from '../../src/decision/index.js';
import { estimateDemand } from '../../src/twin/index.js';
import { evaluation, spout } from '../builders.js';

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

  it('takes no single look for all of that time, where looks are rare by schedule', () => {
    const halfHourly = every(1800, 4, (i) => (i < 3 ? 5000 : 1000));
    expect(asked(halfHourly).most).toEqual({ perSecond: 5000, withinSeconds: 1800 });
    const stayed = every(1800, 5, (i) => (i < 3 ? 5000 : 1000));
    expect(asked(stayed).most.perSecond).toBe(1000);
    // What was before a time without looks says nothing of now.
    const outage = [...every(60, 60, () => 5000), { atSeconds: 20_000, perSecond: 1000 }];
    expect(asked(outage).most).toEqual({ perSecond: 1000, withinSeconds: 1200 });
  });

  it('expects a load to last as long at rare looks as at frequent ones', () => {
    const turned = (lookSeconds: number) =>
      asked(
        every(lookSeconds, 1 + 36_000 / lookSeconds, (i) =>
          Math.floor((i * lookSeconds) / 1800) % 2 === 0 ? 600 : 1400,
        ),
      ).horizonSeconds;
    expect(turned(60)).toBeGreaterThan(1700);
    expect(turned(900)).toBeGreaterThan(1700);
  });

  it('has watched a load since the last long time without a look', () => {
    const at = (minutes: number, count: number) =>
      every(60, count, () => 1000).map((one) => ({ ...one, atSeconds: one.atSeconds + 60 * minutes }));
    const [before, after] = [at(0, 300), at(420, 11)];
    expect(asked([...before, ...after]).watchedSeconds).toBe(600);
    expect(asked([...before, ...at(310, 11)]).watchedSeconds, 'a change was undone').toBe(320 * 60);
    expect(asked(every(3600, 24, () => 1000)).watchedSeconds, 'hourly looks').toBe(23 * 3600);
    expect(asked([], { nowSeconds: 5000 }).watchedSeconds, 'never looked at').toBe(0);
  });

  it('expects no load to last longer than is allowed', () => {
    const flapping = every(60, 121, (i) => (i % 2 === 0 ? 600 : 1400));
    expect(asked(flapping).horizonSeconds).toBe(120);
    expect(asked(flapping, { horizonSeconds: 60 }).horizonSeconds).toBe(60);
  });

  it('goes by stays that ended within four times the longest time allowed, and by no older ones', () => {
    const once = (endedSecondsAgo: number) => {
      const count = endedSecondsAgo / 60;
      return asked(
        every(60, count + 10, (i) => (i < 9 ? 1000 : i === 9 ? 100 : 1000)),
        {
          horizonSeconds: 1800,
        },
      ).horizonSeconds;
    };
    const stays = every(60, 90, (i) => (i < 60 && i % 5 === 4 ? 100 : 1000));
    expect(asked(stays).horizonSeconds).toBeLessThan(600);
    expect(once(4 * 1800 + 600)).toBe(1800);
  });

  it('does not take a load to have lasted while nobody looked', () => {
    const seen = [0, 60, 5000, 5060].map((atSeconds, i) => ({ atSeconds, perSecond: i === 3 ? 100 : 1000 }));
    const back = { atSeconds: 5120, perSecond: 1000 };
    // 60 s, five minutes of the gap, 60 s, and one end.
    expect(asked([...seen, back]).horizonSeconds).toBe(420);
  });

  it('takes the load for what is there, or for what is let in where more may be', () => {
    expect(loadAt(7, evaluation())).toEqual({ atSeconds: 7, perSecond: 100 });
    const behind = evaluation({ pendingLimit: 100, pendingUse: 1 });
    expect(estimateDemand(behind).known).toBe(false);
    expect(loadAt(7, behind)).toEqual({ atSeconds: 7, perSecond: 100 });
  });

  describe('of the noise', () => {
    const noise = (...spouts: Parameters<typeof spout>[1][]): number =>
      asked([], { evaluation: evaluation({ components: spouts.map((own, i) => spout(`s${i}`, own)) }) })
        .utilityNoise;

    it('knows a spout of which too few tuples were counted no better than one with the fewest that tell', () => {
      // sqrt(1 / 6) / 5 of the rate.
      const uncounted = noise({ outputPerSecond: 0.5, rateError: null });
      expect(uncounted).toBeCloseTo(Math.sqrt(1 / 6) / 5 / (3 * Math.LN2), 9);
      expect(uncounted).toBeGreaterThan(noise({ outputPerSecond: 100, rateError: 0.01 }));
    });

    it('does not go by one that gives next to nothing beside others, or nothing at all', () => {
      const usual = noise({ outputPerSecond: 100, rateError: 0.01 });
      const rare = { outputPerSecond: 0.5, rateError: null };
      expect(noise({ outputPerSecond: 100, rateError: 0.01 }, rare)).toBe(usual);
      expect(noise({ outputPerSecond: 0, rateError: null })).toBe(0);
    });
  });

  it('costs milliseconds of the processor after a day of looks that are seconds apart', () => {
    const day = every(15, 5760, (i) => 1000 + (i % 300));
    asked(day);
    const before = process.cpuUsage();
    asked(day);
    const { user, system } = process.cpuUsage(before);
    // Microseconds: a hundred times as many, where each look is compared with all others.
    expect(user + system).toBeLessThan(300_000);
  });

  it('forgets what failed after six hours', () => {
    const failed = [0, 20_000].map((atSeconds) => ({ atSeconds, directions: {} }));
    expect(asked([], { nowSeconds: 25_000, failed }).failed).toHaveLength(1);
  });
});
