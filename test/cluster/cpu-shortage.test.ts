// A real 2.8.3 whose host has too few processors for a load that grows: the advice says so, and not before.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRealCluster } from './available.js';
import { nimbusOf, watching, windowsOf } from './drift-watching.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';

const windowSeconds = 20;
/** Windows of little load first; after that three that show it are enough, of which the first began before. */
const [before, within] = [4, 8];

describeRealCluster(
  'trimtab agent where a host becomes short of CPU',
  () => {
    let cluster: RealCluster;
    let agent: RunningAgent | undefined;
    beforeAll(async () => {
      cluster = await startStorm28();
    });
    afterAll(async () => {
      await agent?.stop();
      await cluster.stop();
    });

    it('advises more CPU', async () => {
      const load = await cluster.submit({
        name: 'words',
        rate: 150,
        words: 2,
        maxSpoutPending: 500,
        executors: { split: 4, count: 4 },
        'split.cpuMicros': 1000,
        'count.cpuMicros': 500,
      });
      const running = startAgent(watching(nimbusOf(cluster), windowSeconds, 'suggest'));
      agent = running;
      const windows = (): number => windowsOf(running);
      const advised = (): string | undefined =>
        running
          .lines()
          .flatMap(({ advice }) => (advice ?? []) as { knob: string; text: string }[])
          .find(({ text }) => /the CPU of \S+ seems to be short/.test(text))?.text;
      const options = {
        limitSeconds: 600,
        everyMillis: 2000,
        describeFailure: () => running.log().slice(-2000),
      };
      await until('windows of little load', () => (windows() >= before ? true : undefined), options);
      expect(advised()).toBeUndefined();
      const since = windows();
      await load.set({ rate: 1500 });
      report(await until('the advice', advised, options));
      const took = windows() - since;
      report(`advised after ${took} windows`);
      expect(took).toBeLessThanOrEqual(within);
    }, 1_500_000);
  },
  17,
);
