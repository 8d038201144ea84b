// Changing a topology where a UI is given: through REST on 1.2, through the Nimbus that the UI names on 2.x.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cluster, nimbusCluster, type Operation, stormCluster } from '../../../src/clusters/index.js';
import { TrimtabError } from '../../../src/errors/index.js';
import { httpServer, httpsServer, json, type Running, tlsFile } from '../../cli/broken-servers.js';
import { type ActingNimbus, actingNimbus, words } from './thrift/acting-nimbus.js';
import { type FakeNimbus, fakeNimbus, leaderAt } from './thrift/nimbus-server.js';
import { wordCountNimbus } from './thrift/word-count.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function started<T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const running = await server;
  stops.push(() => running.stop());
  return running;
}

const { signal } = new AbortController();
const assignment: Operation = {
  kind: 'rebalance-assignment',
  waitSeconds: 5,
  workers: 2,
  executors: { split: 3, 数え: 1 },
};
const configuration: Operation = {
  kind: 'rebalance-configuration',
  waitSeconds: 5,
  settings: { 'topology.max.spout.pending': 500 },
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Ui extends Running {
  /** "METHOD path content-type body" of each POST. */
  readonly posted: string[];
}

interface UiOptions {
  readonly version?: string;
  readonly nimbusPort?: () => number;
  readonly pages?: Readonly<Record<string, (response: ServerResponse) => void>>;
  readonly post?: Answer;
  readonly server?: typeof httpServer;
}

const success: Answer = (_, response) =>
  json(response, { topologyOperation: 'rebalance', topologyId: words.id, status: 'success' });

async function ui(options: UiOptions = {}): Promise<Ui> {
  const { version = '1.2.4', nimbusPort = () => 1, post = success, server = httpServer } = options;
  const posted: string[] = [];
  const pages: Record<string, unknown> = {
    '/cluster/summary': { stormVersion: version, supervisors: 1, slotsTotal: 4, slotsFree: 2 },
    '/supervisor/summary': { supervisors: [] },
    '/topology/summary': {
      topologies: [
        {
          ...words,
          status: 'ACTIVE',
          workersTotal: 1,
          executorsTotal: 5,
          tasksTotal: 8,
        },
      ],
    },
    '/cluster/configuration': {
      'storm.zookeeper.servers': ['ZK-2', 'zk-1', 'zk-2'],
      'storm.zookeeper.port': 2181,
      'storm.zookeeper.root': '/storm',
    },
  };
  const running = await server((request, response) => {
    const path = (request.url ?? '').replace('/api/v1', '');
    const special = options.pages?.[path];
    if (special !== undefined) return special(response);
    if (path === '/nimbus/summary') {
      const nimbus = { host: '127.0.0.1', port: nimbusPort(), status: 'Leader', version };
      return json(response, { nimbuses: [nimbus] });
    }
    if (request.method === 'GET') return json(response, pages[path]);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      posted.push(`${request.method} ${path} ${request.headers['content-type']} ${body}`);
      post(request, response);
    });
  });
  return { ...running, posted };
}

function clusterAt(url: string, nimbus?: readonly string[], ca?: string): Cluster {
  return stormCluster({
    name: 'prod',
    url,
    timeoutSeconds: 0.5,
    concurrency: 4,
    now: Date.now,
    nimbus,
    auth: { ca },
  });
}

async function failure(promise: Promise<unknown>): Promise<TrimtabError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TrimtabError)) throw new Error(`no TrimtabError: ${String(error)}`);
  expect(error.message).not.toContain('\n');
  return error;
}

describe('Storm 1.2', () => {
  it('is told through REST, as JSON and by the name of its type', async () => {
    const server = await started(ui());
    await clusterAt(server.url).rebalance(words, assignment, signal);
    expect(server.posted).toEqual([
      `POST /topology/${words.id}/rebalance/5 application/json {"rebalanceOptions":{"numWorkers":2,"executors":{"split":3,"数え":1}}}`,
    ]);
  });

  it('is told only what changes', async () => {
    const server = await started(ui());
    const cluster = clusterAt(server.url);
    await cluster.rebalance(words, { ...assignment, workers: null } as Operation, signal);
    await cluster.rebalance(words, { ...assignment, executors: {} } as Operation, signal);
    expect(server.posted.map((line) => JSON.parse(line.slice(line.indexOf('{'))) as unknown)).toEqual([
      { rebalanceOptions: { executors: { split: 3, 数え: 1 } } },
      { rebalanceOptions: { numWorkers: 2 } },
    ]);
  });

  it('is told through Nimbus where its address is configured', async () => {
    const nimbus: ActingNimbus = await started(actingNimbus({ version: '1.2.4' }));
    const server = await started(ui());
    await clusterAt(server.url, [nimbus.address]).rebalance(words, assignment, signal);
    expect([server.posted, nimbus.told.length]).toEqual([[], 1]);
  });

  it('is not told what it would drop', async () => {
    const server = await started(ui());
    const error = await failure(clusterAt(server.url).rebalance(words, configuration, signal));
    expect(error.code).toBe('TRIMTAB_E_INVALID_PLAN');
    expect(server.posted).toEqual([]);
  });

  it.each([
    ['submitted again', { ...words, id: 'words-2-1700000999' }, 'TRIMTAB_E_TOPOLOGY_GONE'],
    ['rebalancing', { ...words, status: 'REBALANCING' }, 'TRIMTAB_E_REBALANCING'],
  ])('is not told about a topology that is %s', async (_, row, code) => {
    const topology = { ...row, workersTotal: 1, executorsTotal: 5, tasksTotal: 8 };
    const pages = { '/topology/summary': (r: ServerResponse) => json(r, { topologies: [topology] }) };
    const server = await started(ui({ pages }));
    expect((await failure(clusterAt(server.url).rebalance(words, assignment, signal))).code).toBe(code);
    expect(server.posted).toEqual([]);
  });
});

const javaError = (errorMessage: string): Answer => {
  return (_, response) => json(response, { error: '500 Server Error', errorMessage }, 500);
};
const text = (status: number, body: string): Answer => {
  return (_, response) => response.writeHead(status, { 'content-type': 'text/html' }).end(body);
};

describe('the answer of 1.2', () => {
  it.each([
    [
      'that a rebalance is under way',
      javaError('TApplicationException: Internal error processing rebalance\n\tat'),
      'TRIMTAB_E_REBALANCING',
    ],
    ['that it is gone', javaError('NotAliveException(msg:words)\n\tat'), 'TRIMTAB_E_TOPOLOGY_GONE'],
    [
      'that a value is wrong',
      javaError('InvalidTopologyException(msg:Number of executors must be greater than 0)'),
      'TRIMTAB_E_VALUE_REFUSED',
    ],
    ['that it may not', javaError('AuthorizationException(msg:no)'), 'TRIMTAB_E_AUTH'],
    ['401', text(401, 'Unauthorized'), 'TRIMTAB_E_AUTH'],
    ['400', text(400, 'Malformed JSON in request body.'), 'TRIMTAB_E_VALUE_REFUSED'],
    [
      'a redirect to a login, which is not followed',
      (_, r) => r.writeHead(302, { location: '/login' }).end(),
      'TRIMTAB_E_NOT_STORM',
    ],
    ['that it failed for a reason unknown', javaError('SocketTimeoutException: Read timed out'), 'UNCERTAIN'],
    ['a gateway that gave up', text(504, 'Gateway Timeout'), 'UNCERTAIN'],
    ['a gateway that gave up in JSON', (_, r) => json(r, { message: 'timed out' }, 504), 'UNCERTAIN'],
    ['a page', text(200, '<html>'), 'UNCERTAIN'],
    ['JSON that is no success', (_, r) => json(r, { status: 'perhaps' }), 'UNCERTAIN'],
    ['half a success', (_, r) => json(r, null), 'UNCERTAIN'],
    ['a cut', (request) => request.socket.destroy(), 'UNCERTAIN'],
    [
      'a cut in mid-answer',
      (_, r) => {
        r.writeHead(200, { 'content-length': 500 }).write('{"status":');
        setTimeout(() => r.destroy(), 20);
      },
      'UNCERTAIN',
    ],
    ['silence', () => {}, 'UNCERTAIN'],
  ] satisfies [string, Answer, string][])('%s', async (_, post, code) => {
    const server = await started(ui({ post }));
    const error = await failure(clusterAt(server.url).rebalance(words, assignment, signal));
    expect(error.code, error.message).toMatch(new RegExp(`${code}$`));
    expect(server.posted).toHaveLength(1);
  });

  it('an abort after it was sent is uncertain', async () => {
    const controller = new AbortController();
    const server = await started(ui({ post: () => controller.abort(new Error('stopping')) }));
    const acting = clusterAt(server.url).rebalance(words, assignment, controller.signal);
    expect(await failure(acting)).toMatchObject({
      code: 'TRIMTAB_E_UNCERTAIN',
      message: expect.stringMatching(/: stopping$/),
    });
  });

  it('a UI that dies before the connection was told nothing', async () => {
    const topology = { ...words, status: 'ACTIVE', workersTotal: 1, executorsTotal: 5, tasksTotal: 8 };
    const pages = {
      '/topology/summary': (response: ServerResponse) => {
        response.setHeader('connection', 'close');
        json(response, { topologies: [topology] });
        void server.stop();
      },
    };
    const server: Ui = await ui({ pages });
    // The page may be lost with the server, or arrive: in neither case was anything sent.
    const error = await failure(clusterAt(server.url).rebalance(words, assignment, signal));
    expect(error.code).toBe('TRIMTAB_E_UNREACHABLE');
    expect(server.posted).toEqual([]);
  });

  it('over TLS, success and a cut are told apart in the same way', async () => {
    const good = await started(ui({ server: httpsServer }));
    await clusterAt(good.url, undefined, tlsFile('ca.pem')).rebalance(words, assignment, signal);
    expect(good.posted).toHaveLength(1);
    const cut = await started(ui({ server: httpsServer, post: (request) => request.socket.destroy() }));
    const error = await failure(
      clusterAt(cut.url, undefined, tlsFile('ca.pem')).rebalance(words, assignment, signal),
    );
    expect(error.code).toBe('TRIMTAB_E_UNCERTAIN');
    expect(cut.posted).toHaveLength(1);
  });
});

describe('Storm 2.x', () => {
  it('drops what its UI is told, so it is told through the Nimbus that the UI names', async () => {
    const nimbus: ActingNimbus = await started(actingNimbus());
    const server = await started(ui({ version: '2.8.3', nimbusPort: () => nimbus.port }));
    const cluster = clusterAt(server.url);
    await cluster.rebalance(words, assignment, signal);
    await cluster.rebalance(words, configuration, signal);
    expect(server.posted).toEqual([]);
    expect(nimbus.told).toMatchObject([
      { options: { num_workers: 2 } },
      { options: { topology_conf_overrides: '{"topology.max.spout.pending":500}' } },
    ]);
  });

  it('or through a configured one, where the name in the UI leads nowhere', async () => {
    const nimbus: ActingNimbus = await started(actingNimbus());
    const server = await started(ui({ version: '2.8.3' }));
    await clusterAt(server.url, [nimbus.address]).rebalance(words, assignment, signal);
    expect(nimbus.told).toHaveLength(1);
  });
});

describe('both ways', () => {
  it('give one cluster one identity', async () => {
    const settings = { 'storm.zookeeper.servers': ['zk-1', 'zk-2'], 'storm.zookeeper.port': 2181 };
    const conf = { getNimbusConf: { success: JSON.stringify(settings) } };
    const nimbus: FakeNimbus = await started(fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port), conf)));
    const server = await started(ui());
    const seeds = [nimbus.address];
    const direct = nimbusCluster({ name: 'p', seeds, timeoutSeconds: 1, concurrency: 4, now: Date.now });
    expect(await clusterAt(server.url).identity(signal)).toBe('zookeeper zk-1,zk-2:2181/storm');
    expect(await direct.identity(signal)).toBe('zookeeper zk-1,zk-2:2181/storm');
  });

  it('make the same plan of one operation', async () => {
    const nimbus: ActingNimbus = await started(actingNimbus({ version: '1.2.4' }));
    const server = await started(ui());
    const seeds = [nimbus.address];
    const direct = nimbusCluster({ name: 'p', seeds, timeoutSeconds: 1, concurrency: 4, now: Date.now });
    const variants = [
      assignment,
      { ...assignment, workers: null, waitSeconds: 0 },
      { ...assignment, executors: {} },
    ];
    for (const operation of variants as Operation[]) {
      await direct.rebalance(words, operation, signal);
      await clusterAt(server.url).rebalance(words, operation, signal);
    }
    const byRest = server.posted.map((line) => {
      const [, wait] = /\/rebalance\/(\d+) /.exec(line) ?? [];
      const { rebalanceOptions: o } = JSON.parse(line.slice(line.indexOf('{'))) as {
        rebalanceOptions: { numWorkers?: number; executors?: Record<string, number> };
      };
      return { wait: Number(wait), workers: o.numWorkers, executors: o.executors };
    });
    const byThrift = nimbus.told.map(({ options }) => {
      const o = options as { wait_secs: number; num_workers?: number; num_executors?: [string, number][] };
      const executors = o.num_executors && Object.fromEntries(o.num_executors);
      return { wait: o.wait_secs, workers: o.num_workers, executors };
    });
    expect(byRest).toEqual(byThrift);
    expect(byRest).toHaveLength(3);
  });
});
