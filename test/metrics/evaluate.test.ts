// What the metric catalogue makes of a window: rates, shares of time, the bottleneck, and what stays unknown.
import { describe, expect, it } from 'vitest';
import {
  type ComponentEvaluation,
  type Evaluation,
  evaluate,
  fullestPendingUse,
  ownPendingUse,
  type Window,
} from '../../src/metrics/index.js';
import { executorWindow, input, windowOf } from '../builders.js';

const text = { name: 'text', kind: 'spout' } as const;
const split = { name: 'split', inputs: [input('text')] };
const count = { name: 'count', inputs: [input('split')] };
const acker = { name: '__acker', kind: 'system' } as const;
const measuring = {
  sampleRate: 0.05,
  statisticsIntervalSeconds: 60,
  maxSpoutPending: 100,
  messageTimeoutSeconds: 30,
};

function of(evaluation: Evaluation, name: string): ComponentEvaluation {
  const found = evaluation.components.find((c) => c.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

/** 100 sentences/s; split takes 8 ms on one executor; 10 words each, counted by two. */
function wordCount(own: { ackers?: boolean; splitMs?: number } = {}): Window {
  const { ackers = true, splitMs = 8 } = own;
  const half = { executed: 50_000, executeLatencyMs: 0.2, acked: 50_000, processLatencyMs: 0.2 };
  return windowOf(
    [text, split, count, ...(ackers ? [acker] : [])],
    [
      executorWindow('text', '[1-1]', {
        emitted: 10_000,
        acked: ackers ? 10_000 : 0,
        completeLatencyMs: ackers ? 100 : null,
      }),
      executorWindow('split', '[2-2]', {
        executed: 10_000,
        executeLatencyMs: splitMs,
        acked: 10_000,
        processLatencyMs: splitMs + 1,
        emitted: 100_000,
      }),
      executorWindow('count', '[3-3]', half),
      executorWindow('count', '[4-4]', half),
      ...(ackers ? [executorWindow('__acker', '[5-5]', { executed: 120_000, executeLatencyMs: 0.01 })] : []),
    ],
    { measuring },
  );
}

describe('an evaluation', () => {
  it('has rates, latencies and busy shares of each component', () => {
    const evaluation = evaluate(wordCount());
    expect(of(evaluation, 'split')).toMatchObject({
      inputPerSecond: 100,
      outputPerSecond: 1000,
      executeLatencyMs: 8,
      processLatencyMs: 9,
      selectivity: 10,
      skew: 1,
    });
    expect(of(evaluation, 'split').utilisation).toBeCloseTo(0.8, 9);
    expect(of(evaluation, 'count').utilisation).toBeCloseTo(0.1, 9);
    expect(of(evaluation, 'text')).toMatchObject({ inputPerSecond: null, utilisation: null, skew: null });
    expect(evaluation).toMatchObject({
      throughputPerSecond: 100,
      completeLatencyMs: 100,
      failedPerSecond: 0,
      workers: 1,
      acking: true,
    });
  });

  it('calls the busiest bolt the bottleneck from 80 % on', () => {
    expect(evaluate(wordCount({ splitMs: 8 })).bottleneck).toBe('split');
    expect(evaluate(wordCount({ splitMs: 7.99 })).bottleneck).toBeNull();
  });

  it('takes the busiest executor for the utilisation, and says how uneven their input is', () => {
    const window = windowOf(
      [{ name: 'count' }],
      [3000, 500, 500].map((executed, i) =>
        executorWindow('count', `[${i}-${i}]`, { executed, executeLatencyMs: 30 }),
      ),
    );
    const evaluation = evaluate(window);
    expect(of(evaluation, 'count').utilisation).toBeCloseTo(0.9, 9);
    expect(of(evaluation, 'count').utilisationMean).toBeCloseTo(0.4, 9);
    expect(of(evaluation, 'count').skew).toBeCloseTo(2.25, 9);
    expect(evaluation.bottleneck).toBe('count');
  });

  it('counts executors that got nothing while the others had enough for it to be no chance', () => {
    const executors = (...executed: number[]) =>
      executed.map((n, i) => executorWindow('split', `[${i}-${i}]`, { executed: n, executeLatencyMs: 1 }));
    const idle = (...executed: number[]): number | null =>
      of(evaluate(windowOf([{ name: 'split' }], executors(...executed))), 'split').idleExecutors;
    expect(idle(1000, 0, 1000, 0)).toBe(2);
    expect(idle(1000, 20, 1000, 20)).toBe(0);
    // Three counted tuples for each executor on average.
    expect(idle(120, 0)).toBeNull();
    expect(idle(0, 0)).toBeNull();
  });

  it('weighs latencies by what each executor did, and adds rates over each one’s own seconds', () => {
    const window = windowOf(
      [{ name: 'split' }],
      [
        executorWindow('split', '[1-1]', { executed: 3000, executeLatencyMs: 2 }),
        executorWindow('split', '[2-2]', { seconds: 50, executed: 1000, executeLatencyMs: 6 }),
      ],
    );
    expect(of(evaluate(window), 'split')).toMatchObject({ inputPerSecond: 50, executeLatencyMs: 3 });
  });

  it('never takes the acker for the bottleneck of the topology’s own components, but shows how busy it is', () => {
    const window = windowOf(
      [acker],
      [executorWindow('__acker', '[1-1]', { executed: 95_000, executeLatencyMs: 1 })],
    );
    const evaluation = evaluate(window);
    expect(of(evaluation, '__acker').utilisation).toBeCloseTo(0.95, 9);
    expect(evaluation.bottleneck).toBeNull();
  });

  it('knows the pending limit per spout task, and by Little’s law how much of it is in use', () => {
    const evaluation = evaluate(wordCount());
    expect(evaluation.pendingLimit, '100 for each of 8 tasks').toBe(800);
    expect(evaluation.pendingUse).toBeCloseTo((100 * 0.1) / 800, 9);
    const unlimited = windowOf([text, acker], [executorWindow('__acker', '[5-5]')]);
    expect(evaluate(unlimited)).toMatchObject({ pendingLimit: null, pendingUse: null });
  });

  it('counts what reaches the last bolts when there are no ackers; latency and pending mean nothing then', () => {
    expect(evaluate(wordCount({ ackers: false }))).toMatchObject({
      acking: false,
      throughputPerSecond: 1000,
      completeLatencyMs: null,
      queueingMs: null,
      pendingLimit: null,
      pendingUse: null,
    });
  });

  it('knows no throughput of a topology that has neither bolts nor ackers', () => {
    const window = windowOf([text], [executorWindow('text', '[1-1]', { emitted: 5000 })]);
    expect(evaluate(window)).toMatchObject({ throughputPerSecond: null, bottleneck: null });
    expect(of(evaluate(window), 'text').outputPerSecond).toBe(50);
  });

  it('adds up several spouts, and weighs their complete latencies by what each completed', () => {
    const spoutWindow = (name: string, acked: number, ms: number) =>
      executorWindow(name, '[1-1]', { emitted: acked, acked, failed: 100, completeLatencyMs: ms });
    const window = windowOf(
      [text, { name: 'clicks', kind: 'spout' }, acker],
      [spoutWindow('text', 3000, 10), spoutWindow('clicks', 1000, 50), executorWindow('__acker', '[9-9]')],
    );
    expect(evaluate(window)).toMatchObject({
      throughputPerSecond: 40,
      failedPerSecond: 2,
      completeLatencyMs: 20,
    });
  });

  it('gives zero rates and no latencies for a topology that moves nothing', () => {
    const window = windowOf(
      [text, split, acker],
      [
        executorWindow('text', '[1-1]'),
        executorWindow('split', '[2-2]', { executed: 0 }),
        executorWindow('__acker', '[3-3]', { executed: 0 }),
      ],
    );
    const evaluation = evaluate(window);
    expect(evaluation).toMatchObject({
      throughputPerSecond: 0,
      completeLatencyMs: null,
      queueingMs: null,
      bottleneck: null,
    });
    expect(of(evaluation, 'split')).toMatchObject({
      inputPerSecond: 0,
      utilisation: 0,
      selectivity: null,
      executeLatencyMs: null,
      skew: null,
      rateError: null,
    });
  });

  it('gives no complete latency while nothing has completed, though tuples flow', () => {
    const window = windowOf(
      [text, split, acker],
      [
        executorWindow('text', '[1-1]', { emitted: 1000, failed: 400 }),
        executorWindow('split', '[2-2]', { executed: 1000, executeLatencyMs: 90 }),
        executorWindow('__acker', '[3-3]', { executed: 1000 }),
      ],
    );
    expect(evaluate(window)).toMatchObject({
      throughputPerSecond: 0,
      failedPerSecond: 4,
      completeLatencyMs: null,
    });
  });

  it('does not make up a utilisation where the execute latency is unknown', () => {
    const window = windowOf([split], [executorWindow('split', '[1-1]', { executed: 9000 })]);
    expect(of(evaluate(window), 'split')).toMatchObject({ utilisation: null, executeLatencyMs: null });
    expect(evaluate(window).bottleneck).toBeNull();
  });

  it('shows a component none of whose executors has reported as idle and unknown, not as gone', () => {
    const evaluation = evaluate(windowOf([{ ...split, executors: 3, missingTasks: 8 }], []));
    expect(of(evaluation, 'split')).toMatchObject({
      executors: 3,
      tasks: 8,
      utilisation: null,
      skew: null,
      rateError: null,
    });
  });

  it('gives each of several spouts its own complete latency, which the mean of all hides', () => {
    const two = windowOf(
      [text, { name: 'clicks', kind: 'spout' }, acker],
      [
        executorWindow('text', '[1-1]', { emitted: 9900, acked: 9900, completeLatencyMs: 10_000 }),
        executorWindow('clicks', '[2-2]', { emitted: 100, acked: 100, completeLatencyMs: 20 }),
        executorWindow('__acker', '[3-3]', { executed: 20_000 }),
      ],
      { measuring },
    );
    expect(of(evaluate(two), 'text').completeLatencyMs).toBe(10_000);
    expect(of(evaluate(two), 'clicks').completeLatencyMs).toBe(20);
    expect(of(evaluate(wordCount()), 'text')).not.toHaveProperty('completeLatencyMs');
  });

  it('leaves what a spout emits without message ids out of what it has in flight', () => {
    // 100 seconds: 100/s with ids, as many on a side stream without; 50 of its 100 are in flight.
    const two = windowOf(
      [{ ...text, tasks: 1 }, { name: 'clicks', kind: 'spout', tasks: 1 }, acker],
      [
        executorWindow('text', '[1-1]', { emitted: 20_000, acked: 10_000, completeLatencyMs: 500 }),
        executorWindow('clicks', '[2-2]', { emitted: 1000, acked: 1000, completeLatencyMs: 20 }),
        executorWindow('__acker', '[3-3]', { executed: 22_000 }),
      ],
      { measuring },
    );
    const evaluation = evaluate(two);
    expect(of(evaluation, 'text')).toMatchObject({ outputPerSecond: 200, ackedPerSecond: 100 });
    expect(ownPendingUse(of(evaluation, 'text'), evaluation)).toBeCloseTo(0.5, 9);
    expect(fullestPendingUse(evaluation)).toBeCloseTo(0.5, 9);
  });
});
