// The engine's own ten minutes as a window, and as a stand-in for latencies that rounding hides.
import { describe, expect, it } from 'vitest';
import { engineWindow, evaluate, lacksLatencies, withEngineLatencies } from '../../src/metrics/index.js';
import { component, executorWindow, input, sample, snapshot, windowOf } from '../builders.js';

const worked = { executed: 6000, executeLatencyMs: 4, acked: 6000, processLatencyMs: 5, emitted: 12_000 };

describe('the engine’s own window', () => {
  it('is ten minutes, or the uptime where that is shorter', () => {
    const samples = [sample('[1-1]', 86_400, worked), sample('[2-2]', 200, worked)];
    const window = engineWindow(snapshot([component('split', { samples })], { span: 'engine-10min' }));
    expect(window.executors.map((e) => e.seconds)).toEqual([600, 200]);
    expect(window).toMatchObject({ source: 'engine', seconds: 200, samples: 1 });
    expect(evaluate(window).components[0]?.inputPerSecond).toBeCloseTo(6000 / 600 + 6000 / 200, 9);
  });

  it('leaves out an executor that has just begun, rather than dividing by nothing', () => {
    const samples = [sample('[1-1]', 700, worked), sample('[2-2]', 0)];
    const window = engineWindow(snapshot([component('split', { samples })]));
    expect(window.executors.map((e) => e.id)).toEqual(['[1-1]']);
    expect(window.seconds).toBe(0);
  });

  it('knows no latency where nothing was counted: Storm prints 0.000 there', () => {
    const idle = { executed: 0, executeLatencyMs: 0, acked: 0, processLatencyMs: 0 };
    const window = engineWindow(snapshot([component('split', { samples: [sample('[1-1]', 700, idle)] })]));
    expect(window.executors[0]).toMatchObject({ executeLatencyMs: null, processLatencyMs: null });
  });

  it('is empty, not infinite, for a topology that has reported nothing', () => {
    expect(engineWindow(snapshot([component('split', { samples: [] })]))).toMatchObject({
      seconds: 0,
      executors: [],
    });
  });
});

describe('latencies that rounding hides', () => {
  const busy = { executed: 1000, acked: 1000 };
  const window = windowOf(
    [
      { name: 'text', kind: 'spout' },
      { name: 'split', inputs: [input('text')] },
    ],
    [
      executorWindow('text', '[3-3]', { acked: 1000, emitted: 1000 }),
      executorWindow('split', '[1-1]', busy),
      executorWindow('split', '[2-2]', { ...busy, executeLatencyMs: 7, processLatencyMs: 8 }),
    ],
  );
  const engine = engineWindow(
    snapshot([
      component('text', {
        kind: 'spout',
        samples: [sample('[3-3]', 900, { acked: 6000, completeLatencyMs: 30 })],
      }),
      component('split', { samples: [sample('[1-1]', 900, worked), sample('[2-2]', 900, worked)] }),
    ]),
  );

  it('are taken from the engine’s ten minutes, executor by executor; rates and known ones stay', () => {
    const [text, first, second] = withEngineLatencies(window, engine).executors;
    expect(text).toMatchObject({ completeLatencyMs: 30, acked: 1000, seconds: 100 });
    expect(first).toMatchObject({ executeLatencyMs: 4, processLatencyMs: 5, executed: 1000 });
    expect(second).toMatchObject({ executeLatencyMs: 7, processLatencyMs: 8 });
  });

  it('are noticed where tuples were counted, and only there', () => {
    expect(lacksLatencies(window)).toBe(true);
    expect(lacksLatencies(withEngineLatencies(window, engine))).toBe(false);
    const idle = windowOf([{ name: 'split' }], [executorWindow('split', '[1-1]', { executed: 0 })]);
    expect(lacksLatencies(idle)).toBe(false);
  });

  it('stay unknown for an executor that the engine does not show', () => {
    const other = engineWindow(snapshot([component('split', { samples: [sample('[7-7]', 900, worked)] })]));
    expect(withEngineLatencies(window, other).executors[1]?.executeLatencyMs).toBeNull();
  });
});
