// Stands for the UI of a real Storm 2.8, which is not at Maven Central: REST pages made of what its live Nimbus answers.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stormUi } from '../../../src/emulator/storm/server.js';
import type { OperationResult, World } from '../../../src/simulator/index.js';
import { type Answers, type Operation, type Source, sourceOf } from './read.js';
import { clusterView, effectiveSettings, topologyView } from './views.js';

export interface UiDouble {
  readonly url: string;
  stop(): Promise<void>;
}

/** Requests so close together are answered from one reading, as one page refers to another. */
const freshMillis = 200;
const operationPath = /^\/api\/v1\/topology\/([^/]+)\/(activate|deactivate|rebalance)(?:\/(\d+))?$/;

/** The pages, paths and error bodies are the emulator's, whose shapes are tested against recorded answers; kill is not there. */
export async function startUiDouble(nimbusPort: number): Promise<UiDouble> {
  const source = sourceOf(nimbusPort);
  const read = coalesced(() => source.read());
  const server = createServer((request, response) => {
    request.resume();
    answer(source, read, request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      (error: unknown) => response.writeHead(500, json).end(noLeader(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

interface Reading {
  now(): Promise<Answers>;
  /** What was read is no longer so. */
  forget(): void;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const json = { 'content-type': 'application/json;charset=utf-8' };

async function answer(source: Source, read: Reading, { method, url }: IncomingMessage): Promise<Answer> {
  const path = url ?? '/';
  const answers = await read.now();
  const done = method === 'POST' ? await operate(source, answers, path) : undefined;
  if (done !== undefined) read.forget();
  const { host, port } = answers.leader;
  const world = worldOf(answers, done ?? { ok: false, reason: 'no-transition' });
  const ui = stormUi(world, { host, port }, () => {});
  const reply = await ui.inject({ method: method === 'POST' ? 'POST' : 'GET', url: path });
  await ui.close();
  const headers = Object.fromEntries(Object.entries(reply.headers).map(([k, v]) => [k, String(v)]));
  delete headers['content-length'];
  return { status: reply.statusCode, headers, body: withSettings(path, reply.body, answers) };
}

/** The wait of a rebalance counts, its body does not. */
async function operate(source: Source, answers: Answers, path: string): Promise<OperationResult | undefined> {
  const [, id, operation, wait] = operationPath.exec(path) ?? [];
  const topology = answers.topologies.find(({ info }) => info.id === decodeURIComponent(id ?? ''));
  if (operation === undefined || topology === undefined) return undefined;
  const taken = await source.operate(operation as Operation, topology.info.name, Number(wait ?? 0));
  return taken ? { ok: true } : { ok: false, reason: 'no-transition' };
}

/** A page's settings are the live ones alone, without the emulator's defaults. */
function withSettings(path: string, body: string, answers: Answers): string {
  if (path === '/api/v1/cluster/configuration') return JSON.stringify(answers.settings);
  if (!body.startsWith('{')) return body;
  const page = JSON.parse(body) as { configuration?: unknown; id?: string };
  const topology = answers.topologies.find(({ info }) => info.id === page.id);
  if (page.configuration === undefined || topology === undefined) return body;
  return JSON.stringify({ ...page, configuration: effectiveSettings(answers, topology) });
}

function worldOf(answers: Answers, result: OperationResult): Parameters<typeof stormUi>[0] {
  const views = answers.topologies.map((topology) => topologyView(answers, topology));
  const done = (): OperationResult => result;
  const world: Pick<World, 'cluster' | 'topologies' | Operation | 'kill'> = {
    cluster: () => clusterView(answers),
    topologies: () => views,
    activate: done,
    deactivate: done,
    rebalance: done,
    kill: () => ({ ok: false, reason: 'no-transition' }),
  };
  return world as World;
}

function coalesced(read: () => Promise<Answers>): Reading {
  let last: { readonly answers: Promise<Answers>; readonly atMs: number } | undefined;
  return {
    now: () => {
      if (last === undefined || performance.now() - last.atMs > freshMillis) {
        last = { answers: read(), atMs: performance.now() };
      }
      return last.answers;
    },
    forget: () => {
      last = undefined;
    },
  };
}

/** Whatever page was asked for. */
function noLeader(error: unknown): string {
  const errorMessage =
    'org.apache.storm.utils.NimbusLeaderNotFoundException: Could not find leader nimbus from seed hosts [localhost]. ' +
    `Did you specify a valid list of nimbus hosts for config nimbus.seeds?\n\tat ${String(error)}\n`;
  return JSON.stringify({ error: '500 Server Error', errorMessage });
}
