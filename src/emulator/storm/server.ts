// Storm's UI REST API over HTTP: paths, status codes and headers as 2.8.3 has them.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isWhole, type OperationResult, type TopologyView, type World } from '../../simulator/index.js';
import { maxParamLength } from '../listening.js';
import type { Scope } from './aggregate.js';
import {
  clusterSummary,
  logviewer,
  nimbusSummary,
  supervisorPage,
  supervisorSummary,
  topologySummary,
} from './cluster-pages.js';
import { componentPage } from './component-page.js';
import { type EmulatedCluster, type NimbusAddress, nimbusConfiguration } from './configuration.js';
import { windowText } from './format.js';
import {
  brokenVisualization,
  internalError,
  type JavaError,
  noLeader,
  notANumber,
  unknownPath,
  unknownTopology,
} from './java-error.js';
import { lagPage } from './lag-page.js';
import { ownerPage, ownerSummary } from './owner-pages.js';
import { topologyPage } from './topology-page.js';
import { visualization } from './visualization.js';

/** What a page answers: a body, or an error of the UI. */
type Answer = { readonly body: unknown } | { readonly failure: JavaError };
type Params = Readonly<Record<string, string>>;
type Page = (topology: TopologyView, scope: Scope, params: Params) => Answer;
type Cluster = () => EmulatedCluster;

const api = '/api/v1';

/**
 * @param nimbus where the leader answers that the UI names
 * @param catchUp brings the world to the present before a page is made
 */
export function stormUi(world: World, nimbus: NimbusAddress, catchUp: () => void): FastifyInstance {
  const cluster: Cluster = () => ({ ...world.cluster(), nimbus });
  const server = Fastify({ forceCloseConnections: true, routerOptions: { maxParamLength } });
  // The UI reads no body, whatever its type and however broken, nor a type that is none.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', (_request, payload, done) => {
    payload.resume();
    payload.once('end', () => done(null));
  });
  server.addHook('onRequest', (request, reply, done) => {
    catchUp();
    delete request.raw.headers['content-type'];
    if (world.cluster().nimbusUp || !request.url.startsWith(`${api}/`)) done();
    else send(reply, { failure: noLeader([nimbus.host]) });
  });
  server.setNotFoundHandler((request, reply) =>
    request.url.startsWith(`${api}/`) ? send(reply, { failure: unknownPath() }) : notUnderApi(reply),
  );
  server.setErrorHandler((_error, _request, reply) => send(reply, { failure: unknownPath() }));
  addClusterPages(server, world, cluster);
  addTopologyPages(server, world, cluster);
  addOperations(server, world);
  return server;
}

function addClusterPages(server: FastifyInstance, world: World, cluster: Cluster): void {
  const page = (path: string, body: (request: FastifyRequest) => unknown): void => {
    server.get(`${api}${path}`, (request, reply) => send(reply, { body: body(request) }));
  };
  page('/cluster/summary', () => clusterSummary(cluster(), world.topologies()));
  page('/cluster/configuration', () => nimbusConfiguration(cluster()));
  page('/nimbus/summary', () => nimbusSummary(cluster()));
  page('/supervisor/summary', () => supervisorSummary(cluster()));
  page('/supervisor', (request) => {
    const wanted = { id: queried(request, 'id'), host: queried(request, 'host'), sys: scopeOf(request).sys };
    return supervisorPage(cluster(), world.topologies(), wanted);
  });
  page('/topology/summary', () => topologySummary(cluster(), world.topologies()));
  page('/owner-resources', () => ownerSummary(world.topologies()));
  page('/owner-resources/:owner', (request) =>
    ownerPage(cluster(), world.topologies(), (request.params as Params)['owner'] ?? ''),
  );
  page('/history/summary', () => ({ 'topo-history': world.topologies().map(({ id }) => id) }));
}

function addTopologyPages(server: FastifyInstance, world: World, cluster: Cluster): void {
  const page = (path: string, make: Page): void => {
    server.get(`${api}${path}`, (request, reply) =>
      send(
        reply,
        answerFor(world, request, (topology, params) => make(topology, scopeOf(request), params)),
      ),
    );
  };
  const summary: Page = (topology, scope) =>
    windowText(scope.window) === null
      ? { failure: notANumber(scope.window) }
      : { body: topologyPage(cluster(), topology, scope) };
  page('/topology/:id', summary);
  page('/topology/:id/metrics', summary);
  page('/topology/:id/component/:component', (topology, scope, params) => {
    const component = topology.components.find(({ name }) => name === params['component']);
    if (component === undefined) return { failure: internalError('getComponentPageInfo') };
    if (windowText(scope.window) === null) return { failure: notANumber(scope.window) };
    return { body: componentPage(cluster(), topology, component, scope) };
  });
  page('/topology/:id/visualization', (topology, scope) => ({ body: visualization(topology, scope) }));
  page('/topology/:id/visualization-init', () => ({ failure: brokenVisualization() }));
  page('/topology/:id/lag', () => ({ body: lagPage(world) }));
  page('/topology/:id/logconfig', () => ({ body: { namedLoggerLevels: {} } }));
  page('/topology-workers/:id', ({ workers }) => ({
    body: {
      hostPortList: workers.map(({ host, port }) => ({ host, port })),
      logviewerPort: logviewer.logviewerPort,
      logviewerScheme: logviewer.logviewerScheme,
    },
  }));
}

function addOperations(server: FastifyInstance, world: World): void {
  const operation = (
    name: string,
    path: string,
    operate: (id: string, waitSeconds: number) => OperationResult,
  ): void => {
    server.post(`${api}/topology/:id/${path}`, (request, reply) =>
      send(
        reply,
        answerFor(world, request, ({ id }, params) => {
          const wait = params['wait'] ?? '0';
          if (!isWhole(wait)) return { failure: notANumber(wait) };
          if (!operate(id, Number(wait)).ok) return { failure: internalError(name) };
          // "success" means that Nimbus has accepted it, not that anything is done.
          return { body: { topologyOperation: name, topologyId: id, status: 'success' } };
        }),
      ),
    );
  };
  operation('activate', 'activate', (id) => world.activate(id));
  operation('deactivate', 'deactivate', (id) => world.deactivate(id));
  // Only the wait counts: 2.x ignores rebalanceOptions in the body, so this never changes parallelism.
  operation('rebalance', 'rebalance/:wait', (id, waitSeconds) => world.rebalance(id, waitSeconds));
  operation('kill', 'kill/:wait', (id, waitSeconds) => world.kill(id, waitSeconds));
}

function answerFor(
  world: World,
  request: FastifyRequest,
  make: (topology: TopologyView, params: Params) => Answer,
): Answer {
  const params = request.params as Params;
  const id = params['id'] ?? '';
  const topology = world.topologies().find((one) => one.id === id);
  return topology === undefined ? { failure: unknownTopology(id) } : make(topology, params);
}

/** sys is a Java boolean: anything but "true" is false, "1" too. */
function scopeOf(request: FastifyRequest): Scope {
  return {
    window: queried(request, 'window') ?? ':all-time',
    sys: queried(request, 'sys')?.toLowerCase() === 'true',
  };
}

function queried(request: FastifyRequest, name: string): string | undefined {
  const value = (request.query as Readonly<Record<string, string | string[] | undefined>>)[name];
  return Array.isArray(value) ? value[0] : value;
}

function send(reply: FastifyReply, answer: Answer): FastifyReply {
  const failed = 'failure' in answer;
  return reply
    .code(failed ? 500 : 200)
    .headers({
      'content-type': 'application/json;charset=utf-8',
      'cache-control': 'no-cache, no-store',
      'access-control-allow-origin': '*',
    })
    .send(JSON.stringify(failed ? answer.failure : answer.body));
}

/** Outside the API the real UI has its web pages; there are none here. */
function notUnderApi(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .type('text/html')
    .send('<html><body><h1>HTTP ERROR 404 Not Found</h1></body></html>');
}
