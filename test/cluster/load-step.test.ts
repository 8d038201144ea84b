// The agent in `auto` on a real cluster under a load that moves: a step is relieved in one change, a fall is followed later, flapping not at all.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { JournalLine } from '../../src/audit/index.js';
import { describeRealCluster } from './available.js';
import { FlowWatch } from './flow-watch.js';
import type { LoadTopology } from './load-topology.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';

/** As an operator would have it whom capacity costs as much as throughput brings, only faster. */
const options = `agent: { schedule: '*/5 * * * * *', window: 30s, warmUp: 10s, coolDown: 45s }
topologies: { defaults: { mode: auto, objective: { weights: { cost: 1 } }, guards: { downAfter: 2m, reversal: 2m }, budgets: { changesPerHour: 20, changesPerDay: 20 } } }
`;

describeRealCluster(
  'trimtab agent in auto, under a load that moves',
  () => {
    let cluster: RealCluster;
    let agent: RunningAgent | undefined;
    let watch: FlowWatch | undefined;
    beforeAll(async () => {
      cluster = await startStorm28();
    });
    afterAll(async () => {
      watch?.stop();
      await agent?.stop();
      await cluster.stop();
    });

    it('follows it as an operator would', async () => {
      const load = await cluster.submit({
        name: 'words',
        // Far from what it falls to: a load that came and went soon before is not one to scale down for.
        rate: 60,
        words: 3,
        maxSpoutPending: 100,
        executors: { split: 2, count: 2 },
        'split.waitMillis': 10,
      });
      watch = new FlowWatch(load);
      agent = startAgent(
        `clusters: [{ name: real, nimbus: ['127.0.0.1:${cluster.nimbusPort}'] }]\n${options}`,
      );
      const running = agent;
      const changes = (): JournalLine[] =>
        running.lines().filter((l) => l.kind === 'intended' && l['step'] === 1);
      const outcome = (n: number, limitSeconds = 300): Promise<JournalLine> =>
        until(
          `the outcome of change ${n}`,
          () =>
            running.lines().filter((l) => ['verified', 'failed', 'superseded', 'reverted'].includes(l.kind))[
              n - 1
            ],
          { limitSeconds, describeFailure: () => said(running) },
        );

      await sleep(60_000);
      expect(changes(), said(running)).toEqual([]);

      const steppedAt = Date.now();
      await load.set({ rate: 400 });
      expect(await outcome(1)).toMatchObject({ kind: 'verified' });
      const [up] = changes();
      tell('step up', up, steppedAt, watch);
      const relieved = (await load.rate(20)).lines.ackedPerSecond;
      report(`after the step: ${relieved.toFixed(0)} lines/s of 400 on offer`);
      expect(relieved).toBeGreaterThan(370);
      await sleep(30_000);
      expect(changes(), said(running)).toHaveLength(1);

      const fellAt = Date.now();
      await load.set({ rate: 100 });
      // The fallen load has to last for longer than the change needs to pay for itself.
      expect(await outcome(2, 720)).toMatchObject({ kind: 'verified' });
      const down = changes()[1];
      tell('fall', down, fellAt, watch);
      expect(executorsOf(down)).toBeLessThan(0);
      expect((Date.parse(down?.at ?? '') - fellAt) / 1000).toBeGreaterThan(110);
      expect((await load.rate(20)).lines.ackedPerSecond).toBeGreaterThan(90);

      const before = changes().length;
      await flap(load, [60, 100], 180);
      report(`flapping: ${changes().length - before} changes`);
      expect(changes(), said(running)).toHaveLength(before);
    }, 1_800_000);
  },
  17,
);

/** A load that goes to and fro every half minute. */
async function flap(load: LoadTopology, rates: readonly number[], seconds: number): Promise<void> {
  for (let i = 0; i * 30 < seconds; i++) {
    await load.set({ rate: rates[i % rates.length] ?? 0 });
    await sleep(30_000);
  }
}

/** How many executors more a change has, over all components. */
function executorsOf(line: JournalLine | undefined): number {
  const changes = (line?.['changes'] ?? {}) as Record<string, { from: number; to: number }>;
  return Object.entries(changes)
    .filter(([knob]) => knob.startsWith('executors.'))
    .reduce((sum, [, { from, to }]) => sum + to - from, 0);
}

function tell(what: string, line: JournalLine | undefined, since: number, watch: FlowWatch): void {
  const at = Date.parse(line?.at ?? '');
  const { ackedSeconds, emittedSeconds, beganAfterSeconds } = watch.pauseAfter(at, 90);
  report(
    `${what}: decided ${((at - since) / 1000).toFixed(0)} s later; ${JSON.stringify(line?.['changes'])}; ` +
      `${String(line?.['of'])} rebalance(s); stood still: nothing completed for ${ackedSeconds.toFixed(1)} s (from ${beganAfterSeconds.toFixed(1)} s after the intent), ` +
      `nothing emitted for ${emittedSeconds.toFixed(1)} s`,
  );
}

function said(agent: RunningAgent): string {
  return agent
    .lines()
    .filter((l) => l.kind !== 'evaluated')
    .map((l) => `${l.at} ${l.kind} ${String(l['code'] ?? '')} ${String(l['text'] ?? '')}`)
    .slice(-40)
    .join('\n');
}
