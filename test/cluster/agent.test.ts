// The agent in `auto` on real clusters: a starved bolt is found, given executors, verified and journaled, on both generations.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { trimtab } from '../cli/trimtab.js';
import { describeRealCluster } from './available.js';
import type { LoadTopology } from './load-topology.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm12 } from './storm12.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';
import { Hopeless, until } from './waiting.js';

/** As an operator would have it, only faster: the test clusters report every few seconds. */
const agentOptions = `agent: { schedule: '*/5 * * * * *', window: 30s, warmUp: 10s, coolDown: 10m }
topologies: { defaults: { mode: auto } }
`;

const clusters = [
  { version: '1.2.4', start: startStorm12, address: (c: RealCluster) => `ui: '${c.uiUrl}'` },
  {
    version: '2.8.3',
    start: startStorm28,
    address: (c: RealCluster) => `nimbus: ['127.0.0.1:${c.nimbusPort}']`,
  },
] as const;

describeRealCluster(
  'trimtab agent in auto',
  () => {
    const started = new Map<string, RealCluster>();
    const agents: RunningAgent[] = [];

    beforeAll(async () => {
      await Promise.all(clusters.map(async ({ version, start }) => started.set(version, await start())));
    });
    afterAll(async () => {
      await Promise.all(agents.map((agent) => agent.stop()));
      await Promise.all([...started.values()].map((cluster) => cluster.stop()));
    });

    it.concurrent.each(clusters)('relieves a starved bolt on $version', async ({ version, address }) => {
      const cluster = started.get(version);
      if (cluster === undefined) throw new Error(`no cluster ${version}`);
      const load = await cluster.submit({
        name: 'words',
        rate: 0,
        words: 3,
        maxSpoutPending: 50,
        executors: { split: 2, count: 2 },
        'split.waitMillis': 30,
      });
      const before = await ackedPerSecond(load, 20);
      const agent = startAgent(`clusters: [{ name: real, ${address(cluster)} }]\n${agentOptions}`);
      agents.push(agent);
      const verified = await until(
        'the change is verified',
        () => {
          const lines = agent.lines();
          const failed = lines.find((l) => l.kind === 'failed' || l.kind === 'superseded');
          if (failed !== undefined) throw new Hopeless(JSON.stringify(failed));
          return Promise.resolve(lines.find((l) => l.kind === 'verified'));
        },
        { limitSeconds: 400, describeFailure: () => agent.log() },
      );
      const after = await ackedPerSecond(load, 20);
      const lookStart = performance.now();
      await trimtab(['doctor', '--output', 'json'], { cwd: agent.directory });
      const lookMs = performance.now() - lookStart;
      const { code, seconds } = await agent.stop();
      const lines = agent.lines();
      const about = lines.filter((l) => l.id === verified.id);
      const applied = about.find((l) => l.kind === 'applied') as unknown as {
        seconds: number;
        decisionToCallMs: number;
      };
      report((await trimtab(['audit', 'show', String(verified.id)], { cwd: agent.directory })).stdout);
      report(
        `${version}: ${before.toFixed(0)} → ${after.toFixed(0)} lines/s (× ${(after / before).toFixed(2)}); ` +
          `${applied.decisionToCallMs} ms from decision to call, steady after ${applied.seconds.toFixed(0)} s; ` +
          `${verified['code']}: ${verified['text']}; ended in ${seconds.toFixed(1)} s`,
      );
      // One decision; its settings, if any, come in force by a rebalance of their own.
      const steps = about.filter((l) => l.kind === 'applied').flatMap(() => ['intended', 'applied']);
      expect(about.map((l) => l.kind)).toEqual(['evaluated', 'decided', ...steps, 'verified']);
      // Wanted is a second on a quiet machine; on a busy one a look at the cluster takes as long.
      expect(applied.decisionToCallMs).toBeLessThanOrEqual(Math.max(1000, 4 * lookMs));
      expect(after / before).toBeGreaterThanOrEqual(1.8);
      expect(lines.filter((l) => l.kind === 'intended')).toHaveLength(steps.length / 2);
      expect(code).toBe(0);
      expect(lines.at(-1)?.kind).toBe('stopped');
      const back = await trimtab(['rollback', '--yes'], { cwd: agent.directory });
      report(back.stdout + back.stderr);
      expect(back.code).toBe(0);
      const former = await ackedPerSecond(load, 20);
      report(`${version}: rolled back to ${former.toFixed(0)} lines/s in ${back.seconds.toFixed(0)} s`);
      expect(former / after).toBeLessThan(0.7);
      const audit = await trimtab(['audit', 'verify'], { cwd: agent.directory });
      expect({ code: audit.code, stderr: audit.stderr }).toEqual({ code: 0, stderr: '' });
    });
  },
  17,
);

/** By the topology's own counter. */
async function ackedPerSecond(load: LoadTopology, seconds: number): Promise<number> {
  return (await load.rate(seconds)).lines.ackedPerSecond;
}
