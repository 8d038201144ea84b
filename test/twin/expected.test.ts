// The means alone, which searches ask for, against the whole prediction.
import { describe, expect, it } from 'vitest';
import { createEnvironment } from '../../src/simulator/index.js';
import { randomScenario } from '../../src/training/index.js';
import { type Demand, expected, fitTwin, predict, type TwinChange } from '../../src/twin/index.js';

const changes: readonly TwinChange[] = [{}, { workers: 3 }, { pendingPerTask: 5 }, { pendingPerTask: null }];
const demands: readonly Demand[] = [
  { known: true, perSecond: 1 },
  { known: true, perSecond: 1e5 },
  { known: false, atLeastPerSecond: 0, because: 'asked' },
];
const questions = changes.flatMap((change) => demands.map((demand) => ({ change, demand })));

function twinOf(seed: number) {
  const environment = createEnvironment(randomScenario(seed, 30), { windowSeconds: 120 });
  environment.advance(600);
  const seen = environment.observe();
  if ('kind' in seen) return [];
  const fit = fitTwin([seen]);
  return fit.kind === 'twin' ? [fit.twin] : [];
}

describe('expected', () => {
  it('has the means of predict', () => {
    const twins = Array.from({ length: 12 }, (_, i) => twinOf(i + 1)).flat();
    const answers = twins.flatMap((twin) =>
      questions.map(({ change, demand }) => ({
        means: expected(twin, change, demand),
        whole: predict(twin, change, demand),
      })),
    );
    for (const { means, whole } of answers) {
      expect(means).toEqual({
        throughputPerSecond: whole.throughputPerSecond.mean,
        completeLatencyMs: whole.completeLatencyMs?.mean ?? null,
      });
    }
    const timed = answers.filter(({ means }) => means.completeLatencyMs !== null);
    expect(timed.length).toBeGreaterThan(30);
    expect(timed.length).toBeLessThan(answers.length);
  });
});
