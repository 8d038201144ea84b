// A topology with ackers whose spouts emit without message ids is healthy, and nothing of it is ever acknowledged.
import { describe, expect, it } from 'vitest';
import type { ComponentSnapshot, Counters, MeasuringFacts } from '../../src/clusters/index.js';
import { evaluate, type Window } from '../../src/metrics/index.js';
import { fitTwin } from '../../src/twin/index.js';
import { executorWindow, input, sample, windowOf } from '../builders.js';

const measuring: MeasuringFacts = {
  sampleRate: 0.05,
  statisticsIntervalSeconds: 60,
  maxSpoutPending: 1000,
  messageTimeoutSeconds: 30,
};

interface Case {
  /** Since the executors began, 600 s ago. */
  readonly spout: Partial<Counters>;
  /** What each acker has executed since then; absent: it has not reported. */
  readonly ackers: readonly (number | undefined)[];
  readonly measuring?: Partial<MeasuringFacts>;
}

/** In the last 100 s the spout emitted 100 a second, whatever it did before; each gives ten to the sink. */
function seen({ spout, ackers, measuring: own = {} }: Case): Window {
  const told = ackers.filter((n) => n !== undefined);
  const components: (Partial<ComponentSnapshot> & { name: string })[] = [
    { name: 'text', kind: 'spout', tasks: 1, samples: [sample('[1-1]', 600, spout)] },
    { name: 'split', inputs: [input('text')] },
    { name: 'count', inputs: [input('split')] },
  ];
  if (ackers.length > 0)
    components.push({
      name: '__acker',
      kind: 'system',
      executors: ackers.length,
      missingTasks: ackers.length - told.length,
      samples: told.map((executed, i) => sample(`[${i + 9}-${i + 9}]`, 600, { executed })),
    });
  const busy = { executeLatencyMs: 1, processLatencyMs: 1 };
  return windowOf(
    components,
    [
      executorWindow('text', '[1-1]', { emitted: 10_000 }),
      executorWindow('split', '[2-2]', { executed: 10_000, acked: 10_000, emitted: 100_000, ...busy }),
      executorWindow('count', '[3-3]', {
        executed: 100_000,
        acked: 100_000,
        ...busy,
        executeLatencyMs: 0.1,
      }),
    ],
    { measuring: { ...measuring, ...own } },
  );
}

/** @param before what earlier counters told */
const isAcking = (one: Case, before?: boolean): boolean =>
  evaluate({ ...seen(one), ...(before === undefined ? {} : { acking: before }) }).acking;

describe('spouts that emit without message ids beside ackers', () => {
  const unanchored = seen({ spout: { emitted: 60_000 }, ackers: [20, 0] });

  it('are judged as without ackers: by what reaches the last bolts, and without a limit of pending tuples', () => {
    expect(evaluate(unanchored)).toMatchObject({
      acking: false,
      throughputPerSecond: 1000,
      completeLatencyMs: null,
      pendingLimit: null,
      pendingUse: null,
    });
    expect(fitTwin([evaluate(unanchored)])).toMatchObject({ kind: 'twin' });
  });

  it('are recognised by ackers that get nothing but their ticks', () => {
    // Twenty ackers, a tick each half minute: as many as a fifth of the tuples of a slow spout.
    expect(isAcking({ spout: { emitted: 2000 }, ackers: Array<number>(20).fill(20) })).toBe(false);
    expect(isAcking({ spout: { emitted: 60_000 }, ackers: [60_000] })).toBe(true);
  });

  it('are not what has come to a stand, which acknowledged something before', () => {
    expect(isAcking({ spout: { emitted: 60_000, acked: 20 }, ackers: [0] })).toBe(true);
    expect(isAcking({ spout: { emitted: 60_000, failed: 20 }, ackers: [0] })).toBe(true);
  });

  it('cannot be told by a few tuples, or by ackers that have not reported', () => {
    expect(isAcking({ spout: { emitted: 80 }, ackers: [0] })).toBe(true);
    expect(isAcking({ spout: { emitted: 200 }, ackers: Array<number>(8).fill(0) })).toBe(true);
    expect(isAcking({ spout: { emitted: 60_000 }, ackers: [0, undefined] })).toBe(true);
    expect(isAcking({ spout: {}, ackers: [0] })).toBe(true);
  });

  it('stay what they were where the counters begin anew, until those tell something else', () => {
    expect(isAcking({ spout: { emitted: 80 }, ackers: [0] }, false)).toBe(false);
    expect(isAcking({ spout: { emitted: 60_000 }, ackers: [0, undefined] }, false)).toBe(false);
    expect(isAcking({ spout: { emitted: 80, acked: 20 }, ackers: [80] }, false)).toBe(true);
    expect(isAcking({ spout: { emitted: 60_000 }, ackers: [20, 0] }, true)).toBe(false);
    expect(isAcking({ spout: { emitted: 80 }, ackers: [] }, true)).toBe(false);
  });
});

describe('on Heron, where no acker shows what it gets', () => {
  const heron = { sampleRate: 1, acking: true, maxSpoutPending: 100 };

  it('they are recognised by having more in flight than they may', () => {
    expect(isAcking({ spout: { emitted: 60_000 }, ackers: [], measuring: heron })).toBe(false);
    expect(isAcking({ spout: { emitted: 100 }, ackers: [], measuring: heron })).toBe(true);
    expect(isAcking({ spout: { emitted: 100 }, ackers: [], measuring: heron }, false)).toBe(false);
    expect(isAcking({ spout: { emitted: 60_000, failed: 1 }, ackers: [], measuring: heron })).toBe(true);
  });
});
