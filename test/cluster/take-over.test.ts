// Two agents on a real 2.8.3: one acts and the other stands by; the acting one is killed in mid-change, the other takes over within two looks, and nothing is done twice.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { trimtab } from '../cli/trimtab.js';
import { describeRealCluster } from './available.js';
import { rebalancesOf } from './nimbus-log.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';

const lookSeconds = 5;

describeRealCluster(
  'two agents',
  () => {
    let cluster: RealCluster;
    const agents: RunningAgent[] = [];
    beforeAll(async () => {
      cluster = await startStorm28();
    });
    afterAll(async () => {
      await Promise.all(agents.map((agent) => agent.stop()));
      await cluster.stop();
    });

    function start(...words: string[]): RunningAgent {
      const agent = startAgent(
        `clusters: [{ name: real, nimbus: ['127.0.0.1:${cluster.nimbusPort}'] }]
agent: { policy: ds2, schedule: '*/${lookSeconds} * * * * *', window: 30s, warmUp: 10s, coolDown: 10m }
topologies: { defaults: { mode: auto } }
`,
        undefined,
        words,
      );
      agents.push(agent);
      return agent;
    }

    it('one acts; the other takes over within two looks of its death; no rebalance comes twice', async () => {
      await cluster.submit({
        name: 'words',
        rate: 0,
        words: 3,
        maxSpoutPending: 50,
        executors: { split: 2, count: 2 },
        'split.waitMillis': 10,
      });
      const one = start();
      const patient = { limitSeconds: 240, describeFailure: () => agents.map((a) => a.log()).join('\n') };
      await until('the first agent watches', () => found(one, 'observed'), patient);
      const two = start('--stand-by');
      await until(
        'the second stands by',
        async () => two.log().includes('standing-by') || undefined,
        patient,
      );
      await until(
        'the first has sent something',
        async () => one.log().includes('"message":"sent"') || undefined,
        patient,
      );
      const killedAt = Date.now();
      one.child.kill('SIGKILL');
      const tookOver = await until('the second takes over', async () => takeOverOf(two), patient);
      const seconds = (tookOver - killedAt) / 1000;
      // Long enough for another change by the second, were there one.
      await until('the second has seen what the first did', () => found(two, 'override-seen'), patient);
      await until('the second decides', () => found(two, 'decided', killedAt + 60_000), patient);
      const sent = rebalancesOf(cluster, 'words').length;
      report(
        `took over ${seconds.toFixed(1)} s after kill -9 (a look every ${lookSeconds} s); rebalances that Nimbus took: ${sent}; ` +
          `the second: ${two
            .lines()
            .filter((l) => l.kind !== 'evaluated')
            .map((l) => [l.kind, l['code']].filter(Boolean).join(' '))
            .join(', ')}`,
      );
      expect(seconds).toBeLessThanOrEqual(2 * lookSeconds);
      expect(sent).toBe(one.lines().filter((l) => l.kind === 'intended').length);
      expect(sent).toBe(1);
      expect(two.lines().filter((l) => l.kind === 'intended')).toEqual([]);
      for (const { directory } of agents) {
        const audit = await trimtab(['audit', 'verify'], { cwd: directory });
        expect({ code: audit.code, stderr: audit.stderr }).toEqual({ code: 0, stderr: '' });
      }
    });
  },
  17,
);

function found(agent: RunningAgent, kind: string, since = 0): Promise<true | undefined> {
  const lines = agent.lines().filter((l) => l.kind === kind && Date.parse(l.at) >= since);
  return Promise.resolve(lines.length > 0 || undefined);
}

/** When, by its log; milliseconds since the epoch. */
function takeOverOf(agent: RunningAgent): number | undefined {
  const entries = agent
    .log()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as { message: string; timestamp: string });
  const at = entries.find((e) => e.message === 'took-over')?.timestamp;
  return at === undefined ? undefined : Date.parse(at);
}
