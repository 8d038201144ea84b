// An operator who moves a topology from Storm 1.2.4 to 2.8.3 and keeps the agent's state: it says that the engine is another one, sets aside what it knew of the former, and learns anew.
import { afterAll, expect, it } from 'vitest';
import { trimtab } from '../cli/trimtab.js';
import { describeRealCluster } from './available.js';
import {
  driftsOf,
  keptBy,
  nimbusOf,
  noticed,
  untilLearned,
  waitingWords,
  watching,
} from './drift-watching.js';
import type { LoadTopology } from './load-topology.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm12 } from './storm12.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';

const windowSeconds = 20;
const traits = ['cost split', 'selectivity split', 'skew count'];

describeRealCluster(
  'trimtab agent where Storm is upgraded',
  () => {
    const running: { stop(): Promise<unknown> }[] = [];
    afterAll(async () => {
      for (const one of running.reverse()) await one.stop();
    });

    async function begin(start: () => Promise<RealCluster>): Promise<[RealCluster, LoadTopology]> {
      const cluster = await start();
      running.push(cluster);
      const load = await cluster.submit(waitingWords);
      return [cluster, load];
    }

    /** @param address of the cluster, which keeps its name in the configuration */
    function watch(address: string, directory?: string): RunningAgent {
      const agent = startAgent(watching(address, windowSeconds), directory);
      running.push(agent);
      return agent;
    }

    async function told({ directory }: RunningAgent): Promise<string> {
      const { stdout } = await trimtab(['drift'], { cwd: directory });
      report(stdout);
      return stdout;
    }

    it('names the engine in the first window, and knows the new one as well as it knew the former', async () => {
      const [former] = await begin(startStorm12);
      const before = watch(`ui: '${former.uiUrl}'`);
      await untilLearned(before, traits);
      expect(driftsOf(before)).toEqual([]);
      expect(await told(before)).toMatch(/^real words {2}steady.*\n.* windows on storm 1\.2\.4;/);
      await before.stop();
      await former.stop();

      const [cluster, load] = await begin(startStorm28);
      let agent = before;
      const upgraded = await noticed(before, 'the upgrade', () => {
        agent = watch(nimbusOf(cluster), before.directory);
      });
      report(
        `upgrade: after ${upgraded.windows} windows (${upgraded.seconds.toFixed(0)} s) as ${upgraded.line['what']}`,
      );
      expect(upgraded.windows).toBe(1);
      expect(upgraded.line).toMatchObject({
        code: 'DRIFT_ENGINE',
        text: 'the engine is storm 2.8.3, and was storm 1.2.4',
        forgotten: true,
      });
      // What is kept is of the new one.
      expect((await keptBy(agent))?.detector.engine).toBe('storm 2.8.3');
      expect(await told(agent)).toContain('drifted (engine)');

      await untilLearned(agent, traits);
      expect(await told(agent)).toContain('windows on storm 2.8.3');
      expect(driftsOf(agent)).toHaveLength(1);

      const costly = await noticed(agent, 'split becomes twice as costly', () =>
        load.set({ 'split.waitMillis': 8 }),
      );
      report(`afterwards: ${costly.windows} windows as ${costly.line['what']}: ${costly.line['text']}`);
      expect(costly.line['what']).toBe('application');
      expect(costly.windows).toBeLessThanOrEqual(6);
    }, 2_400_000);
  },
  17,
);
