// The solver on networks whose answer is known, and on what it must refuse.
import { describe, expect, it } from 'vitest';
import {
  createSolver,
  defaultConfiguration,
  defaultHardware,
  layOut,
  type ModelConfiguration,
  type ModelHardware,
  type ModelTopology,
  placeEvenly,
  type Solution,
  solve,
} from '../../src/model/index.js';

const source = {
  name: 'spout',
  kind: 'spout',
  tasks: 1,
  cpuSeconds: 0,
  waitSeconds: 0,
  variation: 1,
} as const;
const shuffled = (from: number, to: number) =>
  ({ from, to, grouping: 'shuffle', tuplesPerInput: 1, hotShare: 0 }) as const;

/** A spout, then one bolt of 10 ms: 100 tuples/s for each executor. */
const topology: ModelTopology = {
  components: [
    source,
    { name: 'bolt', kind: 'bolt', tasks: 24, cpuSeconds: 0, waitSeconds: 0.01, variation: 1 },
  ],
  streams: [shuffled(0, 1)],
};
const instant: ModelHardware = {
  ...defaultHardware,
  nodes: [{ cores: 8, speed: 1 }],
  localHopSeconds: 0,
  remoteHopSeconds: 0,
  ackerCpuSeconds: 0,
};

function solved(
  own: Partial<ModelConfiguration>,
  offered = Number.POSITIVE_INFINITY,
  changed = topology,
): Solution {
  const configuration = { ...defaultConfiguration, executors: [1, 1], ...own };
  return solve(createSolver(layOut(changed, configuration, instant)), [offered]);
}

describe('a single queue', () => {
  it('waits as M/M/1 does: at half load as long again as the service', () => {
    const { total, responseSeconds, queueSeconds, limit } = solved({}, 50);
    expect(total).toBe(50);
    expect(queueSeconds[1]).toBeCloseTo(0.01, 9);
    expect(responseSeconds).toBeCloseTo(0.02, 9);
    expect(limit).toEqual({ kind: 'offered' });
  });

  it('closed by one pending tuple carries one at a time', () => {
    const { total, responseSeconds, limit } = solved({ pendingPerTask: 1, executors: [1, 8] });
    expect(total).toBeCloseTo(100, 3);
    expect(responseSeconds).toBeCloseTo(0.01, 6);
    expect(limit).toEqual({ kind: 'pending' });
  });

  it.each([1, 2, 9, 260, 20_000, 1_000_000])(
    'closed by %i over k executors is the balanced job bound N / (N + k - 1)',
    (pendingPerTask) => {
      const roomy = { heapMiBPerExecutor: 1e6, messageTimeoutSeconds: Number.POSITIVE_INFINITY };
      const { total } = solved({ pendingPerTask, executors: [1, 4], ...roomy });
      expect(total / ((400 * pendingPerTask) / (pendingPerTask + 3))).toBeCloseTo(1, 6);
    },
  );

  it('that is full keeps all pending tuples waiting', () => {
    const { total, responseSeconds, limit } = solved({ pendingPerTask: 500, executors: [1, 2] });
    expect(total).toBeCloseTo(200, 0);
    expect(responseSeconds).toBeCloseTo(500 / total, 6);
    expect(limit).toEqual({ kind: 'component', component: 1 });
  });
});

/** Two spouts, each with a bolt of its own: the first of 10 ms, the second of 0.1 ms. */
const apart: ModelTopology = {
  components: [
    { name: 'slow', kind: 'spout', tasks: 1, cpuSeconds: 0, waitSeconds: 0, variation: 1 },
    { name: 'fast', kind: 'spout', tasks: 1, cpuSeconds: 0, waitSeconds: 0, variation: 1 },
    { name: 'long', kind: 'bolt', tasks: 8, cpuSeconds: 0, waitSeconds: 0.01, variation: 1 },
    { name: 'short', kind: 'bolt', tasks: 8, cpuSeconds: 0, waitSeconds: 0.0001, variation: 1 },
  ],
  streams: [
    { from: 0, to: 2, grouping: 'shuffle', tuplesPerInput: 1, hotShare: 0 },
    { from: 1, to: 3, grouping: 'shuffle', tuplesPerInput: 1, hotShare: 0 },
  ],
};

describe('spouts that share nothing', () => {
  const configuration = { ...defaultConfiguration, executors: [1, 1, 1, 1], pendingPerTask: 20 };
  const throughputOf = (...offered: number[]): number[] => [
    ...solve(createSolver(layOut(apart, configuration, instant)), offered).throughput,
  ];

  it('do not hold each other back', () => {
    const [slow, fast] = throughputOf(1000, 4000);
    expect(slow).toBeCloseTo(100, -1);
    expect(fast).toBe(4000);
  });

  it('each go as far as their own pending tuples let them', () => {
    const [slow, fast] = throughputOf(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    expect(slow).toBeGreaterThan(90);
    expect(slow).toBeLessThanOrEqual(100);
    expect(fast).toBeGreaterThan(9000);
    expect(fast).toBeLessThanOrEqual(10_000);
  });
});

describe('what is not there', () => {
  it('without ackers nothing is pending and the executors alone limit', () => {
    const { total } = solved({ ackers: 0, pendingPerTask: 1, executors: [1, 2] });
    expect(total).toBeCloseTo(200, 3);
  });

  it('a heap that cannot hold what lives stands still', () => {
    const { total, responseSeconds, limit } = solved({ heapMiBPerExecutor: 8 }, 10);
    expect([total, responseSeconds, limit]).toEqual([0, Number.POSITIVE_INFINITY, { kind: 'memory' }]);
  });

  it('trees that take longer than the timeout are replayed', () => {
    const { failedShare, total } = solved({ pendingPerTask: 1000, messageTimeoutSeconds: 5 });
    expect(failedShare).toBeGreaterThan(0.9);
    expect(total).toBeLessThan(10);
  });

  it('an uneven number of tasks leaves the busiest executor with more', () => {
    const even = solved({ pendingPerTask: 5000, executors: [1, 8] });
    const uneven = solved({ pendingPerTask: 5000, executors: [1, 9] });
    expect(even.total / 800).toBeCloseTo(1, 2);
    expect(uneven.total / 800).toBeCloseTo(1, 2);
  });

  it('a hot key keeps its executor full whatever is added', () => {
    const hot = {
      ...topology,
      streams: topology.streams.map((s) => ({ ...s, grouping: 'fields' as const, hotShare: 0.5 })),
    };
    const { total } = solved({ pendingPerTask: 5000, executors: [1, 12] }, Number.POSITIVE_INFINITY, hot);
    expect(total).toBeCloseTo(100 / (0.5 + 0.5 / 12), -1);
  });
});

describe('a model is refused', () => {
  const bolt = topology.components[1];
  it.each([
    [
      'with a cycle',
      {
        streams: [
          ...topology.streams,
          { from: 1, to: 1, grouping: 'shuffle' as const, tuplesPerInput: 1, hotShare: 0 },
        ],
      },
      'streams form a cycle through bolt',
    ],
    [
      'with a stream to a spout',
      { streams: [{ from: 1, to: 0, grouping: 'shuffle' as const, tuplesPerInput: 1, hotShare: 0 }] },
      'a stream leads to spout spout',
    ],
    [
      'with a stream to nowhere',
      { streams: [{ from: 0, to: 7, grouping: 'shuffle' as const, tuplesPerInput: 1, hotShare: 0 }] },
      'a stream from 0 to 7 names no component',
    ],
    [
      'with NaN',
      {
        streams: [{ from: 0, to: 1, grouping: 'shuffle' as const, tuplesPerInput: Number.NaN, hotShare: 0 }],
      },
      'tuplesPerInput is NaN, must be >= 0',
    ],
    ['without a spout', { components: bolt === undefined ? [] : [bolt, bolt] }, 'a topology needs a spout'],
  ])('%s', (_, wrong, message) => {
    expect(() => solved({}, 1, { ...topology, ...wrong })).toThrow(new RangeError(message));
  });

  it.each([
    [{ executors: [1, 25] }, 'bolt: 25 executors for 24 tasks'],
    [{ executors: [1, 0] }, 'bolt: executors is 0, must be a whole number >= 1'],
    [{ pendingPerTask: 0 }, 'pendingPerTask is 0, must be a whole number >= 1'],
    [{ workers: 0 }, 'workers is 0, must be a whole number >= 1'],
  ])('with a configuration of %j', (own, message) => {
    expect(() => solved(own, 1)).toThrow(new RangeError(message));
  });

  it('for an offered rate below 0', () => {
    expect(() => solved({}, -1)).toThrow('offeredPerSecond of spout 0 is -1');
  });
});

describe('two spouts with a bolt each', () => {
  const one = (name: string, waitSeconds: number) =>
    ({ name, kind: 'bolt', tasks: 24, cpuSeconds: 0, waitSeconds, variation: 1 }) as const;
  const spout = (name: string) => ({ ...source, name });

  it.each([
    { slow: 'last', ackers: 0, pendingPerTask: null },
    { slow: 'last', ackers: 1, pendingPerTask: null },
    { slow: 'last', ackers: 1, pendingPerTask: 100 },
    { slow: 'first', ackers: 0, pendingPerTask: null },
    { slow: 'first', ackers: 1, pendingPerTask: null },
  ])('do not hold each other back: slow bolt $slow, $ackers ackers, pending $pendingPerTask', (given) => {
    const { slow, ackers, pendingPerTask } = given;
    const bolts = slow === 'last' ? [one('a', 0.001), one('b', 0.01)] : [one('b', 0.01), one('a', 0.001)];
    const offered = slow === 'last' ? [800, 200] : [200, 800];
    const network = layOut(
      { components: [spout('s0'), spout('s1'), ...bolts], streams: [shuffled(0, 2), shuffled(1, 3)] },
      {
        ...defaultConfiguration,
        ackers,
        pendingPerTask,
        messageTimeoutSeconds: Infinity,
        executors: [1, 1, 1, 1],
      },
      instant,
    );
    const { throughput } = solve(createSolver(network), offered);
    const [fast, held] = slow === 'last' ? throughput : [...throughput].reverse();
    expect(fast).toBeCloseTo(800, 0);
    expect(held).toBeGreaterThan(98);
    expect(held).toBeLessThanOrEqual(100 * (1 + 1e-6));
  });
});

it('refuses a placement that lacks executors', () => {
  const configuration = { ...defaultConfiguration, executors: [1, 3] };
  const placement = placeEvenly({ ...configuration, executors: [1, 2] }, 1);
  expect(() => layOut(topology, configuration, instant, placement)).toThrow(
    'component 1 has 3 executors, of which 2 have a worker',
  );
});

it('has times of the size of the mean where the source has far more to give than can be carried', () => {
  const bolts = [0.003, 0.0007].map((seconds, i) => ({
    name: `bolt${i}`,
    kind: 'bolt' as const,
    tasks: 24,
    cpuSeconds: seconds / 3,
    waitSeconds: (2 * seconds) / 3,
    variation: 1,
  }));
  const chain: ModelTopology = {
    components: [source, ...bolts],
    streams: [shuffled(0, 1), shuffled(1, 2)],
  };
  for (const cores of [1, 2, 4]) {
    for (const executors of [1, 2, 3, 4]) {
      const configuration = { ...defaultConfiguration, pendingPerTask: null, executors: [1, executors, 2] };
      const network = layOut(chain, configuration, { ...instant, nodes: [{ cores, speed: 1 }] });
      for (const offered of [1e4, 1e5, 1e6]) {
        const { responseSeconds, responseDeviation, p95Seconds } = solve(createSolver(network), [offered]);
        expect(p95Seconds).toBeGreaterThan(responseSeconds);
        expect(responseDeviation).toBeLessThan(responseSeconds);
      }
    }
  }
});
