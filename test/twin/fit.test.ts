// What a twin makes of topologies and windows that are not like most.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import { estimateDemand, type Fit, fitTwin, type Prediction, predict } from '../../src/twin/index.js';
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
