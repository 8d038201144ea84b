// Blackouts and planned peaks: when they are on, when the next one is near, and in which time zone.
import { describe, expect, it } from 'vitest';
import { blackoutAt, peakAt } from '../../../src/agent/decide/calendar.js';

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

describe('where the clock is changed', () => {
  /** Each span of minutes at which it is on in the six hours from then on, in UTC. */
  const spansOn = (first: string, cron: string, minutes: number, timeZone = 'Europe/Zurich'): string[] => {
    const from = Date.parse(`${first}:00Z`);
    const isOn = (minute: number): boolean =>
      blackoutAt([{ cron, for: minutes * 60 }], from + minute * 60_000, timeZone) !== null;
    const told = (minute: number): string => new Date(from + minute * 60_000).toISOString().slice(11, 16);
    const spans: string[] = [];
    for (let minute = 0, begin: number | null = null; minute < 360; minute++) {
      if (isOn(minute)) begin ??= minute;
      else if (begin !== null) {
        spans.push(`${told(begin)}–${told(minute)}`);
        begin = null;
      }
    }
    return spans;
  };
  const [spring, autumn] = ['2027-03-28T00:00', '2026-10-25T00:00'];

  it('a blackout at a time that is left out lasts as long as ever, once', () => {
    expect(spansOn(spring, '30 2 * * *', 60)).toEqual(['01:30–02:30']);
    expect(spansOn(spring, '30 1 * * *', 60)).toEqual(['00:30–01:30']);
    expect(spansOn(spring, '0 3 * * *', 60)).toEqual(['01:00–02:00']);
  });

  it('a blackout at a time that comes twice is on for both', () => {
    expect(spansOn(autumn, '30 2 * * *', 60)).toEqual(['00:30–02:30']);
    expect(spansOn(autumn, '30 2 * * *', 20)).toEqual(['00:30–00:50', '01:30–01:50']);
    expect(spansOn(autumn, '30 1 * * *', 60)).toEqual(['00:00–00:30']);
    expect(spansOn(autumn, '0 3 * * *', 60)).toEqual(['02:00–03:00']);
  });

  it.each([spring, autumn])('a blackout of every hour begins at its minute (%s)', (day) => {
    expect(spansOn(day, '15 * * * *', 10)).toEqual(
      ['00', '01', '02', '03', '04', '05'].map((hour) => `${hour}:15–${hour}:25`),
    );
  });

  it('one that is longer than the change, or than a day, keeps its length', () => {
    expect(spansOn(spring, '0 1 * * *', 240)).toEqual(['00:00–04:00']);
    expect(spansOn(autumn, '30 2 * * 6', 26 * 60)).toEqual(['00:00–02:30']);
  });

  it('by half an hour, and west of Greenwich', () => {
    const lordHowe = 'Australia/Lord_Howe';
    expect(spansOn('2026-10-03T13:00', '15 2 * * *', 60, lordHowe)).toEqual(['15:45–16:45']);
    expect(spansOn('2027-04-03T13:00', '45 1 * * *', 15, lordHowe)).toEqual(['14:45–15:00', '15:15–15:30']);
    const newYork = 'America/New_York';
    expect(spansOn('2026-11-01T04:00', '30 1 * * *', 20, newYork)).toEqual(['05:30–05:50', '06:30–06:50']);
    expect(spansOn('2027-03-14T04:00', '30 2 * * *', 20, newYork)).toEqual(['07:30–07:50']);
  });

  it('a planned peak is near before both', () => {
    const peaks = [{ cron: '30 2 * * *', for: 600, factor: 2 }];
    const at = (time: string) =>
      peakAt(peaks, Date.parse(`2026-10-25T${time}:00Z`), 'Europe/Zurich')?.hasBegun;
    expect(['00:20', '00:35', '01:00', '01:20', '01:35', '01:41'].map(at)).toEqual([
      false,
      true,
      undefined,
      false,
      true,
      undefined,
    ]);
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
