// A topology that does as badly as the utility can tell: what makes it better is still worth something.
import { describe, expect, it } from 'vitest';
import { type Objective, utility } from '../../src/objective/index.js';
import { outlookOf, performanceNow } from '../../src/outlook/index.js';
import { estimateDemand, fitTwin } from '../../src/twin/index.js';
import { balanced } from '../builders.js';
import { full } from './full-split.js';

const objective: Objective = {
  ...balanced,
  weights: { throughput: 1, latency: 1, cost: 0, stability: 0 },
  slo: { completeLatencyMs: 1, minThroughputPerSecond: 5000 },
};
const reference = { throughputPerSecond: 1200, completeLatencyMs: 1, costPerHour: 0.1 };

describe('where the utility is as low as it can be', () => {
  const now = full();
  const outlook = outlookOf(
    {
      engine: 'storm-2.x',
      evaluation: now,
      fit: fitTwin([now]),
      demand: estimateDemand(now),
      objective,
      reference,
      waitSeconds: 0,
    },
    { 'executors.split': 12 },
  );

  it('and is predicted to stay so, more throughput is a gain all the same', () => {
    expect(utility(performanceNow(now, objective), objective, reference)).toBe(-1);
    expect(outlook.predicted?.utility).toBe(-1);
    expect(outlook.utilityGain).toBeGreaterThan(0.02);
  });

  it('a pause costs what there is left to lose, and the price says when it pays', () => {
    // Standing still scores -1 for the throughput in place of log2(200 / 1200) / 3, at half of the weights.
    const left = (1 + Math.log2(200 / 1200) / 3) / 2;
    expect(outlook.loss).toBeCloseTo(outlook.price.pauseSeconds * left, 6);
    expect(outlook.price.breakEvenSeconds).toBeCloseTo(outlook.loss / (outlook.utilityGain ?? 0), 6);
  });

  it('the parts sum to the gain', () => {
    const parts = Object.values(outlook.gainParts ?? {}).reduce((sum, part) => sum + part, 0);
    expect(parts).toBeCloseTo(outlook.utilityGain ?? Number.NaN, 9);
  });
});
