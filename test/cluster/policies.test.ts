// The shipped model beside its rivals on a real 2.8.3: each tunes the same topology from the same bad start under the same changing load.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Objective } from '../../src/objective/index.js';
import { describeRealCluster } from './available.js';
import { type Fared, judge, type Stage } from './judging.js';
import { rebalancesOf } from './nimbus-log.js';
import type { RealCluster } from './real-cluster.js';
import { startAgent } from './running-agent.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';

const all = ['dqn', 'twin-greedy', 'ds2-hysteresis', 'hill-climb', 'keep'];
/** Six to seven minutes each, for each run: TRIMTAB_POLICIES=dqn,keep plays these two. */
const policies = process.env['TRIMTAB_POLICIES']?.split(',') ?? all;
const runs = Number(process.env['TRIMTAB_RUNS'] ?? 3);

/** split begins with what carries 100 lines/s. */
const stages: readonly Stage[] = [
  { rate: 250, seconds: 150 },
  { rate: 400, seconds: 100 },
  { rate: 120, seconds: 90 },
];

/** `balanced`, with an SLO; the offered rate takes the place of the reference for throughput. */
const objective: Objective = {
  weights: { throughput: 1, latency: 0.5, cost: 0.2, stability: 0.3 },
  slo: { completeLatencyMs: 200 },
  prices: { executorPerHour: 0.01, workerPerHour: 0.05 },
  reference: { completeLatencyMs: 200, costPerHour: 0.09 },
};

/** An operator's day in six minutes: windows, warm-up and cool-down are as much shorter. */
const configuration = (nimbusPort: number, policy: string): string => `
clusters: [{ name: real, nimbus: ['127.0.0.1:${nimbusPort}'] }]
agent: { policy: ${policy}, fallback: ${policy}, schedule: '*/5 * * * * *', window: 30s, warmUp: 10s, coolDown: 45s }
topologies:
  defaults:
    mode: auto
    objective: { preset: balanced, slo: { completeLatencyMs: 200 }, reference: { costPerHour: 0.09 } }
    guards: { downAfter: 60s, reversal: 60s }
    budgets: { changesPerHour: 20, changesPerDay: 20 }
`;

interface Run extends Fared {
  readonly policy: string;
  readonly changes: number;
  readonly restarts: number;
}

describeRealCluster(
  'policies on a real cluster',
  () => {
    let cluster: RealCluster;
    beforeAll(async () => {
      cluster = await startStorm28();
    });
    afterAll(() => cluster.stop());

    it(
      'the shipped model is worth more than leaving things as they are',
      async () => {
        const played: Run[] = [];
        // In turns, so that whatever else the machine does meets all alike.
        for (let run = 1; run <= runs; run++) {
          for (const policy of policies) {
            const one = await play(cluster, policy, run);
            report(rowOf(one));
            played.push(one);
          }
        }
        report(
          '\n| policy | utility | each run | SLO broken, s | completed | executor hours | changes | restarts | stood still, s |\n|---|---|---|---|---|---|---|---|---|',
        );
        for (const policy of policies) report(summaryOf(played.filter((one) => one.policy === policy)));
        const mean = (policy: string): number =>
          meanOf(
            played.filter((one) => one.policy === policy),
            'utility',
          );
        expect(played).toHaveLength(runs * policies.length);
        if (policies.includes('dqn') && policies.includes('keep')) {
          expect(mean('dqn')).toBeGreaterThan(mean('keep'));
        }
      },
      runs * policies.length * 480_000,
    );
  },
  17,
);

async function play(cluster: RealCluster, policy: string, run: number): Promise<Run> {
  const name = `${policy}-${run}`;
  const load = await cluster.submit({
    name,
    rate: stages[0]?.rate ?? 0,
    words: 3,
    maxSpoutPending: 100,
    executors: { split: 1, count: 2 },
    'split.waitMillis': 10,
  });
  const agent = startAgent(configuration(cluster.nimbusPort, policy));
  try {
    const fared = await judge(cluster, load, objective, stages);
    const changes = agent.lines().filter((line) => line.kind === 'intended' && line['step'] === 1);
    for (const line of changes) report(`${name} ${line.at} ${JSON.stringify(line['changes'])}`);
    return { ...fared, policy, changes: changes.length, restarts: rebalancesOf(cluster, name).length };
  } finally {
    await agent.stop();
    await cluster.kill(name, 0);
  }
}

function meanOf(all: readonly Run[], of: Exclude<keyof Run, 'policy'>): number {
  return all.reduce((sum, one) => sum + one[of], 0) / all.length;
}

function rowOf({ policy, utility, changes, restarts, completedShare }: Run): string {
  return `${policy}: utility ${utility.toFixed(3)}, ${changes} changes, ${restarts} restarts, ${(100 * completedShare).toFixed(0)} % completed`;
}

function summaryOf(all: readonly Run[]): string {
  const cells = [
    all[0]?.policy,
    meanOf(all, 'utility').toFixed(3),
    all.map(({ utility }) => utility.toFixed(3)).join(', '),
    meanOf(all, 'sloSeconds').toFixed(0),
    `${(100 * meanOf(all, 'completedShare')).toFixed(0)} %`,
    meanOf(all, 'executorHours').toFixed(2),
    meanOf(all, 'changes').toFixed(1),
    meanOf(all, 'restarts').toFixed(1),
    meanOf(all, 'pauseSeconds').toFixed(0),
  ];
  return `| ${cells.join(' | ')} |`;
}
