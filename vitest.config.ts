import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cluster/**'],
          globalSetup: ['test/build.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'cluster',
          include: ['test/cluster/**/*.test.ts'],
          // The tests of the tests' own cluster: what they check is used by all the others, too. And what is off by default.
          exclude: process.env['TRIMTAB_CLUSTER_FULL']
            ? []
            : ['test/cluster/storm12.test.ts', 'test/cluster/graphite.test.ts'],
          globalSetup: ['test/build.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
