// Loads: what each kind offers at which moment, and how a trace that is none is refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorkload, loadSchema, parseTrace } from '../../src/simulator/workload/index.js';
import { createRandom } from '../../src/util/index.js';
import { recordedTrace, requireShared, sharedIsHere } from '../shared.js';

function at(load: unknown, minutes: readonly number[], trace = ''): number[] {
  const rows = trace === '' ? {} : { 'a.csv': parseTrace(trace) };
  const workload = createWorkload(loadSchema.parse(load), rows, createRandom(1));
  return minutes.map((minute) => Math.round(workload.perSecond(minute * 60)));
}

describe('a load', () => {
  it.each([
    ['constant', { kind: 'constant', meanPerSecond: 5 }, [-9, 0, 99], [5, 5, 5]],
    [
      'step',
      {
        kind: 'step',
        steps: [
          { atMinute: 1, perSecond: 3 },
          { atMinute: 2, perSecond: 7 },
        ],
      },
      [-1, 0, 1, 1.99, 2, 50],
      [3, 3, 3, 3, 7, 7],
    ],
    [
      'step, repeated',
      {
        kind: 'step',
        repeatMinutes: 4,
        steps: [
          { atMinute: 0, perSecond: 3 },
          { atMinute: 2, perSecond: 7 },
        ],
      },
      [0, 2, 4, 6, 8],
      [3, 7, 3, 7, 3],
    ],
    [
      'ramp',
      { kind: 'ramp', fromPerSecond: 100, toPerSecond: 0, startMinute: 10, overMinutes: 10 },
      [0, 10, 15, 20, 30],
      [100, 100, 50, 0, 0],
    ],
    [
      'flash',
      {
        kind: 'flash',
        basePerSecond: 10,
        factor: 4,
        atMinute: 5,
        riseMinutes: 2,
        holdMinutes: 3,
        fallMinutes: 2,
      },
      [0, 5, 6, 7, 9.9, 11, 12, 99],
      [10, 10, 25, 40, 40, 25, 10, 10],
    ],
    ['daily', { kind: 'daily', meanPerSecond: 100, amplitude: 0.5 }, [0, 360, 1080], [100, 150, 50]],
  ] as const)('%s', (_, load, minutes, rates) => {
    expect(at(load, minutes)).toEqual(rates);
  });

  it('trace holds each value until the next row, and the last for ever or from the start again', () => {
    const csv = 't_seconds,rate_per_s\n0,0.5\n60,1\n120,0.1\n';
    const load = { trace: 'a.csv', peakPerSecond: 100 };
    expect(at(load, [-1, 0, 0.9, 1, 2, 9], csv)).toEqual([50, 50, 50, 100, 10, 10]);
    expect(at({ ...load, loop: true }, [0, 1, 2, 3, 4], csv)).toEqual([50, 100, 10, 50, 100]);
    expect(at({ ...load, timeScale: 2 }, [0, 0.5, 1], csv)).toEqual([50, 100, 10]);
  });

  it('mmpp answers the same in whatever order it is asked, and stays in its states as long as it says', () => {
    const states = [
      { perSecond: 10, meanMinutes: 30 },
      { perSecond: 90, meanMinutes: 10 },
    ];
    const create = () => createWorkload({ kind: 'mmpp', states }, {}, createRandom(7));
    const forward = create();
    const inOrder = Array.from({ length: 2000 }, (_, i) => forward.perSecond(i * 60));
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1999 }), { minLength: 1 }), (asked) => {
        const workload = create();
        for (const minute of asked) expect(workload.perSecond(minute * 60)).toBe(inOrder[minute]);
      }),
    );
    const high = Array.from({ length: 100_000 }, (_, i) => forward.perSecond(i * 60)).filter((r) => r === 90);
    expect(high.length / 100_000).toBeCloseTo(0.25, 1);
  });
});

describe('a trace is refused', () => {
  it.each([
    [
      'another header',
      'time,rate\n0,1\n',
      'line 1: the header is "time,rate"; expected "t_seconds,rate_per_s"',
    ],
    ['no text', '', 'line 1: the header is ""; expected "t_seconds,rate_per_s"'],
    [
      'another file, of one long line',
      `[${'1,'.repeat(1000)}1]`,
      `line 1: the header is "[${'1,'.repeat(28)}…"; expected "t_seconds,rate_per_s"`,
    ],
    ['no rows', 't_seconds,rate_per_s\n', 'line 2: no rows; expected at least one'],
    [
      'text',
      't_seconds,rate_per_s\n0,many',
      'line 2: rate_per_s is "many"; expected a finite number, not below 0',
    ],
    [
      'NaN',
      't_seconds,rate_per_s\n0,NaN',
      'line 2: rate_per_s is "NaN"; expected a finite number, not below 0',
    ],
    [
      'Infinity',
      't_seconds,rate_per_s\n0,Infinity',
      'line 2: rate_per_s is "Infinity"; expected a finite number, not below 0',
    ],
    [
      'a negative rate',
      't_seconds,rate_per_s\n0,1\n9,-1',
      'line 3: rate_per_s is "-1"; expected a finite number, not below 0',
    ],
    [
      'nothing',
      't_seconds,rate_per_s\n0,',
      'line 2: rate_per_s is ""; expected a finite number, not below 0',
    ],
    ['three values', 't_seconds,rate_per_s\n0,1,2', 'line 2: 3 values; expected 2'],
    [
      'time backwards',
      't_seconds,rate_per_s\n9,1\n3,1',
      'line 3: t_seconds 3 comes after 9; expected rising times',
    ],
    [
      'time repeated',
      't_seconds,rate_per_s\n9,1\n9,1',
      'line 3: t_seconds 9 is there twice; expected rising times',
    ],
  ])('for %s', (_, text, expected) => {
    const refusal = (): unknown => {
      try {
        return parseTrace(text);
      } catch (error) {
        const { line, message } = error as { line: number; message: string };
        return `line ${line}: ${message}`;
      }
    };
    expect(refusal()).toBe(expected);
  });
});

requireShared('recorded traces');
describe.runIf(sharedIsHere)('a recorded trace', () => {
  it.each(['nab_nyc_taxi', 'dsp_wiki_en', 'nab_road_occupancy_6005'])('%s is one', (name) => {
    const rows = parseTrace(recordedTrace(name));
    expect(rows.length).toBeGreaterThan(2000);
    expect(Math.max(...rows.map(({ rate }) => rate))).toBe(1);
  });
});
