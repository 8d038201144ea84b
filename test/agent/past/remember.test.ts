// What the next run of the agent knows of changes that were undone.
import { expect, it } from 'vitest';
import { remember } from '../../../src/agent/past/remember.js';
import type { JournalEntry } from '../../../src/audit/index.js';
import { readJournal } from '../../../src/audit/index.js';
import { entry, filesOf } from '../../audit/journal.js';

const start = Date.UTC(2026, 10, 22);
const day = 24 * 3600_000;
const topology = { cluster: 'prod', name: 'words', id: 'words-1-1700000000' };
const line = (
  days: number,
  kind: JournalEntry['kind'],
  id: string,
  body: Readonly<Record<string, unknown>>,
) => entry(1, { kind, at: new Date(start + days * day).toISOString(), id, topology, body });

const measured = {
  throughputPerSecond: 900,
  completeLatencyMs: 40,
  utility: 0.1,
  pendingUse: null,
  pendingLimit: null,
};
const intended = (days: number, id: string, from: number, to: number, revertOf: string | null) => {
  const changes = { 'executors.split': { from, to } };
  return line(days, 'intended', id, {
    step: 1,
    of: 1,
    changes,
    before: measured,
    predicted: null,
    revertOf,
    askedBy: revertOf === null ? null : 'anna',
  });
};

it.each([
  ['younger than what is read', 7],
  ['older', 9],
])('an undone change is not made again the same way, also where it is %s', async (_, days) => {
  const directory = await filesOf(
    [intended(0, 'd1', 2, 6, null), line(0, 'applied', 'd1', {}), line(0.1, 'verified', 'd1', {})],
    [
      intended(days, 'd2', 6, 2, 'd1'),
      line(days, 'applied', 'd2', {}),
      line(days, 'reverted', 'd1', { code: 'ROLLBACK', by: 'd2' }),
    ],
  );
  const since = start + (days - 7.5) * day;
  const { outcomes, interrupted } = await remember(readJournal(directory, { since }), 'prod');
  expect(outcomes.get(topology.id)?.failed).toEqual([
    { atSeconds: start + days * day, directions: { 'executors.split': 'up' } },
  ]);
  expect(interrupted).toMatchObject([{ id: 'd2', isTold: true }]);
});
