// Moments on the command line: ISO times, and how long ago something was.
import { expect, it } from 'vitest';
import { moment } from '../../src/cli/shared/moment.js';

it.each([
  ['2026-11-22', '2026-11-22T00:00:00.000Z'],
  ['2026-11-22T10:00', '2026-11-22T10:00:00.000Z'],
  ['2026-11-22T10:00+01:00', '2026-11-22T09:00:00.000Z'],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
])('%s is a moment', (text, iso) => {
  expect(new Date(moment(text)).toISOString()).toBe(iso);
});

it.each(['2026-02-29', '2026-02-30T10:00Z', '2026-11-31', '2026-13-01', '2026-11-22T25:00', 'yesterday'])(
  '%s is none',
  (text) => {
    expect(() => moment(text)).toThrow('Expected a time such as');
  },
);
