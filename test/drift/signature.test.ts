// What a window says of a topology depends on how many of its tuples the engine has counted.
import { describe, expect, it } from 'vitest';
import { knownOf, newDetector, type Signature, signatureOf, watchDrift } from '../../src/drift/index.js';
import { evaluate, evaluationSchema } from '../../src/metrics/index.js';
import { executorWindow, input, windowOf } from '../builders.js';

/** Of a bolt that is given so many tuples in 100 s, and takes 5 ms for each, as it is recorded and read again. */
function seen(executed: number, sampleRate: number): Signature {
  const window = windowOf(
    [
      { name: 'text', kind: 'spout' },
      { name: 'split', inputs: [input('text')] },
    ],
    [
      executorWindow('text', 'text-1', { emitted: executed }),
      executorWindow('split', 'split-1', {
        executed,
        executeLatencyMs: 5,
        acked: executed,
        processLatencyMs: 5,
      }),
    ],
    {
      measuring: {
        sampleRate,
        statisticsIntervalSeconds: 60,
        maxSpoutPending: null,
        messageTimeoutSeconds: 30,
      },
    },
  );
  const recorded: unknown = JSON.parse(JSON.stringify(evaluate(window)));
  return signatureOf(evaluationSchema.parse(recorded), 'storm 2.8.3');
}

const costError = ({ traits }: Signature) => traits.find(({ trait }) => trait === 'cost')?.error;
const errorOf = (counted: number) => Math.hypot(0.05 / Math.sqrt(3), 1 / Math.sqrt(counted));

describe('the error of a cost', () => {
  it.each([
    ['Storm counts one in twenty', 0.05, 8000, 400],
    ['a topology counts one in two thousand', 0.0005, 200_000, 100],
    ['Heron counts all', 1, 400, 400],
  ])('is that of as many tuples as were counted: %s', (_, sampleRate, executed, counted) => {
    expect(costError(seen(executed, sampleRate))).toBeCloseTo(errorOf(counted), 10);
  });

  it.each([
    ['0.05', 0.05, 800],
    ['0.0005', 0.0005, 80_000],
    ['1', 1, 40],
  ])('is known from 40 counted tuples on, at a rate of %s', (_, sampleRate, fewest) => {
    expect(costError(seen(fewest, sampleRate))).toBeDefined();
    expect(costError(seen(fewest * 0.9, sampleRate))).toBeUndefined();
  });

  it('goes by one in twenty where an earlier release has recorded the decision', () => {
    const { sampleRate, ...earlier } = evaluate(windowOf([{ name: 'split' }], []));
    expect(sampleRate).toBeUndefined();
    expect(signatureOf(evaluationSchema.parse(earlier), 'storm 2.8.3').sampleRate).toBe(0.05);
  });
});

it('what is missing is said in tuples of the topology', () => {
  const missing = (sampleRate: number) =>
    knownOf(watchDrift(newDetector(), seen(10, sampleRate)).detector).cannotTell;
  expect(missing(0.05)).toContain('no bolt had the 40 counted tuples (some 800 in all) that');
  expect(missing(0.0005)).toContain('no bolt had the 40 counted tuples (some 80000 in all) that');
  expect(missing(1)).toContain('no bolt had the 40 counted tuples that');
});
