// Changing a topology through Nimbus: what goes over the wire, to whom, how often, and what is known afterwards.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cluster, nimbusCluster, type Operation } from '../../../../src/clusters/index.js';
import { TrimtabError } from '../../../../src/errors/index.js';
import { framed } from '../../../../src/thrift/index.js';
import type { StructValue } from '../../../../src/thrift/types.js';
import { cuttingServer } from '../../../cli/broken-servers.js';
import { type Acting, type ActingNimbus, actingNimbus, type Relay, relayTo, words } from './acting-nimbus.js';
import { parrot } from './nimbus-server.js';

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

function clusterAt(...seeds: string[]): Cluster {
  return nimbusCluster({ name: 'prod', seeds, timeoutSeconds: 0.5, concurrency: 4, now: Date.now });
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

const assignment: Operation = {
  kind: 'rebalance-assignment',
  waitSeconds: 5,
  workers: 2,
  executors: { split: 3 },
};
const configuration: Operation = {
  kind: 'rebalance-configuration',
  waitSeconds: 0,
  settings: { 'topology.max.spout.pending': 500 },
};
const resources: Operation = {
  kind: 'rebalance-resources',
  waitSeconds: 1,
  resources: { split: { 'onheap.memory.mb': 256, 'cpu.pcore.percent': 50 } },
};

/** Nothing listens there any more. */
async function freePort(): Promise<number> {
  const server = await cuttingServer();
  await server.stop();
  return Number(new URL(server.url).port);
}

describe('what is sent', () => {
  it.each([
    ['workers and executors', assignment, { wait_secs: 5, num_workers: 2, num_executors: [['split', 3]] }],
    [
      'executors alone, with names of any script',
      { ...assignment, workers: null, executors: { größe: 1, 数え: 2 } } as Operation,
      {
        wait_secs: 5,
        num_executors: [
          ['größe', 1],
          ['数え', 2],
        ],
      },
    ],
    ['workers alone', { ...assignment, executors: {} } as Operation, { wait_secs: 5, num_workers: 2 }],
    [
      'settings, as JSON text',
      configuration,
      { wait_secs: 0, topology_conf_overrides: '{"topology.max.spout.pending":500}' },
    ],
    [
      'resources, as doubles by component',
      resources,
      {
        wait_secs: 1,
        topology_resources_overrides: [
          [
            'split',
            [
              ['onheap.memory.mb', 256],
              ['cpu.pcore.percent', 50],
            ],
          ],
        ],
      },
    ],
  ] satisfies [string, Operation, StructValue][])('%s', async (_, operation, options) => {
    const nimbus: ActingNimbus = await started(actingNimbus());
    await clusterAt(nimbus.address).rebalance(words, operation, signal);
    expect(nimbus.told).toEqual([{ name: 'words', options }]);
    expect(nimbus.asked).toEqual(['getLeader', 'getClusterInfo', 'rebalance']);
  });

  it('is byte for byte what Thrift’s own clients write', async () => {
    const relay: Relay = await started(relayTo(() => nimbus.port));
    const nimbus: ActingNimbus = await started(actingNimbus({ leader: () => relay.port }));
    await clusterAt(relay.address).rebalance(words, assignment, signal);
    const message = [
      '80010001 00000009 726562616c616e6365 00000003', // version 1, call, "rebalance", its number
      '0b0001 00000005 776f726473', // 1: string "words"
      '0c0002', // 2: struct
      '080001 00000005', // 1: i32 wait_secs
      '080002 00000002', // 2: i32 num_workers
      '0d0003 0b08 00000001 00000005 73706c6974 00000003', // 3: map of string to i32, "split" is 3
      '00 00',
    ].join('');
    const bytes = Buffer.from(message.replaceAll(' ', ''), 'hex');
    expect(relay.rebalances.map((b) => b.toString('hex'))).toEqual([framed(bytes).toString('hex')]);
  });

  it('on 1.2 is workers and executors; the rest would be dropped silently, so it is not sent', async () => {
    const nimbus: ActingNimbus = await started(actingNimbus({ version: '1.2.4' }));
    const cluster = clusterAt(nimbus.address);
    for (const operation of [configuration, resources]) {
      const error = await failure(cluster.rebalance(words, operation, signal));
      expect(error).toMatchObject({
        code: 'TRIMTAB_E_INVALID_PLAN',
        next: expect.stringContaining('Submit'),
      });
    }
    expect(nimbus.told).toEqual([]);
    await cluster.rebalance(words, assignment, signal);
    expect(nimbus.told).toHaveLength(1);
  });
});

describe('who it is sent to', () => {
  it('the leader as it is now, though another one led a moment ago', async () => {
    let leads = 'first';
    const leader = (): number => (leads === 'first' ? first.port : second.port);
    const first: ActingNimbus = await started(actingNimbus({ leader }));
    const second: ActingNimbus = await started(actingNimbus({ leader }));
    const cluster = clusterAt(first.address, second.address);
    await cluster.rebalance(words, assignment, signal);
    expect([first.told.length, second.told.length]).toEqual([1, 0]);
    leads = 'second';
    await cluster.rebalance(words, assignment, signal);
    expect([first.told.length, second.told.length]).toEqual([1, 1]);
  });

  it('the leader as it is now, and the last look is at it as well', async () => {
    let leads = 'first';
    const leader = (): number => (leads === 'first' ? first.port : second.port);
    const first: ActingNimbus = await started(actingNimbus({ leader }));
    const second: ActingNimbus = await started(actingNimbus({ leader }));
    const cluster = clusterAt(first.address, second.address);
    await cluster.topologies(signal);
    first.asked.length = 0;
    leads = 'second';
    await cluster.rebalance(words, assignment, signal);
    expect(first.asked).not.toContain('getClusterInfo');
    expect(second.asked).toContain('getClusterInfo');
  });

  it('the seed that named the leader, where the leader’s own name leads nowhere', async () => {
    const port = await freePort();
    const seed: ActingNimbus = await started(actingNimbus({ leader: () => port }));
    await clusterAt(seed.address).rebalance(words, assignment, signal);
    expect(seed.told).toHaveLength(1);
  });

  it('nobody, when the one Nimbus dies after the last look and before the connection', async () => {
    let connections = 0;
    const door = createServer((socket) => {
      connections += 1;
      if (connections === 2) door.close();
      socket.pipe(connect(nimbus.port, '127.0.0.1')).pipe(socket);
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    const { port } = door.address() as AddressInfo;
    const nimbus: ActingNimbus = await started(actingNimbus({ leader: () => port }));
    const error = await failure(clusterAt(`127.0.0.1:${port}`).rebalance(words, assignment, signal));
    expect(error.code).toBe('TRIMTAB_E_UNREACHABLE');
    expect(nimbus.asked).toEqual(['getLeader', 'getClusterInfo']);
  });

  it('nobody, where no seed answers', async () => {
    const error = await failure(clusterAt('127.0.0.1:1').rebalance(words, assignment, signal));
    expect(error.code).toBe('TRIMTAB_E_UNREACHABLE');
    const sasl = await started(parrot(Buffer.from('\x04\0\0\0\x02no', 'latin1')));
    const refused = await failure(clusterAt(sasl.address).rebalance(words, assignment, signal));
    expect(refused).toMatchObject({
      code: 'TRIMTAB_E_SASL',
      next: expect.stringContaining('via: storm-cli'),
    });
  });
});

describe('a topology that is no longer the one that was looked at', () => {
  it.each([
    ['submitted again under its name', { id: 'words-2-1700000999' }, 'TRIMTAB_E_TOPOLOGY_GONE'],
    ['gone', { name: 'others' }, 'TRIMTAB_E_TOPOLOGY_GONE'],
    ['being killed', { status: 'KILLED' }, 'TRIMTAB_E_TOPOLOGY_GONE'],
    ['being rebalanced', { status: 'REBALANCING' }, 'TRIMTAB_E_REBALANCING'],
  ])('%s: nothing is sent', async (_, running, code) => {
    const nimbus: ActingNimbus = await started(actingNimbus({ running }));
    const error = await failure(clusterAt(nimbus.address).rebalance(words, assignment, signal));
    expect(error).toMatchObject({ code, message: expect.stringContaining('nothing was sent') });
    expect(nimbus.told).toEqual([]);
  });
});

describe('what Nimbus answers', () => {
  it.each([
    ['that it is not alive', { NotAliveException: { msg: 'words is not alive' } }, 'TRIMTAB_E_TOPOLOGY_GONE'],
    [
      'that a value is wrong',
      { InvalidTopologyException: { msg: 'Invalid component nosuch\n\tat x' } },
      'TRIMTAB_E_VALUE_REFUSED',
    ],
    [
      'that it may not be changed',
      { AuthorizationException: { msg: 'rebalance is not authorized' } },
      'TRIMTAB_E_AUTH',
    ],
    ['an internal error', undefined, 'TRIMTAB_E_REBALANCING'],
  ] satisfies [string, StructValue | undefined, string][])('%s', async (_, result, code) => {
    const acting: Acting = { answer: () => result };
    const nimbus: ActingNimbus = await started(actingNimbus(acting));
    const error = await failure(clusterAt(nimbus.address).rebalance(words, assignment, signal));
    expect(error.code).toBe(code);
    const told = `${error.message.replace(/127\.0\.0\.1:\d+/g, 'HOST')}\n${error.next}`;
    expect(told).toMatchSnapshot();
    expect(nimbus.told).toHaveLength(1);
  });
});

describe('once it is sent, no answer means uncertain, and nobody is told again', () => {
  it.each([
    ['the leader cuts the connection', (s) => s.destroy()],
    ['the leader closes it', (s) => s.end()],
    ['the leader dies in mid-answer', (s) => s.end(Buffer.from([0, 0, 1, 0, 0x80, 1]))],
    ['the leader never answers', () => {}],
    ['the answer is garbage', (s) => s.write(framed(Buffer.from('garbage and more garbage')))],
    [
      'the answer is to another call',
      (s) => s.write(framed(Buffer.from('80010002000000010000000000', 'hex'))),
    ],
    ['the answer is no frame', (s) => s.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')],
  ] satisfies [string, (socket: Socket) => void][])('%s', async (_, instead) => {
    const relay: Relay = await started(relayTo(() => leader.port, instead));
    const leader: ActingNimbus = await started(actingNimbus({ leader: () => relay.port }));
    const seed: ActingNimbus = await started(actingNimbus({ leader: () => relay.port }));
    const error = await failure(clusterAt(seed.address).rebalance(words, assignment, signal));
    expect(error).toMatchObject({ code: 'TRIMTAB_E_UNCERTAIN', exitCode: 3 });
    expect(relay.rebalances).toHaveLength(1);
    expect(seed.told).toEqual([]);
  });

  it('an abort comes too late, and says so', async () => {
    const controller = new AbortController();
    const relay: Relay = await started(
      relayTo(
        () => leader.port,
        () => controller.abort(new Error('stopping')),
      ),
    );
    const leader: ActingNimbus = await started(actingNimbus({ leader: () => relay.port }));
    const error = await failure(clusterAt(relay.address).rebalance(words, assignment, controller.signal));
    expect(error).toMatchObject({
      code: 'TRIMTAB_E_UNCERTAIN',
      message: expect.stringMatching(/: stopping$/),
    });
  });

  it('an abort before that ends it with its own reason, and nothing is sent', async () => {
    const nimbus: ActingNimbus = await started(actingNimbus());
    const reason = new Error('stopping');
    const aborted = AbortSignal.abort(reason);
    await expect(clusterAt(nimbus.address).rebalance(words, assignment, aborted)).rejects.toBe(reason);
    expect(nimbus.told).toEqual([]);
  });
});
