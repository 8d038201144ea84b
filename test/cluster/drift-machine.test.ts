// A real 2.8.3 on a machine that becomes slower while a topology runs, and as fast again: processes that compute compete with its workers.
import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { trimtab } from '../cli/trimtab.js';
import { describeRealCluster } from './available.js';
import { compete } from './competing.js';
import { driftsOf, type Noticed, nimbusOf, noticed, untilLearned, watching } from './drift-watching.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';

const windowSeconds = 20;
const withinWindows = 5;
const traits = ['cost split', 'cost count'];
/** Each takes as much of a processor as all of Storm: less than the topology asks for is left. */
const competitors = 4 * availableParallelism();

describeRealCluster(
  'trimtab agent where the machine becomes slower',
  () => {
    let cluster: RealCluster;
    let agent: RunningAgent | undefined;
    let relieve: (() => Promise<void>) | undefined;
    beforeAll(async () => {
      cluster = await startStorm28();
    });
    afterAll(async () => {
      await relieve?.();
      await agent?.stop();
      await cluster.stop();
    });

    function told(what: string, { line, windows, seconds }: Noticed): void {
      report(
        `${what}: after ${windows} windows (${seconds.toFixed(0)} s) as ${line['what']}: ${line['text']}`,
      );
    }

    it('notices it within five windows, says that it is the machine, and notices the end of it', async () => {
      await cluster.submit({
        name: 'words',
        rate: 300,
        words: 2,
        maxSpoutPending: 500,
        executors: { split: 2, count: 2 },
        'split.cpuMicros': 1000,
        'count.cpuMicros': 500,
      });
      const running = startAgent(watching(nimbusOf(cluster), windowSeconds));
      agent = running;
      await untilLearned(running, traits);
      expect(driftsOf(running)).toEqual([]);

      const slower = await noticed(running, 'a slower machine', () => {
        relieve = compete(competitors);
      });
      told('slower machine', slower);
      report((await trimtab(['drift'], { cwd: running.directory })).stdout);
      expect(slower.line['what']).toBe('cluster');
      expect(slower.windows).toBeLessThanOrEqual(withinWindows + 1);

      await untilLearned(running, traits);
      expect(driftsOf(running)).toHaveLength(1);
      const back = await noticed(running, 'a machine as fast again', async () => relieve?.());
      told('as fast again', back);
      report((await trimtab(['drift'], { cwd: running.directory })).stdout);
      expect(back.line['what']).toBe('cluster');
      expect(back.windows).toBeLessThanOrEqual(withinWindows + 1);
    }, 2_400_000);
  },
  17,
);
