// What would be measured in another state: rates move together, those of single spouts too.
import { expect, it } from 'vitest';
import { fitTwin, imaginer } from '../../src/twin/index.js';
import { bolt, evaluation, input, spout } from '../builders.js';

it('moves what of a spout is acknowledged with what it emits, which may be more', () => {
  const now = evaluation({
    components: [
      spout('text', { tasks: 1, outputPerSecond: 60, ackedPerSecond: 30, completeLatencyMs: 20 }),
      spout('clicks', { tasks: 1, outputPerSecond: 40, ackedPerSecond: 40, completeLatencyMs: 20 }),
      bolt('split', { inputs: [input('text'), input('clicks')] }),
    ],
    throughputPerSecond: 70,
  });
  const fit = fitTwin([now]);
  if (fit.kind !== 'twin') throw new Error('no twin');
  const { components } = imaginer(fit.twin, 100)({ times: {}, load: 0.5, pendingPerTask: null }).evaluation;
  const text = components.find(({ name }) => name === 'text');
  expect(text?.outputPerSecond).toBeLessThan(40);
  expect(text?.ackedPerSecond).toBeCloseTo((text?.outputPerSecond ?? 0) / 2, 9);
});
