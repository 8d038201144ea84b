// The Tracker over HTTP: wrapped answers and 404 up to 0.20.4, bare ones and 500 from 0.20.5 on.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { NoSuchTopology, TrackerFailure } from './failure.js';
import { type Page, pagesOf, StartAfterEnd, type TrackerSource } from './pages.js';
import { MissingParameters, NotAnInteger, type Queried } from './requests.js';

/** @param catchUp brings the world to the present before a page is made */
export function heronTracker(source: TrackerSource, catchUp: () => void): FastifyInstance {
  const server = Fastify({ forceCloseConnections: true, routerOptions: { ignoreTrailingSlash: false } });
  const pages = pagesOf(source);
  const respond = source.generation === 'fastapi' ? respondNew : respondOld;
  server.addHook('onRequest', (_request, _reply, done) => {
    catchUp();
    done();
  });
  for (const [path, page] of Object.entries(pages)) {
    server.get(path, (request, reply) => respond(request, reply, page));
  }
  if (source.generation === 'fastapi') addNewExtras(server, Object.keys(pages));
  else server.get('/', (_request, reply) => reply.redirect('/topologies'));
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isKnown = path in pages;
    if (source.generation === 'fastapi') {
      // A trailing slash is forgiven.
      if (request.method === 'GET' && path.replace(/\/$/, '') in pages) {
        return reply.redirect(request.url.replace(path, path.replace(/\/$/, '')), 307);
      }
      return isKnown
        ? reply.code(405).send({ detail: 'Method Not Allowed' })
        : reply.code(404).send({ detail: 'Not Found' });
    }
    if (isKnown) return reply.code(405).type('text/plain').send('Traceback (most recent call last):\n');
    return reply.code(404).send(failure(`URL not supported: ${path}`));
  });
  return server;
}

function addNewExtras(server: FastifyInstance, paths: readonly string[]): void {
  server.get('/health', (_request, reply) => reply.type('text/plain; charset=utf-8').send('ok'));
  server.get('/', (_request, reply) =>
    reply.type('text/html; charset=utf-8').send('<!DOCTYPE html><title>Heron Tracker - ReDoc</title>'),
  );
  server.get('/openapi.json', (_request, reply) =>
    reply.send({
      openapi: '3.0.2',
      info: { title: 'Heron Tracker', version: '0.20.5' },
      paths: Object.fromEntries(paths.map((path) => [path, { get: {} }])),
    }),
  );
}

function respondNew(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  try {
    return json(reply, page(request.query as Queried));
  } catch (thrown) {
    if (thrown instanceof MissingParameters) {
      const detail = thrown.names.map((name) => invalid(name, 'field required', 'value_error.missing'));
      return json(reply.code(422), { detail });
    }
    if (thrown instanceof NotAnInteger) {
      const detail = [invalid(thrown.parameter, 'value is not a valid integer', 'type_error.integer')];
      return json(reply.code(422), { detail });
    }
    if (thrown instanceof StartAfterEnd) return json(reply.code(400), { detail: 'start_time > end_time' });
    if (!(thrown instanceof TrackerFailure)) throw thrown;
    const message = thrown instanceof NoSuchTopology ? `'${thrown.message}'` : thrown.message;
    return json(reply.code(500), `request failed: ${message}`);
  }
}

function invalid(name: string, msg: string, type: string): Record<string, unknown> {
  return { loc: ['query', name], msg, type };
}

const version = '0.20.4-incubating';
const plans = /^\/topologies\/(info|config|\w+plan|executionstate|metadata|schedulerlocation)$/;

function respondOld(request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply {
  try {
    const result = page(request.query as Queried);
    return json(reply, { status: 'success', ...told, message: '', result });
  } catch (thrown) {
    if (!(thrown instanceof TrackerFailure)) throw thrown;
    const isPlan = plans.test(request.url.split('?')[0] ?? '');
    const message = thrown instanceof NoSuchTopology && isPlan ? 'No topology found' : thrown.message;
    return json(reply.code(404), failure(message));
  }
}

const told = { tracker_version: version, executiontime: 0.0001 };

function failure(message: string): Record<string, unknown> {
  return { status: 'failure', ...told, message };
}

function json(reply: FastifyReply, body: unknown): FastifyReply {
  return reply.type('application/json').send(JSON.stringify(body));
}
