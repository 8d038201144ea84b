// What a twin makes of topologies and windows that are not like most.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import { type Fit, fitTwin } from '../../src/twin/index.js';
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
