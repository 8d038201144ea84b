// A signal of one piece of work: it ends with the one that lives longer, or at a deadline, and leaves nothing behind there.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { endingTogether, systemClock, withDeadline, withOwnSignal } from '../../src/util/index.js';
import { leftInSignal, nothingLeft } from '../left-in-signal.js';

const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
const hour = 3_600_000;

afterEach(() => {
  vi.useRealTimers();
});

it('finds the list of what AbortSignal.any has made: a test of what is left would pass without it', () => {
  const { signal } = new AbortController();
  const any = AbortSignal.any([signal]);
  expect(leftInSignal(signal)).toEqual({ listeners: 0, made: 1 });
  expect(any.aborted).toBe(false);
});

describe('work under a signal of its own', () => {
  it('gives what comes of it, or throws what it throws, and leaves nothing behind', async () => {
    const { signal } = new AbortController();
    expect(await withOwnSignal(signal, () => Promise.resolve(7))).toBe(7);
    await expect(withDeadline(signal, hour, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(leftInSignal(signal)).toEqual(nothingLeft);
  });

  it('ends with the other signal, for its reason, also where that was aborted before', async () => {
    const outer = new AbortController();
    const works = [1, 2].map(() => withDeadline(outer.signal, hour, untilAborted));
    outer.abort(new Error('Ctrl-C'));
    for (const work of works) await expect(work).rejects.toThrow('Ctrl-C');
    await expect(withDeadline(outer.signal, hour, untilAborted)).rejects.toThrow('Ctrl-C');
    expect(leftInSignal(outer.signal)).toEqual(nothingLeft);
  });

  it('does not end the other one', async () => {
    const outer = new AbortController();
    await withOwnSignal(outer.signal, (own) => Promise.resolve(own.abort()));
    expect(outer.signal.aborted).toBe(false);
  });

  it('ends the other parts, for the same reason, once one has failed', async () => {
    const outer = new AbortController();
    const reasons: unknown[] = [];
    const work = endingTogether(outer.signal, (own) =>
      Promise.all([
        Promise.reject(new Error('no page')),
        untilAborted(own).catch((reason: unknown) => reasons.push(reason)),
      ]),
    );
    await expect(work).rejects.toThrow('no page');
    expect(reasons).toEqual([new Error('no page')]);
    expect(outer.signal.aborted).toBe(false);
    expect(leftInSignal(outer.signal)).toEqual(nothingLeft);
  });

  it('ends at its deadline, and its timer with it', async () => {
    vi.useFakeTimers();
    const { signal } = new AbortController();
    const work = withDeadline(signal, hour, untilAborted);
    const caught = expect(work).rejects.toMatchObject({ name: 'TimeoutError' });
    await vi.advanceTimersByTimeAsync(hour);
    await caught;
    await withDeadline(signal, hour, () => Promise.resolve());
    expect(vi.getTimerCount()).toBe(0);
    expect(signal.aborted).toBe(false);
    expect(leftInSignal(signal)).toEqual(nothingLeft);
  });
});

it.each([
  ['requests', (signal: AbortSignal) => withDeadline(signal, hour, untilAborted)],
  ['waits', (signal: AbortSignal) => systemClock().sleep(hour, signal)],
])('many %s at one time are no leak, and Node does not warn of one', async (_, wait) => {
  const warnings: string[] = [];
  const note = ({ name }: Error): number => warnings.push(name);
  process.on('warning', note);
  const outer = new AbortController();
  const waits = Array.from({ length: 20 }, () => wait(outer.signal).catch(() => 'ended'));
  outer.abort();
  expect(new Set(await Promise.all(waits))).toEqual(new Set(['ended']));
  // A warning comes with the next tick.
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
