// A twin lays configurations out in arrays that they share: what it says of one must not depend on what it was asked before.
import { expect, it } from 'vitest';
import { type Fit, fitTwin, foresee, type TwinChange } from '../../src/twin/index.js';
import { full } from '../outlook/full-split.js';

const changes: readonly TwinChange[] = [
  {},
  { executors: { split: 8 } },
  { executors: { split: 8 }, workers: 3 },
  { pendingPerTask: 1 },
  { pendingPerTask: null, ackers: 2 },
  { executors: { split: 3, count: 4 }, workers: 2, pendingPerTask: 50 },
];
const demand = { known: true, perSecond: 5000 } as const;

function fitted(): Extract<Fit, { kind: 'twin' }>['twin'] {
  const fit = fitTwin([full()]);
  if (fit.kind === 'unknown') throw new Error(`no twin: ${fit.because}`);
  return fit.twin;
}

it('foresees the same of a configuration first and last, and as a twin that was asked for it alone', () => {
  const alone = changes.map((change) => foresee(fitted(), change, demand));
  const [asItIs, , , onePending] = alone.map(({ prediction }) => prediction.throughputPerSecond.mean);
  expect(onePending).toBeLessThan(0.9 * (asItIs ?? 0));
  const twin = fitted();
  expect(changes.map((change) => foresee(twin, change, demand))).toEqual(alone);
  expect(changes.toReversed().map((change) => foresee(twin, change, demand))).toEqual(alone.toReversed());
});
