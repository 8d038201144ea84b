// No change makes tuples wait for producer batches that do not fill.
import { describe, expect, it } from 'vitest';
import { proposalRules, runGuards } from '../../src/guard/index.js';
import { guardInput } from './input.js';

const batch = 'topology.producer.batch.size';
const pending = 'topology.max.spout.pending';

/** What is left of changes, and what the bounds say. */
function left(changes: Record<string, number>, now: Record<string, number | null> = {}) {
  const base = guardInput(changes);
  const configuration = { ...base.configuration, [batch]: 20, ...now };
  const { answers, changes: kept } = runGuards(proposalRules, { ...base, configuration });
  return { kept, code: answers[0]?.code, text: answers[0]?.text };
}

describe('where producers hand over batches', () => {
  it('no second worker is started, and the rest of the change is kept', () => {
    const { kept, code, text } = left({ workers: 2, 'executors.split': 4 });
    expect(kept).toEqual({ 'executors.split': 4 });
    expect(code).toBe('BATCH_HOLDS_BACK');
    expect(text).toContain('2 workers and topology.producer.batch.size = 20 do not go together');
  });

  it('no batch comes to several workers', () => {
    expect(left({ [batch]: 50 }, { workers: 2, [batch]: 1 }).kept).toEqual({});
  });

  it('what may be in flight is not lowered to what the batches of all executors hold', () => {
    // 6 executors hold 120.
    expect(left({ [pending]: 100 }, { workers: 2 })).toEqual(
      expect.objectContaining({ kept: {}, code: 'BATCH_HOLDS_BACK' }),
    );
    expect(left({ [pending]: 120 }, { workers: 2 }).kept).toEqual({});
    expect(left({ [pending]: 121 }, { workers: 2 }).kept).toEqual({ [pending]: 121 });
    expect(left({ [pending]: 100 }, { workers: 2, [pending]: null }).kept).toEqual({});
  });

  it('nor are executors added beyond it', () => {
    const now = { workers: 2, [pending]: 200 };
    expect(left({ 'executors.split': 12 }, now)).toEqual(
      expect.objectContaining({ kept: {}, code: 'BATCH_HOLDS_BACK' }),
    );
    expect(left({ 'executors.split': 4 }, now).kept).toEqual({ 'executors.split': 4 });
  });

  it('nor are batches made larger beyond it', () => {
    // 6 executors hold 300.
    const now = { workers: 2, [pending]: 200 };
    expect(left({ [batch]: 50 }, now).kept).toEqual({});
    expect(left({ [batch]: 30 }, now).kept).toEqual({ [batch]: 30 });
  });

  it.each([
    ['more in flight', { [pending]: 100 }, { [pending]: 50 }],
    ['fewer executors', { 'executors.split': 1 }, { [pending]: 50 }],
    ['one worker', { workers: 1 }, {}],
    ['batches of one', { [batch]: 1 }, { [pending]: 50 }],
  ] as const)('the way out of it is free: %s', (_, changes, now) => {
    expect(left(changes, { workers: 2, ...now })).toMatchObject({ kept: changes, code: 'WITHIN_BOUNDS' });
  });
});

it('one worker alone holds nothing back, whatever its batches', () => {
  const changes = { 'executors.split': 4, [batch]: 50, [pending]: 100 };
  expect(left(changes)).toMatchObject({ kept: changes, code: 'WITHIN_BOUNDS' });
});

it('batches of one, or not known, change nothing', () => {
  for (const size of [1, null]) {
    expect(left({ workers: 2, [pending]: 10 }, { [batch]: size }).kept).toEqual({
      workers: 2,
      [pending]: 10,
    });
  }
});
