// When the agent shortens the journal: at the start, once a day, when the option changes, and never at the price of its work.
import { setImmediate } from 'node:timers/promises';
import { beforeEach, expect, it } from 'vitest';
import { Retention, type TrimLimits } from '../../src/agent/retention.js';
import type { Trim } from '../../src/audit/index.js';
import { TrimtabError } from '../../src/errors/index.js';
import type { Logger } from '../../src/util/index.js';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2026, 10, 22);

let now: number;
let keep: number | 'forever';
let outcome: () => Promise<Trim>;
let calls: TrimLimits[];
let logs: object[];
let failures: TrimtabError[];
let retention: Retention;

beforeEach(() => {
  [now, keep, calls, logs, failures] = [start, 30 * 86_400, [], [], []];
  outcome = () => Promise.resolve({ removed: [], stayed: null });
  const at =
    (level: string) =>
    (message: string, fields: object): void =>
      void logs.push({ level, message, ...fields });
  retention = new Retention({
    keep: () => keep,
    trim: (limits) => {
      calls.push(limits);
      return outcome();
    },
    now: () => now,
    log: { error: at('error'), warn: at('warn'), info: at('info') } as unknown as Logger,
    onFatal: (error) => void failures.push(error),
  });
});

/** An outcome that comes when it is told to. */
function held(): { readonly promise: Promise<Trim>; readonly resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<Trim>((done) => {
    resolve = () => done({ removed: [], stayed: null });
  });
  return { promise, resolve: () => resolve() };
}

/** A look at that time. */
async function look(ms: number): Promise<void> {
  now = ms;
  retention.ifDue();
  await setImmediate();
}

it('at the start, and then with the first look a day later; what is older than the option says goes', async () => {
  for (let hour = 0; hour <= 49; hour++) await look(start + hour * hourMs);
  expect(calls.map((c) => (c.now - start) / hourMs)).toEqual([0, 24, 48]);
  expect(calls.map((c) => c.now - c.before)).toEqual([30 * dayMs, 30 * dayMs, 30 * dayMs]);
  expect(logs).toEqual([]);
});

it('never where it is kept for ever; at once when a reload changes that', async () => {
  keep = 'forever';
  for (let day = 0; day < 5; day++) await look(start + day * dayMs);
  expect(calls).toEqual([]);
  keep = 7 * 86_400;
  await look(now + 1);
  await look(now + 1);
  expect(calls.map((c) => c.now - c.before)).toEqual([7 * dayMs]);
});

it('also after the clock was set back by years', async () => {
  await look(start);
  await look(start - 1000 * dayMs);
  expect(calls).toHaveLength(2);
});

it('one at a time, however long it takes', async () => {
  const pending = held();
  outcome = () => pending.promise;
  await look(start);
  await look(start + 2 * dayMs);
  expect(calls).toHaveLength(1);
  pending.resolve();
  await setImmediate();
  await look(start + 2 * dayMs);
  expect(calls).toHaveLength(2);
});

it('what went is logged; what cannot go is a warning with the next step, every day, and the agent goes on', async () => {
  const stayed = { text: 'cannot be removed: EACCES', next: 'Let the user remove files.' };
  outcome = () => Promise.resolve({ removed: ['000000000001.jsonl'], stayed });
  await look(start);
  await look(start + dayMs);
  const day = [
    { level: 'info', message: 'journal-trimmed', files: ['000000000001.jsonl'] },
    { level: 'warn', message: 'journal-not-trimmed', ...stayed },
  ];
  expect(logs).toEqual([...day, ...day]);
  expect(failures).toEqual([]);
});

it('a journal that cannot be written ends the agent; anything else is an error in the log', async () => {
  outcome = () => Promise.reject(new TrimtabError('TRIMTAB_E_JOURNAL', 'no space left'));
  await look(start);
  expect(failures).toMatchObject([{ code: 'TRIMTAB_E_JOURNAL' }]);
  outcome = () => Promise.reject(new Error('odd'));
  await look(start + dayMs);
  expect(failures).toHaveLength(1);
  expect(logs).toMatchObject([{ level: 'error', code: 'TRIMTAB_E_INTERNAL' }]);
});

it('the end asks it to stop, waits for it, and begins no other', async () => {
  const pending = held();
  outcome = () => pending.promise;
  await look(start);
  let stopped = false;
  const stopping = retention.stop().then(() => {
    stopped = true;
  });
  await setImmediate();
  expect({ stopped, aborted: calls[0]?.signal.aborted }).toEqual({ stopped: false, aborted: true });
  pending.resolve();
  await stopping;
  await look(start + 2 * dayMs);
  expect(calls).toHaveLength(1);
});
