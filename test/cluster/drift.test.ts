// A topology on a real 2.8.3 whose behaviour is changed while it runs: cost, selectivity, skew; the agent notices each, and names it rightly.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRealCluster } from './available.js';
import { driftsOf, nimbusOf, noticed, untilLearned, waitingWords, watching } from './drift-watching.js';
import type { LoadSettings } from './load-settings.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';

const windowSeconds = 20;
/** Of windows that are of the new behaviour alone; of the first, a part may be of before. */
const withinWindows = 5;

const traits = ['cost split', 'selectivity split', 'skew count'];

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
      const load = await cluster.submit(waitingWords);
      agent = startAgent(watching(nimbusOf(cluster), windowSeconds));
      for (const [i, { what, set, trait }] of changes.entries()) {
        await untilLearned(agent, traits);
        expect(driftsOf(agent).slice(i), `before ${what}`).toEqual([]);
        const { line, windows, seconds } = await noticed(agent, what, () => load.set(set));
        report(
          `${what}: noticed after ${windows} windows (${seconds.toFixed(0)} s) as ${line['what']}: ${line['text']}`,
        );
        expect(line['what'], what).toBe('application');
        expect(line['shifts'], what).toContainEqual(expect.objectContaining({ trait }));
        expect(windows, what).toBeLessThanOrEqual(withinWindows + 1);
      }
    }, 2_400_000);
  },
  17,
);
