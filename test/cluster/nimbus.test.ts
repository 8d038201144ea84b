// `trimtab suggest --nimbus` on a real Storm 2.8.3, whose UI is a double: does a pasted command do what was promised?
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trimtab } from '../cli/trimtab.js';
import { describeRealCluster } from './available.js';
import { paste } from './command.js';
import type { LoadTopology } from './load-topology.js';
import type { RealCluster } from './real-cluster.js';
import { ratesAgree, type Sources, sourcesAgree, sourcesOf, untilExecutorsCount } from './sources.js';
import { startStorm28 } from './storm28.js';
import { onlyTopology, report, suggest } from './suggestions.js';
import { uiShapes } from './ui-double/shapes.js';
import { until } from './waiting.js';

/** Statistics come every 10 s here. */
const windowSeconds = 30;
const agent = `agent: { window: ${windowSeconds}s, warmUp: 10s }\n`;

const suite = (): void => {
  let cluster: RealCluster;
  let load: LoadTopology;
  let wanted = 0;
  let sources: Sources;
  const nimbus = () => `127.0.0.1:${cluster.nimbusPort}`;

  beforeAll(async () => {
    cluster = await startStorm28({ ui: true });
    sources = sourcesOf(cluster);
  });
  afterAll(async () => {
    await cluster.stop();
  });

  it('says of an empty cluster that no topology is running', async () => {
    const ran = await trimtab(['suggest', '--nimbus', nimbus()]);
    expect(ran.stderr).not.toContain('TRIMTAB_E');
    expect(ran.stdout).toMatch(
      /^127\.0\.0\.1:\d+ {2}storm 2\.8\.3, leader localhost: no topology is running\n$/,
    );
  });

  it('runs the load topology', async () => {
    // As many lines as max.spout.pending allows, and 10 ms of waiting in each of two executors: 200 lines/s at most.
    load = await cluster.submit({
      name: 'words',
      rate: 0,
      words: 2,
      maxSpoutPending: 50,
      executors: { split: 2, count: 2 },
      'split.waitMillis': 10,
      waitFor: 'statistics',
    });
  });

  // While the topology warms up.
  describe('the double of its UI, and Nimbus', () => sourcesAgree(() => sources));
  describe('the double of its UI', () => uiShapes(() => String(cluster.uiUrl)));

  it('names a starved bolt and prints a command that, pasted, gives at least 1.8 times the throughput', async () => {
    // Statistics are up to ten seconds old when they are read, and a busy machine holds the source up now and then.
    const running = sleep(10_000).then(() => suggest(agent, '--nimbus', nimbus(), '--output', 'json'));
    const [ran, trueRates] = await Promise.all([
      running,
      load.ratesDuring(running),
      ratesAgree(sources, windowSeconds),
    ]);
    expect(ran.code, ran.stderr).toBe(0);
    const topology = onlyTopology(ran);
    expect(topology.bottleneck).toBe('split');
    const measured = topology.throughputPerSecond ?? 0;
    const before = trueRates(topology.window?.seconds ?? Number.NaN)
      .map(({ lines }) => lines.ackedPerSecond)
      .reduce((best, one) => (Math.abs(measured - one) < Math.abs(measured - best) ? one : best));
    expect(measured / before).toBeCloseTo(1, 1);
    wanted = topology.proposed?.['executors.split'] ?? 0;
    // The assignment comes first; settings, if any, follow in a rebalance of their own.
    const [command = ''] = topology.commands;
    expect(command).toMatch(/^storm rebalance words -w \d+( -[en] \S+)* -e split=\d+( -e \S+)*$/);

    const pasted = await paste(cluster, command);
    expect(pasted.status, pasted.stderr).toBe(0);
    await untilExecutorsCount(sources, 'split', wanted);
    const after = await load.rate(20);
    const gain = after.lines.ackedPerSecond / before;
    report(
      `2.8.3, split 2 → ${wanted}: ${before.toFixed(0)} → ${after.lines.ackedPerSecond.toFixed(0)} lines/s ` +
        `(× ${gain.toFixed(2)}); measured ${measured.toFixed(0)} before, promised ${JSON.stringify(topology.predicted?.throughputPerSecond)}`,
    );
    expect(gain).toBeGreaterThanOrEqual(1.8);
  });

  it('a rebalance through the double is taken and, as by the UI of 2.x, its body is not read', async () => {
    const { signal } = new AbortController();
    const [before] = await sources.rest.topologies(signal);
    const response = await fetch(`${cluster.uiUrl}/api/v1/topology/${before?.id}/rebalance/0`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rebalanceOptions: { numWorkers: 2, executors: { split: 1 } } }),
    });
    expect(await response.json()).toEqual({
      topologyOperation: 'rebalance',
      topologyId: before?.id,
      status: 'success',
    });
    const after = await until('it is active again', async () => {
      const [topology] = await sources.rest.topologies(signal);
      return topology?.status === 'active' ? topology : undefined;
    });
    const { assignedWorkers, components } = await sources.rest.snapshot(after, 'since-start', signal);
    expect([assignedWorkers, components.find((c) => c.name === 'split')?.executors]).toEqual([1, wanted]);
  });

  it('doctor finds the cluster in order, as far as it is', async () => {
    const ran = await trimtab(['doctor', '--nimbus', nimbus(), '--wait', '30', '--output', 'json']);
    const { findings } = JSON.parse(ran.stdout) as { findings: { status: string; text: string }[] };
    expect(findings.filter((f) => f.status === 'broken')).toEqual([]);
    const texts = findings.map((f) => f.text);
    expect(texts).toContain(`Nimbus ${nimbus()} answers`);
    expect(texts).toContain('Storm 2.8.3 (storm-2.x)');
    expect(texts).toContain('statistics every 10 s, they move');
    expect(ran.code).toBe(0);
  });
};

describeRealCluster('trimtab on a real Storm 2.8.3, through Nimbus', suite, 17);
