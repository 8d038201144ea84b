// Planted changes: the truth by comparison with the same minutes without them, and how they are judged.
import { describe, expect, it } from 'vitest';
import { objectiveFrom } from '../../src/config/index.js';
import { plantChanges, randomScenario, truthOf, underSteadyLoad } from '../../src/training/index.js';
import { compare, type Truth } from '../../src/training/truth.js';
import { started } from '../../src/training/watched.js';

const objective = objectiveFrom('throughput', 'test');
const measured = (throughputPerSecond: number, completeLatencyMs: number | null = 10): Truth => ({
  throughputPerSecond,
  offeredPerSecond: 100,
  completeLatencyMs,
});

describe('the truth of a change', () => {
  const slo = { minThroughputPerSecond: 95, completeLatencyMs: 20 };
  it.each([
    ['a fifth of the throughput is gone', measured(80), {}, 'bad'],
    ['an SLO is broken that holds without it', measured(94), slo, 'bad'],
    ['a latency SLO is broken', measured(100, 21), slo, 'bad'],
    ['nothing completes', measured(0, null), {}, 'bad'],
    ['next to nothing is lost', measured(98, 10.4), slo, 'good'],
    ['slower, and no SLO says so', measured(100, 11), {}, 'between'],
    ['somewhat less', measured(96), slo, 'between'],
  ] as const)('%s', (_, changed, own, truth) => {
    expect(truthOf({ changed, untouched: measured(100) }, { ...objective, slo: own })).toBe(truth);
  });

  it('does not blame it for an SLO that is broken without it, too', () => {
    const compared = { changed: measured(90), untouched: measured(90) };
    expect(truthOf(compared, { ...objective, slo })).toBe('good');
  });

  it('is nothing at all where nothing is changed', () => {
    const scenario = randomScenario(100_001, 120);
    const { changed, untouched } = compare(started(scenario, 5), started(scenario, 5));
    expect(changed).toEqual(untouched);
  });
});

describe('a steady load', () => {
  it('is that of the beginning, and a multiple of it from the change on', () => {
    const { load } = underSteadyLoad(randomScenario(100_002, 120), 0.5);
    for (const one of Object.values(load)) {
      if (one.kind !== 'step') throw new Error(one.kind);
      const [before, after] = one.steps;
      expect(after?.perSecond).toBeCloseTo((before?.perSecond ?? 0) / 2);
    }
  });
});

describe('planted changes', () => {
  const planted = plantChanges({ changes: 80, from: 100_001, objectives: [objective], loadFactor: 1 });
  const of = (truth: string): typeof planted => planted.filter((one) => one.truth === truth);

  it('are bad, good and neither, and the same for the same seeds', () => {
    expect(of('bad').length).toBeGreaterThan(2);
    expect(of('good').length).toBeGreaterThan(20);
    const again = plantChanges({ changes: 2, from: 100_001, objectives: [objective], loadFactor: 1 });
    expect(again).toEqual(planted.slice(0, 2));
  });

  it('are found out where they are bad, though all was promised to go well', () => {
    for (const { isUndone } of of('bad')) expect(isUndone).toBe(true);
  });

  it('are left alone where they are good, but for a few', () => {
    const blamed = of('good').filter(({ isUndone }) => isUndone);
    expect(blamed.length / of('good').length).toBeLessThan(0.06);
  });

  it('are taken back wherever they failed', () => {
    for (const { isUndone, throughputAfterUndo } of planted)
      expect(throughputAfterUndo !== null).toBe(isUndone);
  });
});
