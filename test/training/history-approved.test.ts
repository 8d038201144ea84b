// What a site learns of a change that waited for a person: it belongs to the decision before it was made, not to the one that proposed it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readHistory, type SiteHistory } from '../../src/agent/replay/history.js';
import { Acting, writeJournal } from '../agent/acting.js';
import { asked, firstPending } from '../agent/asking.js';
import { always } from '../agent/policies.js';

let acting: Acting;

// Proposed, left alone for ten looks, then approved.
beforeAll(async () => {
  acting = await Acting.start({ topology: () => ({ mode: 'approve' }), settings: { policy: always(6) } });
  const { id } = await firstPending(acting);
  await acting.ticks(10);
  expect(await asked(acting, 'approve', id)).toMatchObject({ outcome: 'done' });
  await acting.ticks(10);
  await writeJournal(acting);
});
afterAll(() => acting.stop());

const decisionsOf = ({ episodes }: SiteHistory) => episodes.flatMap(({ decisions }) => decisions);

it.each([60_000, 5 * 60_000])('looked at every %d ms', async (everyMs) => {
  const history = await readHistory(acting.directory, everyMs);
  expect(history.episodes).toHaveLength(1);
  const changedAt = Date.parse(acting.journal.find(({ kind }) => kind === 'intended')?.at ?? '');
  const newest = acting.journal.findLast(({ kind, at }) => kind === 'decided' && Date.parse(at) <= changedAt);
  const changed = decisionsOf(history).filter(({ changes }) => Object.keys(changes).length > 0);
  expect(changed.map(({ changes, atMs }) => ({ changes, atMs }))).toEqual([
    { changes: { 'executors.split': 6 }, atMs: Date.parse(newest?.at ?? '') },
  ]);
  expect(changed[0]?.pauseSeconds).toBeGreaterThan(1);
  const paused = decisionsOf(history).filter(({ pauseSeconds }) => pauseSeconds > 0);
  expect(paused).toEqual(changed);
});
