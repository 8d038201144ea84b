// What an update of Heron starts anew, and that it costs the more the more that is.
import { describe, expect, it } from 'vitest';
import { costOf, type Outlook } from '../../src/outlook/index.js';
import { movesUnder, type Packed, type PriceInput, priceOf, updateExtent } from '../../src/twin/index.js';

/** Four containers of three: 2 of word, 5 of split and 5 of count, as submitted. */
const names = [
  'split',
  'split',
  'split',
  'split',
  'split',
  'word',
  'word',
  'count',
  'count',
  'count',
  'count',
  'count',
];
const packed: Packed = {
  containers: [1, 2, 3, 4].map((id) => ({
    id,
    instances: names.flatMap((component, i) =>
      i % 4 === id - 1
        ? [{ component, task: i + 1, index: names.slice(0, i).filter((n) => n === component).length }]
        : [],
    ),
  })),
  submitted: { instances: 12, containers: 4 },
  repacking: 'keeping',
  deactivateSeconds: 0,
};
const dealt: Packed = { ...packed, repacking: 'round-robin' };
const input: PriceInput = {
  engine: 'heron',
  steps: ['assignment'],
  workers: 4,
  waitSeconds: 30,
  offeredPerSecond: 1000,
  capacityPerSecond: 2000,
  lostEachSecond: 1,
  utilityGain: 0.5,
};
const priced = (from: Packed, change: Parameters<typeof updateExtent>[1]) => {
  const update = updateExtent(from, change);
  if (update === null) throw new Error('refused');
  return priceOf({ ...input, update });
};
const cost = (price: ReturnType<typeof priced>): number =>
  costOf({ loss: price.pauseSeconds, price } as unknown as Outlook);

describe('what an update starts anew', () => {
  it('is every stream manager and what is new, where instances stay', () => {
    expect(updateExtent(packed, { executors: { count: 6 } })).toEqual({
      deactivateSeconds: 0,
      streamManagers: 4,
      newContainers: 0,
      instances: 13,
      kept: 12,
    });
  });

  it('is nearly everything where all is packed from scratch, and more where containers are added', () => {
    const extent = updateExtent(dealt, { executors: { split: 6 } });
    expect(extent).toMatchObject({ streamManagers: 5, newContainers: 1, instances: 13 });
    expect(extent?.kept).toBe(4);
  });

  it('is that of the other repacking where a number of containers is asked for', () => {
    const change = { executors: { split: 6 }, workers: 6 };
    expect(updateExtent(packed, change)).toEqual(updateExtent(dealt, change));
    expect(movesUnder(packed, { workers: 6 })?.containers).toEqual({ before: 4, after: 6 });
  });

  it('is unknown for what Heron refuses: more containers than instances', () => {
    expect(updateExtent(packed, { workers: 13 })).toBeNull();
    expect(movesUnder(packed, { workers: 13 })).toBeNull();
  });

  it('leaves ackers out, which are no instances', () => {
    expect(updateExtent(packed, { executors: { __acker: 9, count: 6 } })?.instances).toBe(13);
  });
});

describe('the price of an update', () => {
  it('is lower where instances stay: less of the topology is cold, and less is put at stake', () => {
    const [stays, moves] = [packed, dealt].map((from) => priced(from, { executors: { count: 6 } }));
    if (stays === undefined || moves === undefined) throw new Error('no price');
    // 12 s until all is there; then for 2 s a thirteenth is cold, and works at half of its speed.
    expect(stays.pauseSeconds).toBeCloseTo(12 + 2 * (0.5 / 13), 9);
    // 4 stream managers and an instance, of 17 processes.
    expect(stays.update?.startedShare).toBeCloseTo(5 / 17, 9);
    expect(cost(stays)).toBeLessThan(cost(moves) - 2);
  });

  it('has one more wait of ten seconds for containers that are new, however many', () => {
    const by = (workers: number): number => priced(packed, { workers }).pauseSeconds;
    expect(by(6) - by(3)).toBeGreaterThan(9);
    expect(by(6) - by(3)).toBeLessThan(11);
    expect(Math.abs(by(8) - by(6))).toBeLessThan(1);
  });

  it('has the time that the topology asks for to drain, and not that of Storm', () => {
    const wait = { ...packed, deactivateSeconds: 20 };
    const [with20, without] = [wait, packed].map((from) => priced(from, { executors: { count: 6 } }));
    expect((with20?.pauseSeconds ?? 0) - (without?.pauseSeconds ?? 0)).toBeCloseTo(20, 9);
  });
});
