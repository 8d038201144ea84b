// clusters[].graphite on the command line: lines come in while `suggest` measures, and the port is free again afterwards.
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Suggestion } from '../../src/agent/index.js';
import { suggestionText } from '../../src/cli/suggest/text.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { emptyDirectory, type Ran, trimtab } from './trimtab.js';

const speed = 30;
const ended: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function storm(): Promise<SimulatedStorm> {
  const started = await startSimulatedStorm({ speed });
  ended.push(() => started.stop());
  return started;
}

async function someServer(): Promise<{ server: Server; port: number }> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { server, port };
}

async function freePort(): Promise<number> {
  const { server, port } = await someServer();
  server.close();
  await once(server, 'close');
  return port;
}

function run(cluster: SimulatedStorm, port: number, command: string, ...more: string[]): Promise<Ran> {
  const cwd = emptyDirectory();
  const graphite = `{ listen: "127.0.0.1:${port}", host: master-1, propose: true }`;
  const yaml = `clusters: [{ name: sim, ui: "${cluster.uiUrl}", timeScale: ${speed}, graphite: ${graphite} }]\n`;
  writeFileSync(join(cwd, 'trimtab.yaml'), `${yaml}agent: { window: 60s }\n`);
  return trimtab([command, '--output', 'json', ...more], { cwd });
}

/** Sends the queue of split as its worker would, ten times a second, until the test ends. */
function reportQueue(id: string, port: number): void {
  const line = `storm.worker.${id}.n1.split.5.6700-receive-queue-pct_full 0.87 1795359758\n`;
  const timer = setInterval(() => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.end(line);
  }, 100);
  ended.push(() => clearInterval(timer));
}

function withoutQueues(suggestion: Suggestion): Suggestion {
  const topologies = suggestion.topologies.map((t) => ({
    ...t,
    components: t.components.map((c) => ({ ...c, queueFill: null })),
  }));
  return { ...suggestion, topologies };
}

describe('suggest with clusters[].graphite', () => {
  it('shows the fill of a queue that is reported, null for others, and proposes the reporter where it lacks', async () => {
    const [cluster, port] = [await storm(), await freePort()];
    reportQueue(cluster.world.topologies()[0]?.id ?? '', port);
    const ran = await run(cluster, port, 'suggest');
    expect(ran.code, ran.stderr).toBe(0);
    const suggestion = JSON.parse(ran.stdout) as Suggestion;
    const [topology] = suggestion.topologies;
    const fills = Object.fromEntries(topology?.components.map((c) => [c.name, c.queueFill]) ?? []);
    expect(fills).toMatchObject({ split: 0.87, text: null, count: null });
    expect(topology?.advice.map((a) => a.knob)).toContain('topology.metrics.reporters');
    expect(suggestionText(suggestion)).toMatch(/BUSY +QUEUE +EXECUTE MS\n(.*\n)* +split .* 87 %/);
    expect(suggestionText(withoutQueues(suggestion))).not.toContain('QUEUE');
    const server = createServer().listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
  });

  it('goes on without where the port is taken, and says so', async () => {
    const [cluster, { server, port }] = [await storm(), await someServer()];
    ended.push(() => server.close());
    const ran = await run(cluster, port, 'suggest', '--wait', '0');
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain(
      `cannot listen on 127.0.0.1:${port} for Graphite lines: the port is taken; queues stay unknown`,
    );
  });

  it('doctor says what is to be pasted', async () => {
    const [cluster, port] = [await storm(), await freePort()];
    const ran = await run(cluster, port, 'doctor', '--wait', '0');
    expect(ran.code, ran.stdout).toBe(0);
    const { findings } = JSON.parse(ran.stdout) as {
      findings: { paste?: { where: string; text: string }[] }[];
    };
    const paste = findings.flatMap((f) => f.paste ?? []);
    expect(paste.map((p) => p.where)).toEqual(['now', 'new submission', 'storm.yaml']);
    expect(paste[0]?.text).toMatch(
      /^storm rebalance top-words -w \d+ -t '\{"topology\.metrics\.reporters":\[/,
    );
  });
});
