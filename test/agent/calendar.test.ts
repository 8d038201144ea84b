// Blackouts and planned peaks: when they are on, when the next one is near, and in which time zone.
import { describe, expect, it } from 'vitest';
import { blackoutAt, peakAt } from '../../src/agent/calendar.js';

/** A Tuesday. */
const at = (time: string): number => Date.parse(`2026-11-24T${time}:00Z`);

describe('a blackout', () => {
  const mornings = [{ cron: '0 8 * * 1-5', for: 7200 }];

  it('is on from its beginning until its end', () => {
    expect(blackoutAt(mornings, at('07:59'), 'UTC')).toBeNull();
    expect(blackoutAt(mornings, at('08:00'), 'UTC')).toBe(
      'a blackout (0 8 * * 1-5, for 2 h) lasts for another 2 h',
    );
    expect(blackoutAt(mornings, at('09:30'), 'UTC')).toContain('another 30 min');
    expect(blackoutAt(mornings, at('10:01'), 'UTC')).toBeNull();
  });

  it('goes by the clock of its time zone, and over midnight', () => {
    expect(blackoutAt(mornings, at('07:30'), 'Europe/Zurich')).not.toBeNull();
    const nights = [{ cron: '0 23 * * *', for: 7200 }];
    expect(blackoutAt(nights, at('00:30'), 'UTC')).not.toBeNull();
  });

  it('is none on other days, and none without any', () => {
    expect(blackoutAt(mornings, Date.parse('2026-11-22T09:00:00Z'), 'UTC')).toBeNull();
    expect(blackoutAt([], at('09:00'), 'UTC')).toBeNull();
  });
});

describe('a planned peak', () => {
  const noon = [{ cron: '0 12 * * *', for: 3600, factor: 2.5 }];

  it('is near a quarter of an hour before, and on until it ends', () => {
    expect(peakAt(noon, at('11:44'), 'UTC')).toBeNull();
    expect(peakAt(noon, at('11:50'), 'UTC')).toEqual({
      factor: 2.5,
      hasBegun: false,
      text: 'a planned peak of 2.5 times the usual load begins in 10 min',
    });
    expect(peakAt(noon, at('12:30'), 'UTC')).toMatchObject({ hasBegun: true });
    expect(peakAt(noon, at('13:01'), 'UTC')).toBeNull();
  });

  it('is the greatest of several', () => {
    const two = [...noon, { cron: '5 12 * * *', for: 600, factor: 4 }];
    expect(peakAt(two, at('12:06'), 'UTC')?.factor).toBe(4);
  });
});
