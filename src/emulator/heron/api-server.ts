// Heron's API server over HTTP, for the simulated topology: what TopologyResource.java takes, and how it answers.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { TopologyView, World } from '../../simulator/index.js';
import { maxParamLength } from '../listening.js';
import { ApiFailure } from './api-failure.js';
import { dryRunText } from './dry-run.js';
import { layoutOf } from './layout.js';
import { place, release } from './plans.js';
import { readUpdate } from './update-request.js';
import type { Updates } from './updates.js';

export interface ApiSource {
  readonly world: World;
  readonly updates: Updates;
}

const form = 'application/x-www-form-urlencoded';
const topologyPath = '/api/v1/topologies/:cluster/:role/:environ/:topology';

/** @param catchUp brings the world to the present before a request is looked at */
export function heronApiServer(source: ApiSource, catchUp: () => void): FastifyInstance {
  const server = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength } });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(form, { parseAs: 'string' }, (_request, body, done) =>
    done(null, new URLSearchParams(String(body))),
  );
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.addHook('onRequest', (_request, _reply, done) => {
    catchUp();
    done();
  });
  server.get('/api/v1/version', (_request, reply) => json(reply, version));
  const named = (path: string, act: (topology: TopologyView, body: URLSearchParams) => Act): void => {
    server.post(`${topologyPath}${path}`, (request, reply) =>
      answer(reply, () => act(topologyOf(source.world, request), bodyOf(request))),
    );
  };
  named('/update', (topology, body) => update(source, topology, body));
  named('/activate', (topology) => setActive(source.world, topology, true));
  named('/deactivate', (topology) => setActive(source.world, topology, false));
  named('/restart', ({ name }) => {
    source.world.disturb('restart');
    return { message: `${name} restarted` };
  });
  server.delete(topologyPath, (request, reply) =>
    answer(reply, () => {
      const name = paramsOf(request).topology;
      // An unknown one is killed all the same.
      if (source.world.topologies().some((topology) => topology.name === name)) source.world.clear();
      return { message: `${name} killed` };
    }),
  );
  server.get(topologyPath, (_request, reply) =>
    reply
      .code(405)
      .type('text/html;charset=iso-8859-1')
      .send('<html><title>Error 405 Method Not Allowed</title></html>\n'),
  );
  server.setNotFoundHandler((_request, reply) => reply.code(404).send());
  return server;
}

type Act = Record<string, unknown> | Promise<Record<string, unknown>>;

const version = {
  'heron.build.git.revision': '0000000000000000000000000000000000000000',
  'heron.build.git.status': 'Clean',
  'heron.build.host': 'simulated',
  'heron.build.time': 'simulated',
  'heron.build.timestamp': '0',
  'heron.build.user': 'heron',
  'heron.build.version': release,
};

async function answer(reply: FastifyReply, act: () => Act): Promise<FastifyReply> {
  try {
    return json(reply, await act());
  } catch (thrown) {
    if (!(thrown instanceof ApiFailure)) throw thrown;
    // JSON where none belongs is not JSON's to answer.
    if (thrown.status === 400) return reply.code(400).type('text/plain').send(thrown.message);
    return json(reply.code(thrown.status), { message: thrown.message });
  }
}

function json(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.type('application/json').send(JSON.stringify(body));
}

function bodyOf({ body, headers }: FastifyRequest): URLSearchParams {
  if (body instanceof URLSearchParams) return body;
  if (typeof body !== 'string' || body === '') return new URLSearchParams();
  if (!/json/i.test(headers['content-type'] ?? '')) return new URLSearchParams();
  throw new ApiFailure(400, 'Can not find a deserializer for non-concrete Map type');
}

interface Params {
  readonly cluster: string;
  readonly role: string;
  readonly environ: string;
  readonly topology: string;
}

function paramsOf(request: FastifyRequest): Params {
  return request.params as Params;
}

function topologyOf(world: World, request: FastifyRequest): TopologyView {
  const { cluster, role, environ, topology: name } = paramsOf(request);
  const topology = world.topologies().find((one) => one.name === name);
  if (topology === undefined) throw new ApiFailure(500, `Topology '${name}' does not exist`);
  const own = [place.cluster, place.role, place.environ].join('/');
  const asked = [cluster, role, environ].join('/');
  if (asked === own) return topology;
  throw new ApiFailure(
    500,
    `cluster/role/environ does not match. Topology '${name}' is running at ${own}, not ${asked}`,
  );
}

async function update(
  { updates }: ApiSource,
  topology: TopologyView,
  body: URLSearchParams,
): Promise<Record<string, unknown>> {
  const request = readUpdate(body, topology);
  const done = { message: `${topology.name} updated` };
  if (request.kind === 'nothing') return done;
  if (request.dryRun !== null) {
    return { response: dryRunText(request.dryRun, { topology: topology.name, ...request }) };
  }
  await updates.begin(request.after);
  return done;
}

function setActive(world: World, topology: TopologyView, active: boolean): Act {
  const { id, name } = topology;
  if (!layoutOf(topology).isUp)
    throw new ApiFailure(500, `Failed to get physical plan for topology '${name}'`);
  if (active) world.activate(id);
  else world.deactivate(id);
  return { message: `${name} ${active ? 'activated' : 'deactivated'}` };
}
