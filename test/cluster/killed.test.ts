// An agent on a real 2.8.3 that is killed again and again in the middle of changes and of writing files: nothing is sent twice, lost or half-done.
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { kill } from '../../scripts/bench/survive-kill.mjs';
import { describeRealCluster } from './available.js';
import { submitFlux, wordsFluxOf } from './flux/flux.js';
import { settingsInForce } from './flux/in-force.js';
import { rebalancesOf } from './nimbus-log.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm28 } from './storm28.js';

const [kills, seed] = [10, 1];

describeRealCluster(
  'an agent',
  () => {
    let real: RealCluster;
    beforeAll(async () => {
      real = await startStorm28();
    });
    afterAll(() => real.stop());

    it(
      `survives ${kills} times kill -9`,
      async () => {
        const wrong = await kill(kills, seed, {
          name: 'a real Storm 2.8.3',
          before: { split: 2, pending: 50 },
          intoForceMs: 15_000,
          patienceMs: 600_000,
          exclude: ['executors.count', 'executors.lines', 'executors.__acker', 'workers'],
          writers: (round) => ({
            'words.flux.yaml': (values) => wordsFluxOf({ name: `words-${round}`, ...values }),
          }),
          start: async (round, files) => {
            const name = `words-${round}`;
            await submitFlux(real, join(files, 'words.flux.yaml'));
            const inForce = async () => (await settingsInForce(real, name)).settings;
            await inForce();
            return {
              config: { nimbus: [`127.0.0.1:${real.nimbusPort}`] },
              agent: { schedule: '*/5 * * * * *' },
              calls: () =>
                Promise.resolve(rebalancesOf(real, name).map((rebalance) => ({ ok: true, rebalance }))),
              inForce,
              stop: () => real.kill(name, 1),
            };
          },
        });
        expect(wrong).toBe(0);
      },
      30 * 60_000,
    );
  },
  17,
);
