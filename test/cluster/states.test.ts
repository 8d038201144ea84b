// What `trimtab suggest` says of the states a topology can be in, and of odd names, on a real Storm 1.2.4.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRealCluster } from './available.js';
import { paste } from './command.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm12 } from './storm12.js';
import { holdLine, onlyTopology, suggestThroughUi } from './suggestions.js';
import { until } from './waiting.js';

const shortWindow = '{ window: 10s, warmUp: 5s }';

describeRealCluster('the states of topologies on a real Storm 1.2.4', () => {
  let cluster: RealCluster;

  beforeAll(async () => {
    cluster = await startStorm12();
    await cluster.submit({ name: 'words', rate: 50 });
  });
  afterAll(async () => {
    await cluster.stop();
  });

  it('holds a topology that is inactive', async () => {
    expect((await paste(cluster, 'storm deactivate words')).status).toBe(0);
    expect(await holdLine(cluster)).toMatch(/^words {2}hold {2}INACTIVE: /);
    expect((await paste(cluster, 'storm activate words')).status).toBe(0);
  });

  it('holds a topology that is being rebalanced', async () => {
    expect((await paste(cluster, 'storm rebalance words -w 30 -e split=2')).status).toBe(0);
    expect(await holdLine(cluster)).toMatch(/^words {2}hold {2}REBALANCING: /);
  });

  it('holds a topology that is being killed', async () => {
    expect((await paste(cluster, 'storm kill words -w 20')).status).toBe(0);
    expect(await holdLine(cluster)).toMatch(/^words {2}hold {2}KILLED: /);
    await cluster.kill('words', 0);
  });

  it('holds a topology whose workers crash at start, with the error they reported', async () => {
    await cluster.submit({ name: 'broken', crash: true });
    const line = await until(
      'the crash loop is recognised',
      async () => {
        const seen = await holdLine(cluster);
        return seen.includes('CRASH_LOOP') ? seen : undefined;
      },
      { everyMillis: 3000 },
    );
    expect(line).toMatch(/^broken {2}hold {2}CRASH_LOOP: its workers probably fail at start/);
    await cluster.kill('broken', 0);
  });

  it('holds a topology left without workers', async () => {
    const { id } = await cluster.submit({ name: 'idle', rate: 10 });
    // 1.2.4 takes 0 workers without a word and leaves the topology active with none.
    await fetch(`${cluster.uiUrl}/api/v1/topology/${id}/rebalance/0`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ rebalanceOptions: { numWorkers: 0 } }),
    });
    const line = await until('it has no workers', async () => {
      const seen = await holdLine(cluster);
      return seen.includes('NO_WORKERS') ? seen : undefined;
    });
    expect(line).toMatch(/^idle {2}hold {2}NO_WORKERS: /);
    await cluster.kill('idle', 0);
  });

  it('prints a command that can be pasted for odd names: a leading dash, spaces, a slash, letters beyond ASCII', async () => {
    const split = 'größe zähler/eins.zwei';
    await cluster.submit({
      name: '-odd',
      components: { split },
      maxSpoutPending: 20,
      'split.waitMillis': 10,
      rate: 0,
      waitFor: 'statistics',
    });
    await sleep(8000);
    const topology = onlyTopology(
      await suggestThroughUi(cluster, shortWindow, '--output', 'json', '--topology=-odd'),
    );
    expect(topology.bottleneck).toBe(split);
    const wanted = topology.proposed?.[`executors.${split}`];
    expect((await paste(cluster, topology.commands.join(' && '))).status).toBe(0);
    await until('the bolt has the executors that were asked for', async () => {
      const again = onlyTopology(
        await suggestThroughUi(cluster, shortWindow, '--output', 'json', '--policy', 'keep'),
      );
      return again.current?.[`executors.${split}`] === wanted && again.window !== null ? true : undefined;
    });
  });
});
