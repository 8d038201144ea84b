// Checks the tests' own Storm 1.2.4 cluster and load topology, before anything else is tested with them.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { describeRealCluster } from './available.js';
import { paste } from './command.js';
import type { LoadTopology } from './load-topology.js';
import { processesOf } from './processes.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm12 } from './storm12.js';
import { until } from './waiting.js';

const page = z.object({
  bolts: z.array(z.object({ boltId: z.string(), executors: z.number(), acked: z.number().nullable() })),
});

describeRealCluster('a real Storm 1.2.4 cluster', () => {
  let cluster: RealCluster;
  let load: LoadTopology;

  beforeAll(async () => {
    cluster = await startStorm12();
  });
  afterAll(async () => {
    await cluster.stop();
    expect(processesOf(cluster.home)).toEqual([]);
    expect(existsSync(cluster.home)).toBe(Boolean(process.env['TRIMTAB_KEEP_LOGS']));
  });

  const splitOf = async (topology: LoadTopology) => {
    const response = await fetch(`${cluster.uiUrl}/api/v1/topology/${encodeURIComponent(topology.id)}`);
    return page.parse(await response.json()).bolts.find((bolt) => bolt.boltId === topology.components.split);
  };

  it('runs the load topology at the rate asked for, and every line is acked', async () => {
    load = await cluster.submit({ name: 'words', rate: 200, words: 3, executors: { split: 2, count: 2 } });
    expect(load.id).toMatch(/^words-1-\d+$/);
    expect(await cluster.workerPids()).toHaveLength(1);

    const rates = await load.rate(4);
    expect(rates.lines.emittedPerSecond).toBeCloseTo(200, -1);
    expect(rates.lines.ackedPerSecond).toBeCloseTo(200, -1);
    expect(rates.split.executedPerSecond).toBeCloseTo(200, -1);
    expect(rates.count.executedPerSecond / rates.split.executedPerSecond).toBeCloseTo(3, 0);
    expect(rates.lines.failedPerSecond).toBe(0);
  });

  it('follows its control file while it runs', async () => {
    // One tuple at a time and 10 ms each: two executors of split cannot do more than 200 lines/s.
    await load.set({ rate: 100, words: 1, 'split.waitMillis': 10 });
    await sleep(1500);
    const { completeMillis, lines } = await load.rate(4);
    expect(lines.ackedPerSecond).toBeCloseTo(100, -1);
    expect(completeMillis).toBeGreaterThan(10);

    await load.set({ 'split.waitMillis': 0 });
    await sleep(1500);
    expect((await load.rate(2)).completeMillis).toBeLessThan(10);
  });

  it('takes a pasted storm rebalance, and no count is lost by it', async () => {
    const before = await load.counters();
    const result = await paste(cluster, 'storm rebalance words -w 1 -n 2 -e split=4');
    expect(result.status).toBe(0);
    expect(result.stdout).toContain('Topology words is rebalancing');

    await until('split has four executors and its statistics are back', async () => {
      const split = await splitOf(load);
      return split?.executors === 4 && (split.acked ?? 0) > 0 ? true : undefined;
    });
    expect(await cluster.workerPids()).toHaveLength(2);
    const after = await load.counters();
    expect(after.lines.acked).toBeGreaterThan(before.lines.acked);
    expect((await load.rate(3)).lines.ackedPerSecond).toBeCloseTo(100, -1);
  });

  it('takes names that need quoting, and a topology whose workers crash', async () => {
    await cluster.kill('words', 0);
    expect(await cluster.workerPids()).toEqual([]);

    const odd = await cluster.submit({
      name: '-odd',
      rate: 50,
      components: { split: 'größe zähler/eins.zwei' },
    });
    expect((await paste(cluster, "storm rebalance -w 0 -e 'größe zähler/eins.zwei=3' -- -odd")).status).toBe(
      0,
    );
    await until('the named bolt has three executors', async () =>
      (await splitOf(odd))?.executors === 3 ? true : undefined,
    );

    await cluster.submit({ name: 'broken', crash: true });
    await cluster.kill('broken', 0);
  });
});
