// The simulation itself against theory: queues and closed loops whose answers are known.
import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.js';
import type { DesComponent, DesSetup, DesStream } from './types.js';

const part = (name: string, more: Partial<DesComponent>): DesComponent => ({
  name,
  kind: 'bolt',
  executors: 1,
  tasks: more.executors ?? 1,
  cpuSeconds: 0,
  waitSeconds: 0,
  variation: 1,
  offeredPerSecond: null,
  ...more,
});

const stream = (from: number, to: number, more: Partial<DesStream> = {}): DesStream => ({
  from,
  to,
  grouping: 'shuffle',
  tuplesPerInput: 1,
  hotShare: 0,
  ...more,
});

const setup = (components: DesComponent[], streams: DesStream[], more: Partial<DesSetup> = {}): DesSetup => ({
  components,
  streams,
  workers: 1,
  ackers: 0,
  ackerCpuSeconds: 0,
  pendingPerTask: null,
  nodes: [{ cores: 64, speed: 1 }],
  localHopSeconds: 0,
  remoteHopSeconds: 0,
  serialisationSeconds: 0,
  ...more,
});

const of = (list: readonly number[], component: number): number => list[component] ?? Number.NaN;

const long = { seed: 7, warmUpTrees: 5000, trees: 200_000, maxEvents: 1e7 };

describe('the discrete-event simulation', () => {
  it('waits u s / (1 - u) in M/M/1, with exponential sojourn quantiles', () => {
    const found = simulate(
      setup(
        [part('s', { kind: 'spout', offeredPerSecond: 70 }), part('b', { waitSeconds: 0.01 })],
        [stream(0, 1)],
      ),
      long,
    );
    expect(found.meanSeconds / (0.01 / 0.3)).toBeCloseTo(1, 1);
    expect(found.p95Seconds / ((0.01 / 0.3) * Math.log(20))).toBeCloseTo(1, 1);
    expect(found.utilisation[1]).toBeCloseTo(0.7, 1);
    expect(found.total).toBeCloseTo(70, -1);
  });

  it('waits half as long in M/D/1', () => {
    const components = [
      part('s', { kind: 'spout', offeredPerSecond: 70 }),
      part('b', { waitSeconds: 0.01, variation: 0 }),
    ];
    const found = simulate(setup(components, [stream(0, 1)]), long);
    expect(of(found.queueSeconds, 1) / ((0.01 * 0.7) / 0.3 / 2)).toBeCloseTo(1, 1);
  });

  it('shares the cores: one core and any number of threads are M/M/1 processor sharing', () => {
    const components = [
      part('s', { kind: 'spout', offeredPerSecond: 60 }),
      part('b', { executors: 40, cpuSeconds: 0.02 }),
    ];
    const found = simulate(
      setup(components, [stream(0, 1, { grouping: 'fields' })], { nodes: [{ cores: 1, speed: 2 }] }),
      long,
    );
    // A thread serves one tuple at a time, so a few wait although no core is missing.
    expect(of(found.serviceSeconds, 1) / (0.01 / 0.4)).toBeGreaterThan(0.9);
    expect(found.meanSeconds / (0.01 / 0.4)).toBeCloseTo(1, 1);
    expect(found.nodeUse[0]).toBeCloseTo(0.6, 1);
  });

  it("carries a closed loop as machine repair: P trees, a delay Z and one server (Erlang's loss formula)", () => {
    const [machines, repairSeconds, upSeconds] = [6, 0.02, 0.1];
    const components = [part('s', { kind: 'spout' }), part('b', { waitSeconds: repairSeconds })];
    // Both hops of a message of a bolt to the acker and of a tuple to the bolt: Z = 2 x 0.05.
    const found = simulate(
      setup(components, [stream(0, 1)], {
        ackers: 1,
        pendingPerTask: machines,
        localHopSeconds: upSeconds / 2,
      }),
      long,
    );
    // M/M/1//N with any distribution of Z: p0 = 1 / sum_k N! / (N - k)! (s / Z)^k.
    let sum = 1;
    let term = 1;
    for (let k = 1; k <= machines; k++) {
      term *= ((machines - k + 1) * repairSeconds) / upSeconds;
      sum += term;
    }
    expect(found.total / ((1 - 1 / sum) / repairSeconds)).toBeCloseTo(1, 2);
    expect(found.inFlight).toBeCloseTo(machines, 6);
    expect((found.total * found.meanSeconds) / found.inFlight).toBeCloseTo(1, 2);
  });

  it('copies, thins out and follows keys as the groupings say', () => {
    const components = [
      part('s', { kind: 'spout', offeredPerSecond: 100 }),
      part('all', { executors: 2, tasks: 3 }),
      part('fields', { executors: 4, waitSeconds: 0.001 }),
      part('global', { executors: 2, waitSeconds: 0.001 }),
      part('thin', { executors: 1 }),
    ];
    const streams = [
      stream(0, 1, { grouping: 'all' }),
      stream(0, 2, { grouping: 'fields', hotShare: 0.6, tuplesPerInput: 2 }),
      stream(2, 3, { grouping: 'global' }),
      stream(0, 4, { tuplesPerInput: 0.25 }),
    ];
    const found = simulate(setup(components, streams, { ackers: 1 }), { ...long, trees: 50_000 });
    const visits = found.served.map((rate) => rate / found.total);
    expect(visits[1]).toBeCloseTo(3, 1);
    expect(visits[2]).toBeCloseTo(2, 1);
    expect(visits[4]).toBeCloseTo(0.25, 1);
    expect(visits[5]).toBeCloseTo(1 + 3 + 2 + 2 + 0.25, 1);
    expect(of(found.busiest, 2) / (4 * of(found.utilisation, 2))).toBeCloseTo(0.6 + 0.4 / 4, 1);
    expect(of(found.busiest, 3) / of(found.utilisation, 3)).toBeCloseTo(2, 6);
  });

  it('prefers its own worker, and pays for leaving it', () => {
    const components = [
      part('a', { executors: 2, waitSeconds: 0.001 }),
      part('s', { kind: 'spout', executors: 2, offeredPerSecond: 10 }),
    ];
    const hops = { workers: 2, localHopSeconds: 0.001, remoteHopSeconds: 0.1, serialisationSeconds: 0.01 };
    const local = simulate(setup(components, [stream(1, 0, { grouping: 'local-or-shuffle' })], hops), {
      ...long,
      trees: 20_000,
    });
    expect(local.meanSeconds).toBeLessThan(0.0022);
    const shuffled = simulate(setup(components, [stream(1, 0)], hops), { ...long, trees: 20_000 });
    expect(shuffled.meanSeconds / 0.0517).toBeCloseTo(1, 1);
    expect(shuffled.serviceSeconds[1]).toBeCloseTo(0.005, 3);
  });

  it('says the same twice, and something else with another seed', () => {
    const some = setup(
      [part('s', { kind: 'spout', offeredPerSecond: 9 }), part('b', { waitSeconds: 0.1 })],
      [stream(0, 1)],
    );
    const short = { seed: 1, warmUpTrees: 10, trees: 500, maxEvents: 1e5 };
    expect(simulate(some, short)).toEqual(simulate(some, short));
    expect(simulate(some, { ...short, seed: 2 })).not.toEqual(simulate(some, short));
  });
});
