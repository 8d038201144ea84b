// Measuring a topology as time passes: how long it takes, what ends it early, and what the operator is told then.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Collected, type CollectOptions, collect } from '../../../src/agent/look/collect.js';
import type { TopologyRef } from '../../../src/clusters/index.js';
import { TrimtabError } from '../../../src/errors/index.js';
import { evaluate } from '../../../src/metrics/index.js';
import { info, topology } from '../../builders.js';
import { type FakeClock, fakeClock } from '../fake-clock.js';
import { type FakeCluster, type FakeTopology, fakeCluster, twoWorkers } from '../fake-cluster.js';

interface Run {
  readonly collected: Collected;
  readonly clock: FakeClock;
  readonly cluster: FakeCluster;
}

async function measure(
  fake: FakeTopology = {},
  own: Partial<CollectOptions> & { readonly ref?: TopologyRef; readonly clock?: FakeClock } = {},
): Promise<Run> {
  const { ref = topology, clock = fakeClock(), ...options } = own;
  const cluster = fakeCluster(clock, fake);
  const collected = await collect(cluster, info, ref, {
    windowSeconds: 120,
    warmUpSeconds: 30,
    waitSeconds: 150,
    signal: new AbortController().signal,
    ...options,
    clock,
  });
  return { collected, clock, cluster };
}

/** What the operator is told. */
function told({ collected }: Run): string {
  return collected.kind === 'window'
    ? `a window of ${collected.window.seconds} s`
    : `${collected.notReady.code}: ${collected.notReady.text}`;
}

describe('measuring', () => {
  it('is done as soon as every executor has two samples a window apart', async () => {
    const run = await measure();
    const { collected, clock } = run;
    expect(told(run)).toBe('a window of 120 s');
    expect(clock.elapsedSeconds()).toBeLessThanOrEqual(130);
    if (collected.kind !== 'window') throw new Error('no window');
    expect(collected.window).toMatchObject({ source: 'samples', samples: 2 });
    expect(collected.ageSeconds).toBeLessThan(60);
    const evaluation = evaluate(collected.window);
    expect(evaluation.throughputPerSecond).toBeCloseTo(500, 0);
    expect(evaluation.components.find((c) => c.name === 'split')?.utilisation).toBeCloseTo(0.75, 2);
  });

  it('fits into the default wait of 150 s, whenever within their minute the workers report', async () => {
    const phase = fc.integer({ min: 0, max: 59 });
    await fc.assert(
      fc.asyncProperty(phase, phase, async (a, b) => {
        const workers = [
          { port: 6700, starts: [-3600 - a] },
          { port: 6701, starts: [-3600 - b] },
        ];
        const { collected, cluster } = await measure({ workers });
        expect(collected.kind).toBe('window');
        expect(cluster.polls.length, 'polls are dear for Nimbus').toBeLessThanOrEqual(14);
      }),
    );
  });

  it('is quick where the cluster reports every ten seconds', async () => {
    const { clock } = await measure({ intervalSeconds: 10 }, { windowSeconds: 30 });
    expect(clock.elapsedSeconds()).toBeLessThanOrEqual(40);
  });

  it('says how far it has come before each wait', async () => {
    const got: number[] = [];
    await measure({}, { onWait: (seconds) => got.push(seconds) });
    expect(got.length).toBeGreaterThan(2);
    expect(got).toEqual(got.toSorted((a, b) => a - b));
    expect(got[0]).toBe(0);
  });

  it('gives up when the wait is too short, and says which option helps', async () => {
    const run = await measure({}, { waitSeconds: 90 });
    expect(told(run)).toMatchInlineSnapshot(
      `"WINDOW_NOT_FULL: 1 min of 2 min measured within 1 min 30 s; wait longer with --wait"`,
    );
    expect(run.collected).toMatchObject({ gotSeconds: 60 });
    expect(run.clock.elapsedSeconds()).toBeLessThanOrEqual(90);
  });

  describe('with a worker that dies, whose last statistics are shown for ever', () => {
    const dyingAt = (deadAt: number) => [
      { port: 6700, starts: [-3600] },
      { port: 6701, starts: [-3600], deadAt },
    ];

    it('notices that they stand still', async () => {
      const run = await measure({ workers: dyingAt(-20) });
      expect(told(run)).toMatchInlineSnapshot(
        `"FROZEN_STATISTICS: the statistics have not moved for 2 min 30 s (every 60 s is usual): a worker, or its supervisor, is probably dead; see worker.log and supervisor.log on n1:6700 and n1:6701"`,
      );
    });

    it('notices it also in mid-measurement', async () => {
      const run = await measure({ workers: dyingAt(65) }, { waitSeconds: 400 });
      expect(told(run)).toMatch(/^FROZEN_STATISTICS: /);
      expect(run.collected).toMatchObject({ gotSeconds: 60 });
    });

    it('knows how old they are when the window was full before', async () => {
      const { collected } = await measure({ workers: dyingAt(125) });
      expect(collected).toMatchObject({ kind: 'window', ageSeconds: 0 });
    });
  });

  it('waits for executors that do not report yet', async () => {
    const run = await measure({ missingUntil: 60 }, { waitSeconds: 300 });
    expect(told(run)).toMatch(/^a window of 1[28]0 s$/);
    expect(run.clock.elapsedSeconds()).toBeGreaterThanOrEqual(150);
  });

  it('says which executors never reported', async () => {
    expect(told(await measure({ missingUntil: 1000 }))).toMatchInlineSnapshot(
      `"EXECUTORS_MISSING: some executors do not report: split (4 of 8 tasks); a worker is starting or gone: if it stays so, see worker.log and supervisor.log there"`,
    );
  });

  it('holds when the topology disappears in mid-measurement', async () => {
    const gone = new TrimtabError('TRIMTAB_E_TOPOLOGY_GONE', 'wordcount-1 is gone');
    const run = await measure({ fault: (elapsed) => (elapsed >= 60 ? gone : undefined) });
    expect(told(run)).toMatchInlineSnapshot(
      `"GONE: it was killed, or submitted again, while it was measured"`,
    );
  });

  it('fails when the cluster does', async () => {
    const down = new TrimtabError('TRIMTAB_E_UNREACHABLE', 'connection refused');
    await expect(measure({ fault: (elapsed) => (elapsed >= 60 ? down : undefined) })).rejects.toBe(down);
  });

  it('stops when it is deactivated in mid-measurement', async () => {
    const run = await measure({ statusAt: (elapsed) => (elapsed >= 60 ? 'inactive' : 'active') });
    expect(told(run)).toMatch(/^INACTIVE: /);
    expect(run.clock.elapsedSeconds()).toBe(60);
  });

  describe('with a worker that restarts in the middle', () => {
    const workers = [
      { port: 6700, starts: [-3620] },
      { port: 6701, starts: [-3605, 50] },
    ];

    it('stops at once if the rest of the wait cannot be enough', async () => {
      const run = await measure({ workers });
      expect(told(run)).toMatchInlineSnapshot(
        `"JUST_RESTARTED: a worker started 0 s ago: measure again in about 3 min 30 s"`,
      );
      expect(run.clock.elapsedSeconds()).toBe(60);
    });

    it('reckons with the time that has gone by already', async () => {
      // 30 s of warm-up, 60 s to the next statistics and 120 s of window do not fit into what is left of 250 s after 60.
      expect(told(await measure({ workers }, { waitSeconds: 250 }))).toMatch(/^JUST_RESTARTED: /);
    });

    it('begins anew if there is time, and counts nothing from before the restart', async () => {
      const { collected, clock } = await measure({ workers }, { waitSeconds: 400 });
      if (collected.kind !== 'window') throw new Error('no window');
      expect(collected.window.seconds).toBe(120);
      expect(clock.elapsedSeconds()).toBeGreaterThanOrEqual(50 + 60 + 120);
      const split = evaluate(collected.window).components.find((c) => c.name === 'split');
      expect(split?.inputPerSecond).toBeCloseTo(500, 0);
    });
  });

  it('is broken off by Ctrl-C during a wait', async () => {
    const controller = new AbortController();
    const clock = fakeClock((elapsed) => {
      if (elapsed >= 30) controller.abort(new Error('Ctrl-C'));
    });
    await expect(measure({}, { clock, signal: controller.signal })).rejects.toThrow('Ctrl-C');
    expect(clock.elapsedSeconds()).toBe(30);
  });

  it.each(['inactive', 'killed', 'rebalancing', 'unknown'] as const)(
    'does not even begin with a topology that is %s',
    async (status) => {
      const run = await measure({}, { ref: { ...topology, status } });
      expect(run.collected.kind).toBe('not-ready');
      expect(run.cluster.polls).toEqual([]);
    },
  );
});

describe('latencies that rounding hides', () => {
  it('are taken from the engine’s ten minutes, by one more poll', async () => {
    const workers = twoWorkers.map((worker) => ({
      ...worker,
      starts: worker.starts.map((s) => s - 604_800),
    }));
    const { collected, cluster } = await measure({ workers, executeLatencyMs: 0.4 });
    expect(cluster.polls.filter((p) => p.span === 'engine-10min')).toHaveLength(1);
    if (collected.kind !== 'window') throw new Error('no window');
    const split = evaluate(collected.window).components.find((c) => c.name === 'split');
    expect(split?.executeLatencyMs).toBeCloseTo(0.4, 9);
    expect(split?.inputPerSecond).toBeCloseTo(500, 0);
  });

  it.each([
    [150, 2],
    [125, 1],
  ])('are asked for again where that poll fails, within a wait of %i s', async (waitSeconds, times) => {
    const late = new TrimtabError('TRIMTAB_E_TIMEOUT', 'no complete answer within 5 s');
    let asked = 0;
    const fault = (_: number, span: string): Error | undefined =>
      span === 'engine-10min' && ++asked === 1 ? late : undefined;
    const workers = twoWorkers.map((worker) => ({
      ...worker,
      starts: worker.starts.map((s) => s - 604_800),
    }));
    const measuring = measure({ workers, executeLatencyMs: 0.4, fault }, { waitSeconds });
    if (times === 1) await expect(measuring).rejects.toBe(late);
    else expect((await measuring).collected.kind).toBe('window');
    expect(asked).toBe(times);
  });

  it('cost no poll where they are not hidden', async () => {
    const { cluster } = await measure();
    expect(cluster.polls.every((p) => p.span === 'since-start')).toBe(true);
  });
});

describe('measuring at once (--wait 0)', () => {
  it('takes the engine’s own ten minutes in one poll, whose age cannot be told', async () => {
    const { collected, cluster, clock } = await measure({}, { waitSeconds: 0 });
    expect(collected).toMatchObject({
      kind: 'window',
      ageSeconds: null,
      window: { source: 'engine', seconds: 600 },
    });
    expect(cluster.polls).toEqual([{ span: 'engine-10min', atSeconds: 0 }]);
    expect(clock.elapsedSeconds()).toBe(0);
  });

  it('still refuses workers that have just started', async () => {
    const workers = [
      { port: 6700, starts: [-3600] },
      { port: 6701, starts: [-20] },
    ];
    expect(told(await measure({ workers }, { waitSeconds: 0 }))).toMatchInlineSnapshot(
      `"JUST_RESTARTED: a worker started 0 s ago: measure again in about 1 min 30 s"`,
    );
  });
});
