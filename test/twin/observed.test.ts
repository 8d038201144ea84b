// What each of several spouts has to offer, where one of them is held back.
import { describe, expect, it } from 'vitest';
import { offeredRates } from '../../src/twin/observed.js';
import { type Shape, shapeOf } from '../../src/twin/shape.js';
import { bolt, evaluation, input, spout } from '../builders.js';

/** `lines` feeds a bolt that is busy by so much, as do others; `clicks` feeds one that is idle. Each may have 1000 in flight. */
function shape(
  utilisation: number,
  { linesMs, others = [] }: { linesMs?: number; others?: readonly string[] } = {},
): Shape {
  const timed = linesMs === undefined ? {} : { completeLatencyMs: linesMs, ackedPerSecond: 300 };
  const made = shapeOf(
    evaluation({
      components: [
        spout('lines', { outputPerSecond: 300, ...timed }),
        spout('clicks', { outputPerSecond: 100 }),
        ...others.map((name) => spout(name, { outputPerSecond: 0 })),
        bolt('split', { inputs: ['lines', ...others].map(input), inputPerSecond: 300, utilisation }),
        bolt('count', { inputs: [input('clicks')], inputPerSecond: 100, utilisation: 0.1 }),
      ],
      pendingLimit: 2000,
    }),
  );
  if (made === null) throw new Error('no shape');
  return made;
}

const unknown = { known: false, atLeastPerSecond: 400, because: 'test' } as const;

describe('what is offered', () => {
  it('has no end for the spout that is held back, and is what is emitted for the other', () => {
    expect(offeredRates(shape(0.99), unknown)).toEqual([Number.POSITIVE_INFINITY, 100]);
  });

  it('has no end for the spout that is at its own limit, though no bolt is full', () => {
    expect(offeredRates(shape(0.5, { linesMs: 3300 }), unknown)).toEqual([Number.POSITIVE_INFINITY, 100]);
  });

  it('is divided as it is emitted, but for what is beyond that: it belongs to the one that is held back', () => {
    expect(offeredRates(shape(0.5), { known: true, perSecond: 400 })).toEqual([300, 100]);
    expect(offeredRates(shape(0.99), { known: true, perSecond: 1000 })).toEqual([900, 100]);
    expect(offeredRates(shape(0.5), { known: true, perSecond: 1000 })).toEqual([750, 250]);
  });

  it('has no end for any where nothing is seen to hold one of them back', () => {
    expect(offeredRates(shape(0.5), unknown)).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it('is nothing for a spout that emits nothing, though what it feeds is full', () => {
    expect(offeredRates(shape(0.99, { others: ['rest'] }), unknown)).toEqual([
      Number.POSITIVE_INFINITY,
      100,
      0,
    ]);
    expect(offeredRates(shape(0.99, { others: ['rest'] }), { known: true, perSecond: 1000 })).toEqual([
      900, 100, 0,
    ]);
  });
});
