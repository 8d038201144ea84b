// A topology on a real 2.8.3 whose behaviour is changed while it runs: cost, selectivity, skew; the agent notices each, and names it rightly.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JournalLine } from '../../src/audit/index.js';
import { describeRealCluster } from './available.js';
import type { LoadSettings } from './load-settings.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';

const windowSeconds = 30;
/** Of windows that are of the new behaviour alone; one more is on the way when it begins. */
const withinWindows = 5;
/** What is usual is learned in eight windows, and told of in the ninth. */
const learningSeconds = 11 * windowSeconds;

const changes: readonly { readonly what: string; readonly set: LoadSettings; readonly trait: string }[] = [
  { what: 'split becomes twice as costly', set: { 'split.waitMillis': 8 }, trait: 'cost' },
  { what: 'lines become twice as long', set: { words: 8 }, trait: 'selectivity' },
  { what: 'most words become one word', set: { hot: 0.8 }, trait: 'skew' },
];

describeRealCluster(
  'trimtab agent where a topology changes its behaviour',
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

    it('notices each change within five windows, and names it', async () => {
      const load = await cluster.submit({
        name: 'words',
        rate: 150,
        words: 4,
        maxSpoutPending: 500,
        executors: { split: 4, count: 4 },
        'split.waitMillis': 4,
      });
      agent = startAgent(
        `clusters: [{ name: real, nimbus: ['127.0.0.1:${cluster.nimbusPort}'] }]
agent: { schedule: '*/5 * * * * *', window: ${windowSeconds}s, warmUp: 10s }
topologies: { defaults: { mode: observe } }
`,
      );
      const running = agent;
      const drifts = (): JournalLine[] => running.lines().filter(({ kind }) => kind === 'drift');
      for (const [i, { what, set, trait }] of changes.entries()) {
        await new Promise((resolve) => setTimeout(resolve, learningSeconds * 1000));
        expect(drifts().slice(i), `before ${what}`).toEqual([]);
        const since = Date.now();
        await load.set(set);
        const drift = await until(what, () => drifts()[i], { limitSeconds: 600 });
        const windows = (Date.parse(drift.at) - since) / 1000 / windowSeconds;
        report(
          `${what}: noticed after ${windows.toFixed(1)} windows as ${String(drift['what'])}: ${String(drift['text'])}`,
        );
        expect(drift['what'], what).toBe('application');
        expect(drift['shifts'], what).toContainEqual(expect.objectContaining({ trait }));
        expect(windows, what).toBeLessThanOrEqual(withinWindows + 1);
      }
    }, 2_400_000);
  },
  17,
);
