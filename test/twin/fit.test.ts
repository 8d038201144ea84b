// What a twin makes of topologies and windows that are not like most.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import {
  capacityPerSecond,
  estimateDemand,
  type Fit,
  fitTwin,
  type Prediction,
  predict,
} from '../../src/twin/index.js';
import { bolt, evaluation, input, spout } from '../builders.js';

/** text → store, and so many of them to parse, which sends half of its own to retry and gets them back. */
function retrying(perSecond: number, own: Partial<Evaluation> = {}): Evaluation {
  const [parse, retry] = [1.5 * perSecond, 0.5 * perSecond];
  return evaluation({
    components: [
      spout('text'),
      bolt('store', { inputs: [input('text')] }),
      bolt('parse', {
        inputs: [input('text'), input('retry')],
        inputPerSecond: parse,
        outputPerSecond: retry,
      }),
      bolt('retry', { inputs: [input('parse')], inputPerSecond: retry, outputPerSecond: retry }),
    ],
    ...own,
  });
}

/** Of the newest of these windows, under other executors. */
function predicted(windows: readonly Evaluation[], executors: Record<string, number> = {}): Prediction {
  const fit = fitTwin(windows);
  const now = windows.at(-1);
  if (fit.kind === 'unknown' || now === undefined) throw new Error(`no twin: ${because(fit)}`);
  return predict(fit.twin, { executors }, estimateDemand(now));
}

function because(fit: Fit): string | null {
  return fit.kind === 'unknown' ? fit.because : null;
}

describe('streams that form a loop', () => {
  it('are no twin, and it says which components are in it', () => {
    expect(fitTwin([retrying(20)])).toEqual({
      kind: 'unknown',
      because: 'its streams form a loop through parse, retry',
      isLimitedUnseen: false,
    });
  });

  it('are left out of the twin of a window in which nothing takes that way', () => {
    const fit = fitTwin([retrying(20), retrying(0, { workers: 2 })]);
    expect(because(fit)).toBeNull();
    expect(fit.kind === 'twin' && fit.twin.observations).toHaveLength(1);
  });
});

describe('a bolt that got nothing in a past window', () => {
  const errors = (perSecond: number, executors: number): Evaluation =>
    evaluation({
      components: [
        spout('text'),
        bolt('parse', { inputs: [input('text')], executors }),
        bolt('errors', {
          inputs: [input('parse')],
          inputPerSecond: perSecond,
          executeLatencyMs: perSecond > 0 ? 20 : null,
          processLatencyMs: perSecond > 0 ? 20 : null,
          utilisation: 0.02 * perSecond,
        }),
      ],
    });

  it('takes as long for a tuple as in the windows in which it worked', () => {
    expect(predicted([errors(30, 2)]).utilisation['errors']).toBeCloseTo(0.6, 1);
    expect(predicted([errors(0, 1), errors(30, 2)]).utilisation['errors']).toBeCloseTo(0.6, 1);
  });
});

describe('a topology of which more comes through than is on offer', () => {
  const told = (offeredPerSecond: number): Evaluation =>
    evaluation({
      external: { backlogTuples: 500_000, offeredPerSecond, latencyMs: null, latencyP95Ms: null },
    });

  it('is not said to be limited by something: what waits at the source is worked off', () => {
    expect(because(fitTwin([told(10)]))).toMatch(
      /: more comes through than it should, as the source tells of 10 tuples\/s on offer, and the spouts emit \d+$/,
    );
    expect(because(fitTwin([told(0)]))).toContain('the source tells of 0 tuples/s on offer');
  });
});

describe('a bolt of a thousand executors', () => {
  const wide = evaluation({
    components: [
      spout('text', { outputPerSecond: 60_000 }),
      bolt('parse', {
        inputs: [input('text')],
        executors: 1000,
        tasks: 2000,
        inputPerSecond: 60_000,
        executeLatencyMs: 10,
        processLatencyMs: 10,
        utilisation: 0.6,
      }),
    ],
    throughputPerSecond: 60_000,
  });

  it('is overloaded with a third of them, where it is busy by more than half', () => {
    const { throughputPerSecond, limitedBy } = predicted([wide], { parse: 330 });
    expect(limitedBy).toBe('parse');
    expect(throughputPerSecond.mean / 60_000).toBeLessThan(0.6);
  });

  it('carries twice as much with twice of them', () => {
    const fit = fitTwin([wide]);
    if (fit.kind === 'unknown') throw new Error(fit.because);
    const [now, twice] = [{}, { executors: { parse: 2000 } }].map(
      (one) => capacityPerSecond(fit.twin, one) ?? 0,
    );
    expect((twice ?? 0) / (now ?? 1)).toBeCloseTo(2, 1);
  });
});

describe('a limit of pending tuples that no heap would hold, of which few are in flight', () => {
  /** 62 500 for each of 16 tasks of the spout. */
  const loose = evaluation({ pendingLimit: 1_000_000, pendingUse: 0.000_002 });

  it('leaves what runs what it is, with more executors, too', () => {
    expect(predicted([loose])).toMatchObject({
      limitedBy: 'offered',
      utilisation: { split: expect.closeTo(0.5, 1) },
    });
    expect(predicted([loose], { split: 2 }).limitedBy).toBe('offered');
  });

  it('is no more to be raised', () => {
    const fit = fitTwin([loose]);
    if (fit.kind === 'unknown') throw new Error(fit.because);
    const demand = estimateDemand(loose);
    expect(predict(fit.twin, { pendingPerTask: 65_000 }, demand).limitedBy).toBe('memory');
    expect(predict(fit.twin, { pendingPerTask: 60_000 }, demand).limitedBy).toBe('offered');
  });

  it('that is modest may not be raised that far either', () => {
    const fit = fitTwin([evaluation({ pendingLimit: 1000, pendingUse: 0.002 })]);
    if (fit.kind === 'unknown') throw new Error(fit.because);
    const { limitedBy } = predict(fit.twin, { pendingPerTask: 800_000 }, { known: true, perSecond: 100 });
    expect(limitedBy).toBe('memory');
  });
});
