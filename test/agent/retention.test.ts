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
let elapsedMs: number;
let keep: number | 'forever';
let outcome: () => Promise<Trim>;
let calls: TrimLimits[];
let logs: object[];
let failures: TrimtabError[];
let retention: Retention;

beforeEach(() => {
  [now, elapsedMs, keep, calls, logs, failures] = [start, 0, 30 * 86_400, [], [], []];
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
    elapsedMs: () => elapsedMs,
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

/** A look at that time, which came by itself. */
async function look(ms: number): Promise<void> {
  elapsedMs += ms - now;
  now = ms;
  retention.ifDue();
  await setImmediate();
}

/** Somebody sets the clock, and no time passes. */
function set(ms: number): void {
  now = ms;
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

it('a day after the clock was set, ahead or back: until then nothing goes, which is said once', async () => {
  for (const years of [1, -3]) {
    calls = [];
    logs = [];
    await look(now + 2 * dayMs);
    expect(calls).toHaveLength(1);
    set(now + years * 366 * dayMs);
    const setAt = now;
    for (let hour = 0; hour < 24; hour++) await look(setAt + hour * hourMs);
    expect(calls).toHaveLength(1);
    const seconds = years * 366 * 86_400;
    expect(logs).toEqual([
      {
        level: 'warn',
        message: 'journal-not-trimmed',
        text: `the clock of the machine moved by ${seconds} s against the time that passed: it was set. Nothing of the journal is removed until the clock has been steady for a day`,
        next: expect.stringContaining('timedatectl') as string,
      },
    ]);
    await look(setAt + dayMs);
    expect(calls).toHaveLength(2);
  }
});

it('at its time where a clock that was set ahead is set right, a day after that, and said once in all', async () => {
  await look(start);
  set(start + 366 * dayMs);
  await look(now + hourMs);
  set(start + 2 * hourMs);
  const rightAt = now;
  for (let hour = 0; hour <= 23; hour++) await look(rightAt + hour * hourMs);
  expect(calls).toHaveLength(1);
  await look(rightAt + dayMs);
  expect(calls.map(({ before }) => before)).toEqual([start - 30 * dayMs, rightAt - 29 * dayMs]);
  expect(logs).toHaveLength(1);
});

it('although a time service turns the clock a little; nothing is said where the journal is kept for ever', async () => {
  for (let hour = 0; hour <= 24; hour++) {
    set(now + 59_000);
    await look(now + hourMs);
  }
  expect(calls).toHaveLength(2);
  keep = 'forever';
  set(now + dayMs);
  await look(now);
  expect(logs).toEqual([]);
  keep = 7 * 86_400;
  await look(now);
  expect(calls).toHaveLength(2);
  expect(logs).toMatchObject([{ text: expect.stringMatching(/^the clock of the machine moved against/) }]);
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
