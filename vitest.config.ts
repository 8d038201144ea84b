import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Slow, and seldom broken by a change; listed in CONTRIBUTING.md. */
const onlyInFullRuns = [
  // Tests of the tests' own cluster: what they check is used by all the others, too.
  'test/cluster/storm12.test.ts',
  'test/cluster/states.test.ts',
  'test/cluster/hazards.test.ts',
  'test/cluster/graphite.test.ts',
  'test/cluster/apply.test.ts',
  'test/cluster/load-step.test.ts',
  'test/cluster/policies.test.ts',
  'test/cluster/drift.test.ts',
  'test/cluster/drift-engine.test.ts',
  'test/cluster/take-over.test.ts',
  'test/cluster/flux.test.ts',
  'test/cluster/killed.test.ts',
];

/** They take the processors away from whatever runs beside them; the second in full runs only. */
const alone = ['test/cluster/cpu-shortage.test.ts', 'test/cluster/drift-machine.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cluster/**', 'test/**/*.bench.test.ts', 'test/**/*.package.test.ts'],
          globalSetup: ['test/build.ts'],
          // Modules are loaded once for all files of a worker, not for each of three hundred: half of the time was spent on that.
          isolate: false,
          // Many wait for commands: by default one processor would be left free.
          maxWorkers: Math.max(2, availableParallelism()),
          sequence: { groupOrder: 2 },
          // On a busy machine a command takes ten times as long as on an idle one.
          testTimeout: 180_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          exclude: [
            'test/cluster/**/*.bench.test.ts',
            ...alone,
            ...(process.env['TRIMTAB_CLUSTER_FULL'] ? [] : onlyInFullRuns),
          ],
          globalSetup: ['test/build.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // Most of their time is waiting for windows to fill: two clusters at a time get on with two processors.
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'cluster-alone',
          include: process.env['TRIMTAB_CLUSTER_FULL'] ? alone : alone.slice(0, 1),
          globalSetup: ['test/build.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          maxWorkers: 1,
          // After all others.
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'package',
          // Packs and installs: two minutes of reading and writing files.
          include: ['test/**/*.package.test.ts'],
          globalSetup: ['test/build.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'bench',
          // Measurements for docs/experiments: minutes to half an hour, and nothing to fail on.
          include: process.env['TRIMTAB_BENCH'] ? ['test/**/*.bench.test.ts'] : [],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
