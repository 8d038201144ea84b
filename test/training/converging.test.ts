// When a policy has converged: after the last change that is followed by half an hour of calm.
import { expect, it } from 'vitest';
import { type Course, lastStep, minutesToConverge } from '../../src/training/converging.js';

const course = (own: Partial<Course>): Course => ({
  minutes: 120,
  changes: [],
  brokenMinutes: [],
  offeredPerSecond: Array.from({ length: 120 }, () => 1000),
  objectiveChangedAt: [],
  ...own,
});
const change = (minute: number) => ({ atSeconds: 60 * minute, endSeconds: 60 * minute + 60 });
const stepAt = (minute: number): number[] =>
  Array.from({ length: 120 }, (_, m) => (m < minute ? 1000 : 2000));

it.each([
  ['nothing had to be done', {}, 0],
  ['one change, then calm', { changes: [change(4)] }, 5],
  ['two changes, then calm', { changes: [change(4), change(20)] }, 21],
  ['a change so late that no half hour is left', { changes: [change(4), change(100)] }, 5],
  ['changes every 20 minutes', { changes: [1, 21, 41, 61, 81, 101].map(change) }, null],
  ['an SLO broken in the calm', { changes: [change(4)], brokenMinutes: [20] }, null],
  [
    'an SLO broken in the first half hour, and a change that mends it',
    { changes: [change(50)], brokenMinutes: [20, 50] },
    51,
  ],
  ['a load step after the changes', { changes: [change(4)], offeredPerSecond: stepAt(60) }, 0],
  ['a change after the load step', { changes: [change(4), change(70)], offeredPerSecond: stepAt(60) }, 11],
  [
    'a change that is under way at the load step',
    { changes: [{ atSeconds: 3570, endSeconds: 3840 }], offeredPerSecond: stepAt(60) },
    4,
  ],
  [
    'one that ends with the minute before it',
    { changes: [{ atSeconds: 3540, endSeconds: 3600 }], offeredPerSecond: stepAt(60) },
    0,
  ],
  ['another objective after the changes', { changes: [change(4)], objectiveChangedAt: [60] }, 0],
  ['a change after it', { changes: [change(4), change(70)], objectiveChangedAt: [30, 60] }, 11],
  ['a load step at the end', { offeredPerSecond: stepAt(110) }, null],
])('%s', (_, own, minutes) => {
  expect(minutesToConverge(course(own))).toBe(minutes);
});

it('does not take a slow rhythm for a step', () => {
  expect(lastStep(Array.from({ length: 120 }, (_, m) => 1000 + m * 10))).toBe(0);
});
