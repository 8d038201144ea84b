// clusters[].graphite on a real Storm 2.8.3: does doctor's command, pasted, make the workers tell the fill of their queues?
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import { type Ran, trimtab } from '../cli/trimtab.js';
import { describeRealCluster } from './available.js';
import { paste } from './command.js';
import type { RealCluster } from './real-cluster.js';
import { startStorm28 } from './storm28.js';
import { onlyTopology, report } from './suggestions.js';
import { until } from './waiting.js';

/** With letters that Storm and Graphite's sender each write in their own way. */
const split = 'größe zähler/eins.zwei';

const suite = (): void => {
  let cluster: RealCluster;
  let cwd: string;

  beforeAll(async () => {
    cluster = await startStorm28();
    cwd = mkdtempSync(join(tmpdir(), 'trimtab-graphite-'));
    const graphite = `{ listen: "127.0.0.1:${await freePort()}", host: localhost, period: 2s }`;
    const one = `{ name: real, nimbus: ["127.0.0.1:${cluster.nimbusPort}"], graphite: ${graphite} }`;
    writeFileSync(join(cwd, 'trimtab.yaml'), `clusters: [${one}]\nagent: { window: 10s, warmUp: 5s }\n`);
    // More than split can do, and nothing but full queues to hold it back: one waits 5 s in a queue of 512 at 100 lines/s.
    await cluster.submit({
      name: 'words',
      rate: 0,
      words: 2,
      components: { split },
      executors: { split: 2, count: 1 },
      'split.waitMillis': 10,
      conf: { 'topology.executor.receive.buffer.size': 512 },
      waitFor: 'statistics',
    });
  });
  afterAll(async () => {
    await cluster.stop();
  });

  const run = (command: string, ...more: string[]): Promise<Ran> =>
    trimtab([command, '--output', 'json', ...more], { cwd });

  const fills = async (): Promise<Record<string, number | null>> => {
    const topology = onlyTopology(await run('suggest', '--wait', '60'));
    return Object.fromEntries(topology.components.map((c) => [c.name, c.queueFill]));
  };

  interface Found {
    readonly text: string;
    readonly paste?: readonly { readonly where: string; readonly text: string }[];
  }
  const queues = async (...more: string[]): Promise<Found | undefined> => {
    const ran = await run('doctor', ...more);
    const { findings } = JSON.parse(ran.stdout) as { findings: Found[] };
    return findings.find((f) => f.text.startsWith('queues:'));
  };

  it('knows no queue before; after doctor’s command was pasted the saturated bolt’s is full and the spout is held back', async () => {
    // Only one of the two gets the port; both answer.
    const [before, missing] = await Promise.all([fills(), queues('--wait', '0')]);
    expect(before).toEqual({ lines: null, [split]: null, count: null });
    expect(missing?.text).toContain('its workers are not set to report');
    const command = missing?.paste?.find(({ where }) => where === 'now')?.text ?? '';
    // Nothing is to drain here.
    const pasted = await paste(cluster, command.replace(/ -w \d+ /, ' -w 1 '));
    expect(pasted.status, pasted.stderr).toBe(0);

    const full = await until('the queue of the bolt is known', async () => {
      const known = await fills();
      return (known[split] ?? null) === null ? undefined : known;
    });
    report(`queues: ${JSON.stringify(full)}`);
    expect(full[split]).toBeGreaterThan(0.9);
    expect(full['count']).toBeLessThan(0.2);
    const evaluation = lastEvaluation(join(cwd, 'var', 'suggestions'));
    const { backpressureShare, skippedMaxSpoutShare, cpuCores, heapUsedMiB, gcShare } = evaluation;
    report(JSON.stringify({ backpressureShare, skippedMaxSpoutShare, cpuCores, heapUsedMiB, gcShare }));
    expect(backpressureShare).toBeGreaterThan(0.5);
    expect(skippedMaxSpoutShare).toBe(0);
    for (const known of [cpuCores, heapUsedMiB, gcShare]) expect(known).not.toBeNull();

    const found = await queues('--wait', '30');
    expect(found?.text).toBe('queues: 1 of 1 workers report');
  });
};

/** The one that the newest suggestion was kept with. */
function lastEvaluation(folder: string): Evaluation {
  const newest = readdirSync(folder).sort().at(-1) ?? '';
  return (JSON.parse(readFileSync(join(folder, newest), 'utf8')) as { evaluation: Evaluation }).evaluation;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

describeRealCluster('clusters[].graphite on a real Storm 2.8.3', suite, 17);
