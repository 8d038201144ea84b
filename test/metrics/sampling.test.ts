// Rates are as exact as they say: Storm counts one tuple in twenty and shows uptimes in whole seconds.
import { describe, expect, it } from 'vitest';
import { type ComponentEvaluation, evaluate, SampleHistory } from '../../src/metrics/index.js';
import { component, sample, snapshot } from '../builders.js';
import { seeded } from './random.js';

const every = 20;

/** Storm's evenSampler: one tuple at random out of each run of twenty is counted, as twenty. */
function evenSampler(random: () => number): (tuples: number) => number {
  let [tuples, counted, pick] = [0, 0, Math.floor(random() * every)];
  return (upTo) => {
    for (; tuples < upTo; tuples++) {
      if (tuples % every === pick) counted += every;
      if (tuples % every === every - 1) pick = Math.floor(random() * every);
    }
    return counted;
  };
}

interface Case {
  readonly truth: number;
  readonly measured: ComponentEvaluation;
}

/** A bolt whose executors get tuples evenly, read twice at times that fall between whole seconds. */
function measure(seed: number): Case {
  const random = seeded(seed);
  const executors = 1 + Math.floor(random() * 8);
  const perExecutor = 2 * 100 ** random();
  const begin = 60 + 60 * random();
  const end = begin + 60 + 180 * random();
  const samplers = Array.from({ length: executors }, () => ({
    count: evenSampler(random),
    phase: random(),
  }));
  const history = new SampleHistory(0);
  for (const at of [begin, end]) {
    const samples = samplers.map(({ count, phase }, i) =>
      sample(`[${i}-${i}]`, Math.floor(at), { executed: count(Math.floor(at * perExecutor + phase)) }),
    );
    history.add(snapshot([component('split', { samples })]));
  }
  const [measured] = evaluate(history.window()).components;
  if (measured === undefined) throw new Error('no component');
  return { truth: executors * perExecutor, measured };
}

/** Error of the rate in units of the standard error that is stated. */
function errors(cases: readonly Case[]): number[] {
  return cases.flatMap(({ truth, measured: { inputPerSecond, rateError } }) =>
    rateError === null ? [] : [Math.abs((inputPerSecond ?? 0) / truth - 1) / rateError],
  );
}

const cases = Array.from({ length: 1000 }, (_, seed) => measure(seed + 1));

describe('rates from sampled counts', () => {
  it('are within four of the stated standard errors in 99 % of the cases and more', () => {
    const all = errors(cases);
    expect(all.length).toBeGreaterThan(950);
    expect(all.filter((e) => e <= 4).length / all.length).toBeGreaterThanOrEqual(0.99);
  });

  it('state an error that neither boasts nor frightens: about two thirds are within one of it', () => {
    const all = errors(cases);
    const within = all.filter((e) => e <= 1).length / all.length;
    expect(within).toBeGreaterThan(0.55);
    expect(within).toBeLessThan(0.85);
  });

  it('are right on average', () => {
    const ratios = cases.map(({ truth, measured }) => (measured.inputPerSecond ?? 0) / truth);
    const mean = ratios.reduce((sum, r) => sum + r, 0) / ratios.length;
    expect(mean).toBeGreaterThan(0.998);
    expect(mean).toBeLessThan(1.002);
  });

  it('have no stated error, and no skew, when fewer than five tuples were counted', () => {
    const read = (executed: number): ComponentEvaluation | undefined => {
      const history = new SampleHistory(0);
      for (const [uptime, n] of [
        [600, 0],
        [720, executed],
      ] as const) {
        history.add(snapshot([component('split', { samples: [sample('[1-1]', uptime, { executed: n })] })]));
      }
      return evaluate(history.window()).components[0];
    };
    expect(read(4 * every)).toMatchObject({ rateError: null, skew: null });
    expect(read(5 * every)?.rateError).toBeCloseTo(
      Math.hypot(Math.sqrt(1 / 6) / 5, Math.sqrt(1 / 6) / 120),
      9,
    );
    expect(read(5 * every)?.skew).toBe(1);
  });
});
