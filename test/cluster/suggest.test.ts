// `trimtab suggest` on a real Storm 1.2.4: are the rates right, and does a pasted command do what was promised?
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Ran } from '../cli/trimtab.js';
import { describeRealCluster } from './available.js';
import { paste } from './command.js';
import type { LoadTopology } from './load-topology.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm12 } from './storm12.js';
import { onlyTopology, report, suggest as suggestOn } from './suggestions.js';
import { until } from './waiting.js';

const windowSeconds = 60;

describeRealCluster('trimtab suggest on a real Storm 1.2.4', () => {
  let cluster: RealCluster;
  let load: LoadTopology;

  beforeAll(async () => {
    cluster = await startStorm12();
  });
  afterAll(async () => {
    await cluster.stop();
  });

  /** The command as an operator types it, with a window (and a warm-up) shorter than the defaults. */
  const suggest = (agent: string, ...more: string[]): Promise<Ran> =>
    suggestOn(`clusters: [{ name: real, ui: '${cluster.uiUrl}' }]\nagent: ${agent}\n`, ...more);
  const fullWindow = `{ window: ${windowSeconds}s, warmUp: 10s }`;
  const shortWindow = '{ window: 10s, warmUp: 5s }';

  /** The first line about a topology, which must come at once. */
  const holdLine = async (): Promise<string> => {
    const ran = await suggest('{}');
    expect(ran.stderr).not.toContain('TRIMTAB_E');
    expect(ran.code).toBe(0);
    expect(ran.seconds).toBeLessThan(15);
    return ran.stdout.split('\n')[1] ?? '';
  };

  it('says of an empty cluster that no topology is running', async () => {
    const ran = await suggest('{}');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^real {2}storm 1\.2\.4, leader \S+: no topology is running\n$/);
  });

  it('holds a topology that was just submitted', async () => {
    load = await cluster.submit({
      name: 'words',
      rate: 300,
      words: 3,
      maxSpoutPending: 50,
      executors: { split: 2, count: 2 },
      'split.waitMillis': 2,
      waitFor: 'statistics',
    });
    expect(await holdLine()).toMatch(/^words {2}hold {2}JUST_RESTARTED: a worker started \d+ s ago/);
  });

  it('measures rates within 5 % of the topology’s own counters, at 5 % sampling over a minute', async () => {
    await sleep(15_000);
    const [ran, truth] = await Promise.all([
      suggest(fullWindow, '--output', 'json'),
      load.rate(windowSeconds + 5),
    ]);
    expect(ran.code).toBe(0);
    const topology = onlyTopology(ran);
    const measured = (name: string) => topology.components.find((c) => c.name === name);
    const errors = {
      emitted: relative(measured('lines')?.outputPerSecond, truth.lines.emittedPerSecond),
      acked: relative(topology.throughputPerSecond, truth.lines.ackedPerSecond),
      split: relative(measured('split')?.inputPerSecond, truth.split.executedPerSecond),
      words: relative(measured('split')?.outputPerSecond, truth.split.emittedPerSecond),
      count: relative(measured('count')?.inputPerSecond, truth.count.executedPerSecond),
    };
    report(`rates against the topology's own counters: ${JSON.stringify(errors)}`);
    for (const error of Object.values(errors)) expect(Math.abs(error)).toBeLessThan(0.05);
    expect(topology.bottleneck).toBeNull();
  });

  it('names a starved bolt and prints a command that, pasted, gives at least 1.8 times the throughput', async () => {
    // As many lines as max.spout.pending allows, and 10 ms of waiting in each of two executors: 200 lines/s at most.
    await load.set({ rate: 0, 'split.waitMillis': 10 });
    await sleep(5000);
    const [ran, text, before] = await Promise.all([
      suggest(fullWindow, '--output', 'json'),
      suggest(fullWindow),
      load.rate(windowSeconds),
    ]);
    report(text.stdout);
    const topology = onlyTopology(ran);
    expect(topology.bottleneck).toBe('split');
    expect(topology.decision.action).toBe('apply');
    const wanted = topology.proposed?.['executors.split'] ?? 0;
    expect(topology.commands).toEqual([expect.stringMatching(/^storm rebalance words -w \d+ -e split=\d+$/)]);

    const pasted = await paste(cluster, topology.commands.join(' && '));
    expect(pasted.status).toBe(0);
    await until('split has the executors that were asked for', async () => {
      const again = onlyTopology(await suggest(shortWindow, '--output', 'json', '--policy', 'keep'));
      return again.current?.['executors.split'] === wanted && again.window !== null ? true : undefined;
    });
    const after = await load.rate(windowSeconds);
    const gain = after.lines.ackedPerSecond / before.lines.ackedPerSecond;
    const promised = topology.predicted?.throughputPerSecond;
    report(
      `split 2 → ${wanted}: ${before.lines.ackedPerSecond.toFixed(0)} → ${after.lines.ackedPerSecond.toFixed(0)} lines/s ` +
        `(× ${gain.toFixed(2)}); promised ${JSON.stringify(promised)}`,
    );
    expect(gain).toBeGreaterThanOrEqual(1.8);
  });

  it('holds a topology that is inactive', async () => {
    expect((await paste(cluster, 'storm deactivate words')).status).toBe(0);
    expect(await holdLine()).toMatch(/^words {2}hold {2}INACTIVE: /);
    expect((await paste(cluster, 'storm activate words')).status).toBe(0);
  });

  it('holds a topology that is being rebalanced', async () => {
    expect((await paste(cluster, 'storm rebalance words -w 30 -e split=2')).status).toBe(0);
    expect(await holdLine()).toMatch(/^words {2}hold {2}REBALANCING: /);
  });

  it('holds a topology that is being killed', async () => {
    expect((await paste(cluster, 'storm kill words -w 20')).status).toBe(0);
    expect(await holdLine()).toMatch(/^words {2}hold {2}KILLED: /);
    await cluster.kill('words', 0);
  });

  it('holds a topology whose workers crash at start, with the error they reported', async () => {
    await cluster.submit({ name: 'broken', crash: true });
    const line = await until(
      'the crash loop is recognised',
      async () => {
        const seen = await holdLine();
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
      const seen = await holdLine();
      return seen.includes('NO_WORKERS') ? seen : undefined;
    });
    expect(line).toMatch(/^idle {2}hold {2}NO_WORKERS: /);
    await cluster.kill('idle', 0);
  });

  it('prints a command that can be pasted for odd names: a leading dash, spaces, a slash, letters beyond ASCII', async () => {
    const split = 'größe zähler/eins.zwei';
    load = await cluster.submit({
      name: '-odd',
      components: { split },
      maxSpoutPending: 20,
      'split.waitMillis': 10,
      rate: 0,
      waitFor: 'statistics',
    });
    await sleep(8000);
    const topology = onlyTopology(await suggest(shortWindow, '--output', 'json', '--topology=-odd'));
    expect(topology.bottleneck).toBe(split);
    const wanted = topology.proposed?.[`executors.${split}`];
    expect((await paste(cluster, topology.commands.join(' && '))).status).toBe(0);
    await until('the bolt has the executors that were asked for', async () => {
      const again = onlyTopology(await suggest(shortWindow, '--output', 'json', '--policy', 'keep'));
      return again.current?.[`executors.${split}`] === wanted && again.window !== null ? true : undefined;
    });
  });
});

function relative(measured: number | null | undefined, truth: number): number {
  return (measured ?? 0) / truth - 1;
}
