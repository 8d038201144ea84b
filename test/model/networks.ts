// Arbitrary applications for property tests: chains, branches, joins and diamonds under any configuration.
import fc from 'fast-check';
import {
  defaultConfiguration,
  defaultHardware,
  type Grouping,
  type ModelConfiguration,
  type ModelHardware,
  type ModelStream,
  type ModelTopology,
} from '../../src/model/index.js';

export interface Case {
  readonly topology: ModelTopology;
  readonly configuration: ModelConfiguration;
  readonly hardware: ModelHardware;
  readonly offered: readonly number[];
}

const groupings: readonly Grouping[] = ['shuffle', 'local_or_shuffle', 'none', 'fields', 'global', 'all'];
const seconds = fc.double({ min: 1e-5, max: 0.01, noNaN: true });

const bolt = fc.record({
  executors: fc.constantFrom(1, 2, 3, 4, 6, 8),
  cpuSeconds: seconds,
  waitSeconds: seconds,
  variation: fc.double({ min: 0, max: 1.5, noNaN: true }),
  /** Which of the components before it feed it: one, or two for a join. */
  feeds: fc.tuple(fc.nat(), fc.option(fc.nat())),
  tuples: fc.constantFrom(0.1, 0.5, 1, 1, 2, 5),
  grouping: fc.constantFrom(...groupings),
  hotShare: fc.constantFrom(0, 0, 0.3),
});

export const anyCase: fc.Arbitrary<Case> = fc
  .record({
    spouts: fc.integer({ min: 1, max: 2 }),
    bolts: fc.array(bolt, { minLength: 1, maxLength: 6 }),
    workers: fc.integer({ min: 1, max: 3 }),
    nodes: fc.array(
      fc.record({ cores: fc.integer({ min: 1, max: 16 }), speed: fc.constantFrom(0.5, 1, 2) }),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    pending: fc.integer({ min: 1, max: 1000 }),
    offered: fc.constantFrom(1, 20, 300, 5000, Number.POSITIVE_INFINITY),
    ackers: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ spouts, bolts, workers, nodes, pending, offered, ackers }) => {
    const spout = (i: number): ModelTopology['components'][number] => ({
      name: `spout${i}`,
      kind: 'spout',
      tasks: 1,
      cpuSeconds: 1e-6,
      waitSeconds: 0,
      variation: 1,
    });
    const components = [
      ...Array.from({ length: spouts }, (_, i) => spout(i)),
      ...bolts.map(({ cpuSeconds, waitSeconds, variation }, i) => ({
        name: `bolt${i}`,
        kind: 'bolt' as const,
        tasks: 24,
        cpuSeconds,
        waitSeconds,
        variation,
      })),
    ];
    const streams = bolts.flatMap(({ feeds, tuples, grouping, hotShare }, i): ModelStream[] => {
      const to = spouts + i;
      const [first, second] = feeds;
      const sources = new Set([i === 0 ? 0 : first % to, ...(second === null ? [] : [second % to])]);
      return [...sources].map((from) => ({
        from,
        to,
        // A copy for each of 24 tasks, twice over, is more than any case needs.
        grouping: grouping === 'all' && i > 0 ? 'shuffle' : grouping,
        tuplesPerInput: tuples,
        hotShare,
      }));
    });
    return {
      topology: { components, streams },
      configuration: {
        ...defaultConfiguration,
        executors: [...Array.from({ length: spouts }, () => 1), ...bolts.map(({ executors }) => executors)],
        ackers,
        workers,
        pendingPerTask: pending,
        messageTimeoutSeconds: Number.POSITIVE_INFINITY,
      },
      hardware: { ...defaultHardware, nodes },
      offered: Array.from({ length: spouts }, () => offered),
    };
  });
