// Windows are differences of counters, each executor over its own uptime, and begin anew with each new process.
import { describe, expect, it } from 'vitest';
import type { ComponentSnapshot, ExecutorSample } from '../../src/clusters/index.js';
import { SampleHistory, type Window } from '../../src/metrics/index.js';
import { component, sample, snapshot } from '../builders.js';

/** Polls with these samples of the bolt split; each poll is one list. */
function polled(polls: readonly (readonly ExecutorSample[])[], warmUpSeconds = 0): SampleHistory {
  const history = new SampleHistory(warmUpSeconds);
  for (const samples of polls) history.add(snapshot([component('split', { samples })]));
  return history;
}

function executed(window: Window): Record<string, { executed: number | null; seconds: number }> {
  return Object.fromEntries(
    window.executors.map((e) => [e.id, { executed: e.executed, seconds: e.seconds }] as const),
  );
}

describe('a window of samples', () => {
  it('is what was counted between the first and the newest sample, over the uptime between them', () => {
    const history = polled([
      [sample('[1-1]', 600, { executed: 20_000, emitted: 40_000, acked: 20_000, failed: 0 })],
      [sample('[1-1]', 660, { executed: 26_000, emitted: 52_000, acked: 25_960, failed: 20 })],
      [sample('[1-1]', 720, { executed: 32_000, emitted: 64_000, acked: 31_980, failed: 20 })],
    ]);
    expect(history.spanSeconds()).toBe(120);
    expect(history.window()).toMatchObject({
      source: 'samples',
      seconds: 120,
      samples: 2,
      executors: [{ seconds: 120, executed: 12_000, emitted: 24_000, acked: 11_980, failed: 20 }],
    });
  });

  it('does not grow by polls that show the same sample again', () => {
    const first = sample('[1-1]', 600, { executed: 100 });
    const history = polled([[first], [first], [first]]);
    expect(history.sampleCount()).toBe(1);
    expect(history.spanSeconds()).toBe(0);
    expect(history.window().executors).toEqual([]);
    const grown = polled([[first], [first], [sample('[1-1]', 660, { executed: 700 })], [first]]);
    expect(grown.spanSeconds(), 'an older sample is another process').toBe(0);
  });

  it('lets each executor count over its own samples, though they come at other times', () => {
    const history = polled([
      [sample('[1-1]', 600, { executed: 6000 }), sample('[2-2]', 590, { executed: 5900 })],
      [sample('[1-1]', 660, { executed: 6600 }), sample('[2-2]', 590, { executed: 5900 })],
      [sample('[1-1]', 720, { executed: 7200 }), sample('[2-2]', 650, { executed: 6500 })],
    ]);
    const window = history.window();
    expect(executed(window)).toEqual({
      '[1-1]': { executed: 1200, seconds: 120 },
      '[2-2]': { executed: 600, seconds: 60 },
    });
    expect(window.seconds, 'is as long as the shortest executor').toBe(60);
    expect(window.samples, 'counts the differences of the executor that has fewest').toBe(1);
  });

  it.each([
    ['its uptime fell', sample('[1-1]', 20, { executed: 9000 })],
    ['its executed counter fell', sample('[1-1]', 700, { executed: 40 })],
    ['it runs on another host', sample('[1-1]', 700, { executed: 9000 }, { host: 'n2' })],
    ['it runs on another port', sample('[1-1]', 700, { executed: 9000 }, { port: 6701 })],
  ])('begins anew for an executor that was restarted: %s', (_, restarted) => {
    const before = [sample('[1-1]', 600, { executed: 6000 })];
    const later = sample('[1-1]', restarted.uptimeSeconds + 60, {
      executed: (restarted.counters.executed ?? 0) + 600,
    });
    const history = polled([before, [restarted]]);
    expect(history.spanSeconds()).toBe(0);
    history.add(
      snapshot([component('split', { samples: [{ ...later, host: restarted.host, port: restarted.port }] })]),
    );
    expect(executed(history.window())).toEqual({ '[1-1]': { executed: 600, seconds: 60 } });
  });

  it.each([
    ['emitted', { emitted: 500 }],
    ['acked', { emitted: 6600, failed: 100 }],
    ['failed', { emitted: 6600, acked: 6600 }],
  ])('begins anew when a spout’s %s counter fell', (_, own) => {
    const samples = [sample('[9-9]', 600, { emitted: 6000, acked: 5900, failed: 100 })];
    const history = new SampleHistory(0);
    history.add(snapshot([component('text', { kind: 'spout', samples })]));
    const reset = [sample('[9-9]', 660, own)];
    history.add(snapshot([component('text', { kind: 'spout', samples: reset })]));
    expect(history.spanSeconds()).toBe(0);
  });

  it('leaves out samples of a process that is still warming up', () => {
    const polls = [10, 70, 130, 190].map((uptime) => [sample('[1-1]', uptime, { executed: uptime * 10 })]);
    const history = polled(polls, 60);
    expect(history.spanSeconds()).toBe(120);
    expect(executed(history.window())).toEqual({ '[1-1]': { executed: 1200, seconds: 120 } });
  });

  it('forgets an executor that is no longer there, and starts over when it comes back', () => {
    const both = [sample('[1-1]', 600, { executed: 6000 }), sample('[2-2]', 600, { executed: 6000 })];
    const one = [sample('[1-1]', 660, { executed: 6600 })];
    const back = [sample('[1-1]', 720, { executed: 7200 }), sample('[2-2]', 720, { executed: 7200 })];
    expect(Object.keys(executed(polled([both, one]).window()))).toEqual(['[1-1]']);
    expect(polled([both, one, back]).spanSeconds()).toBe(0);
  });

  it('keeps executors of two components apart that have the same tasks in the same worker', () => {
    const at = (uptime: number, n: number): ComponentSnapshot[] => [
      component('split', { samples: [sample('[1-1]', uptime, { executed: n })] }),
      component('count', { samples: [sample('[1-1]', uptime, { executed: 10 * n })] }),
    ];
    const history = new SampleHistory(0);
    history.add(snapshot(at(600, 1000)));
    history.add(snapshot(at(720, 2000)));
    expect(history.window().executors.map((e) => [e.component, e.executed])).toEqual([
      ['split', 1000],
      ['count', 10_000],
    ]);
  });

  it('is not held up by the acker, but counts it', () => {
    const at = (uptime: number, acker: number): ComponentSnapshot[] => [
      component('split', { samples: [sample('[1-1]', uptime, { executed: uptime })] }),
      component('__acker', { kind: 'system', samples: [sample('[5-5]', acker, { executed: acker })] }),
    ];
    const history = new SampleHistory(0);
    history.add(snapshot(at(600, 600)));
    history.add(snapshot(at(720, 660)));
    expect(history.spanSeconds()).toBe(120);
    expect(executed(history.window())['[5-5]']).toEqual({ executed: 60, seconds: 60 });
  });

  it('cannot be asked for before the first poll', () => {
    expect(() => new SampleHistory(0).window()).toThrow('no poll yet');
    expect(new SampleHistory(0).spanSeconds()).toBe(0);
  });
});
