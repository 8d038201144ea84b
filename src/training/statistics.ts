// Means with bootstrap intervals over scenarios and training seeds, and paired differences between policies.
import { createRandom, quantile, quantileOfSorted, type Random } from '../util/index.js';

/** One value for each training seed and scenario: `values_SE[seed][scenario]`. A policy that is not trained has one seed. */
export type Scores = readonly (readonly number[])[];

export type Interval = readonly [low: number, high: number];

export interface Estimate {
  readonly mean: number;
  readonly ci95: Interval;
}

export interface Difference {
  readonly difference: number;
  readonly ci95: Interval;
}

export interface PairedDifference extends Difference {
  /** 5th percentile of the differences of single scenarios: how bad it gets. */
  readonly p5: number;
}

export interface ShareOfOracle {
  /** Mean of (U − U_keep) / (U_oracle − U_keep); null where no scenario is left. */
  readonly share: number | null;
  /** Scenarios in which there is too little to win for a share to mean anything. */
  readonly leftOut: number;
}

/** Of each scenario, which training played it; null where every training played every one, or there is only one. */
export type Dealt = readonly number[] | null;

const resamples = 2000;
/** Below it nothing can be won. */
const leastToWin = 0.02;

/**
 * Percentile bootstrap (Efron & Tibshirani 1993, chapter 13), scenarios and training seeds drawn separately (crossed);
 * where scenarios are dealt, trainings first and then the scenarios of each.
 */
export function estimate(scores: Scores, seed: number, dealt: Dealt = null): Estimate {
  const random = createRandom(seed).fork('bootstrap');
  const draw = drawingOf(scenariosOf(scores), dealt);
  const means = Array.from({ length: resamples }, () => {
    const scenarios = draw(random);
    return meanOver(scores, drawn(scores.length, random), scenarios);
  });
  return { mean: mean(perScenario(scores)), ci95: middle95(means) };
}

/** a minus b on the same scenarios; the training seeds of each are drawn for themselves. */
export function paired(a: Scores, b: Scores, seed: number, dealt: Dealt = null): PairedDifference {
  if (scenariosOf(a) !== scenariosOf(b)) throw new RangeError('pairs need the same scenarios');
  const random = createRandom(seed).fork('bootstrap');
  const draw = drawingOf(scenariosOf(a), dealt);
  const means = Array.from({ length: resamples }, () => {
    const scenarios = draw(random);
    const [seedsOfA, seedsOfB] = [drawn(a.length, random), drawn(b.length, random)];
    return meanOver(a, seedsOfA, scenarios) - meanOver(b, seedsOfB, scenarios);
  });
  const differences = differencesOf(a, b);
  return { difference: mean(differences), ci95: middle95(means), p5: quantile(differences, 0.05) };
}

/** Of each scenario, means over the training seeds. */
export function differencesOf(a: Scores, b: Scores): number[] {
  const other = perScenario(b);
  return perScenario(a).map((value, scenario) => value - (other[scenario] ?? 0));
}

/** "Within p %" of the oracle. Arguments but the first: one value for each scenario. */
export function shareOfOracle(
  scores: Scores,
  keep: readonly number[],
  oracle: readonly number[],
): ShareOfOracle {
  const shares = perScenario(scores).flatMap((value, i) => {
    const [floor, top] = [keep[i] ?? 0, oracle[i] ?? 0];
    return top - floor < leastToWin ? [] : [(value - floor) / (top - floor)];
  });
  return {
    share: shares.length === 0 ? null : mean(shares),
    leftOut: scenariosOf(scores) - shares.length,
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function middle95(means: readonly number[]): Interval {
  const sorted = Float64Array.from(means).sort();
  return [quantileOfSorted(sorted, 0.025), quantileOfSorted(sorted, 0.975)];
}

/** Indices with replacement. One alone stands for itself and takes no draw. */
function drawn(count: number, random: Random): readonly number[] {
  return count === 1 ? [0] : Array.from({ length: count }, () => random.integer(count));
}

/** How the scenarios of one resample are drawn. */
function drawingOf(count: number, dealt: Dealt): (random: Random) => readonly number[] {
  if (dealt === null) return (random) => drawn(count, random);
  const trainings = [...new Set(dealt)].map((training) =>
    [...dealt.keys()].filter((scenario) => dealt[scenario] === training),
  );
  return (random) =>
    drawn(trainings.length, random).flatMap((training) => {
      const own = trainings[training] ?? [];
      return drawn(own.length, random).map((i) => own[i] ?? 0);
    });
}

function meanOver(scores: Scores, seeds: readonly number[], scenarios: readonly number[]): number {
  let sum = 0;
  for (const seed of seeds) {
    const row = scores[seed];
    for (const scenario of scenarios) sum += row?.[scenario] ?? 0;
  }
  return sum / (seeds.length * scenarios.length);
}

function scenariosOf(scores: Scores): number {
  return scores[0]?.length ?? 0;
}

/** Means over the training seeds. */
export function perScenario(scores: Scores): number[] {
  return Array.from({ length: scenariosOf(scores) }, (_, i) => mean(scores.map((row) => row[i] ?? 0)));
}
