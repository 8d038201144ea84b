// What the network is shown: named once, explained, bounded, and the same for a topology that is a thousand times as fast.
import { describe, expect, it } from 'vitest';
import {
  candidateFeatures,
  candidateSetOf,
  dqnInputs,
  lookAt,
  type Situation,
  stateFeatures,
} from '../../src/policy/index.js';
import { runEpisode, suiteNamed } from '../../src/training/index.js';

/** Situations of a short episode of the corpus. */
function situations(index: number): Situation[] {
  const seen: Situation[] = [];
  const suite = suiteNamed('train');
  if (suite === undefined) throw new Error('no suite to take situations from');
  runEpisode({
    ...suite.episode(index),
    minutes: 12,
    guards: 'full',
    policy: {
      name: 'watcher',
      about: '',
      decide: (situation) => {
        seen.push(situation);
        return { kind: 'hold', code: 'WATCHING', text: '' };
      },
    },
  });
  return seen;
}

describe('features', () => {
  it('have names of their own and say what they are', () => {
    for (const features of [stateFeatures, candidateFeatures]) {
      const names = features.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const { about } of features) expect(about.length).toBeGreaterThan(10);
    }
  });

  it('are finite and bounded in every situation of the corpus, and hold has none of a candidate', () => {
    for (let index = 0; index < 6; index++) {
      for (const situation of situations(index)) {
        const looked = lookAt(situation);
        if (typeof looked === 'string') continue;
        const { features, count } = candidateSetOf(situation, looked);
        expect(features).toHaveLength(count * dqnInputs);
        for (const value of features) expect(Math.abs(value)).toBeLessThanOrEqual(2);
        const ofHold = features.slice(stateFeatures.length, dqnInputs);
        expect([...ofHold].every((value) => value === 0)).toBe(true);
      }
    }
  });

  it('have no unit: rates and SLOs in other units leave those of the state as they are', () => {
    for (const situation of situations(0)) {
      const before = stateFeatures.map(({ of }) => of(seen(situation)));
      const after = stateFeatures.map(({ of }) => of(seen(timesAsFast(situation, 1000))));
      after.forEach((value, i) => {
        expect(value, stateFeatures[i]?.name).toBeCloseTo(before[i] ?? 0, 6);
      });
    }
  });
});

function seen(situation: Situation): Parameters<(typeof stateFeatures)[number]['of']>[0] {
  const rates = { tenMinutesAgo: 1, hourMean: 1, hourMost: 1, hourLeast: 1, variation: 0 };
  return { situation, utility: 0.1, rates };
}

/** Every rate so many times as high, and every time per tuple so many times as short. */
function timesAsFast(situation: Situation, k: number): Situation {
  const { evaluation, demand, objective } = situation;
  const shorter = (ms: number | null): number | null => (ms === null ? null : ms / k);
  const higher = (rate: number | null): number | null => (rate === null ? null : rate * k);
  const { completeLatencyMs, minThroughputPerSecond } = objective.slo;
  return {
    ...situation,
    demand: demand.known
      ? { ...demand, perSecond: demand.perSecond * k }
      : { ...demand, atLeastPerSecond: demand.atLeastPerSecond * k },
    objective: {
      ...objective,
      slo: {
        ...(completeLatencyMs === undefined ? {} : { completeLatencyMs: completeLatencyMs / k }),
        ...(minThroughputPerSecond === undefined
          ? {}
          : { minThroughputPerSecond: minThroughputPerSecond * k }),
      },
    },
    evaluation: {
      ...evaluation,
      throughputPerSecond: higher(evaluation.throughputPerSecond),
      failedPerSecond: evaluation.failedPerSecond * k,
      completeLatencyMs: shorter(evaluation.completeLatencyMs),
      components: evaluation.components.map((c) => ({
        ...c,
        inputPerSecond: higher(c.inputPerSecond),
        outputPerSecond: c.outputPerSecond * k,
        executeLatencyMs: shorter(c.executeLatencyMs),
        processLatencyMs: shorter(c.processLatencyMs),
      })),
    },
  };
}
