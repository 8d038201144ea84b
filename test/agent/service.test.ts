// What systemd is told: a status of one line, a watchdog that is fed only when every cluster was looked at, and schedules that do not fit it.
import { expect, it } from 'vitest';
import { longestGapSeconds } from '../../src/agent/schedule.js';
import { Service, statusOf, watchdogProblem } from '../../src/agent/service.js';
import type { JournalEntry } from '../../src/audit/index.js';

const decided: JournalEntry = {
  kind: 'decided',
  at: '2026-11-26T10:00:00.123Z',
  id: 'd1',
  topology: { cluster: 'prod', name: 'words', id: 'words-1-1' },
  body: { code: 'COOL_DOWN', text: 'its last change was 33 s ago' },
};

function service() {
  const told: Readonly<Record<string, string>>[] = [];
  const manager = { tell: async (state: Readonly<Record<string, string>>) => void told.push(state) };
  return { told, service: new Service(manager) };
}

it('the status is one line of what was last decided or done', () => {
  expect(statusOf(decided)).toBe(
    '2026-11-26T10:00:00Z prod/words decided COOL_DOWN: its last change was 33 s ago',
  );
});

it('lines about measuring are no status', () => {
  expect(statusOf({ ...decided, kind: 'evaluated' })).toBeNull();
  expect(statusOf({ ...decided, kind: 'observed' })).toBeNull();
});

it('a name or a text with line breaks cannot begin another message to systemd, nor grow without end', () => {
  const text = `a\nWATCHDOG=trigger\u001b[31m ${'x'.repeat(500)}`;
  const topology = { cluster: 'prod', name: 'odd\nname', id: 'odd-1-1' };
  const status = statusOf({ ...decided, topology, body: { text } }) ?? '';
  expect(status).not.toMatch(/\p{C}/u);
  expect(status).toHaveLength(200);
});

it('the watchdog is fed when every cluster was looked at, not when one of them was looked at often', async () => {
  const { told, service: one } = service();
  const watched = ['a', 'b'];
  for (const cluster of ['a', 'a', 'a']) await one.lookedAt(cluster, watched);
  expect(told).toEqual([]);
  await one.lookedAt('b', watched);
  expect(told).toEqual([{ WATCHDOG: '1' }]);
  await one.lookedAt('b', watched);
  expect(told).toHaveLength(1);
  // One that a reload has taken away is not waited for.
  await one.lookedAt('b', ['b']);
  expect(told).toHaveLength(2);
});

it('a line is on disk before it is shown, and what was last decided outlives a reload', async () => {
  const { told, service: one } = service();
  const order: string[] = [];
  const journal = one.listening({
    append: async ({ kind }) => {
      expect(told).toEqual([]);
      order.push(kind);
    },
    close: () => Promise.resolve(),
  });
  await journal.append(decided);
  expect(order).toEqual(['decided']);
  await one.reloading(5n);
  await one.ready();
  const status = statusOf(decided);
  expect(told).toEqual([
    { STATUS: status },
    { RELOADING: '1', MONOTONIC_USEC: '5' },
    { READY: '1', STATUS: status },
  ]);
});

it('a line that could not be written is not shown', async () => {
  const { told, service: one } = service();
  const journal = one.listening({
    append: () => Promise.reject(new Error('disk full')),
    close: () => Promise.resolve(),
  });
  await expect(journal.append(decided)).rejects.toThrow('disk full');
  expect(told).toEqual([]);
});

it.each([
  ['*/1 * * * *', 60],
  ['*/5 * * * * *', 5],
  // Over a week-end: from Friday 18:00 to Monday 08:00.
  ['0 8-18 * * 1-5', 62 * 3600],
])('the longest gap of %s is %d s', (expression, seconds) => {
  expect(longestGapSeconds(expression, new Date('2026-11-26T10:00:00Z'))).toBe(seconds);
});

it('a watchdog that would end an agent between two looks is said', () => {
  expect(watchdogProblem(undefined, 3600)).toBeNull();
  expect(watchdogProblem('1200000000', 60)).toBeNull();
  expect(watchdogProblem('1200000000', 900)).toBe(
    'WatchdogSec is 1200 s and agent.schedule looks every 900 s: systemd would end the agent between two looks',
  );
});

it('once it says that it ends, nothing else is told: the last decision would stand over the end', async () => {
  const { told, service: one } = service();
  await one.stopping();
  await one.listening({ append: async () => {}, close: async () => {} }).append(decided);
  await one.ready();
  await one.lookedAt('a', ['a']);
  await one.stopping();
  expect(told).toEqual([{ STOPPING: '1', STATUS: 'ending' }]);
});
