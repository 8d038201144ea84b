// Calls to Nimbus when things are not in order: each failure says what speaks there instead, and reads are asked once more.
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nimbusClient } from '../../../../src/clusters/storm/thrift/client.js';
import { TrimtabError } from '../../../../src/errors/index.js';
import { framed, type StructValue } from '../../../../src/thrift/index.js';
import { cuttingServer, httpServer, httpsServer, tcpServer } from '../../../cli/broken-servers.js';
import { type Answering, fakeNimbus, leaderAt, parrot } from './nimbus-server.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function started<T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const running = await server;
  stops.push(() => running.stop());
  return running;
}

const addressOf = ({ url }: { readonly url: string }): string => new URL(url).host;
const never = new AbortController().signal;

function clientOf(...seeds: string[]) {
  return nimbusClient({ seeds, timeoutSeconds: 0.5, concurrency: 4 });
}

/** "CODE message", with the port left out. */
async function failure(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof TrimtabError)) throw new Error(`no TrimtabError: ${String(error)}`);
  expect(error.next).toMatch(/\w/);
  return `${error.code} ${error.message.replace(/127\.0\.0\.1:\d+/g, 'HOST')}`;
}

const conf = (seed: string, signal = never) => clientOf(seed).read('getNimbusConf', z.string(), {}, signal);

/** Itself the leader; to anything but getLeader it answers as told. */
function healthy(answer: Answering, hangs?: () => boolean): ReturnType<typeof fakeNimbus> {
  let port = 0;
  const server = fakeNimbus(
    (call, values) => (call === 'getLeader' ? leaderAt(port) : answer(call, values)),
    hangs,
  );
  return server.then((running) => {
    port = running.port;
    return running;
  });
}

/** Its port was free a moment ago. */
async function absentServer() {
  const server = await cuttingServer();
  await server.stop();
  return { url: server.url, stop: () => Promise.resolve() };
}

describe('what speaks at the address instead of Nimbus', () => {
  it.each([
    ['nothing', absentServer],
    ['something that cuts every connection', cuttingServer],
    ['something that takes the frame and closes', () => tcpServer((s) => s.once('data', () => s.end()))],
    ['something that never answers', () => tcpServer(() => {})],
    ['the UI', () => httpServer((_, response) => response.end('{}'))],
    ['a server with TLS', () => httpsServer((_, response) => response.end('{}'))],
    ['a Nimbus with SASL', () => parrot(Buffer.from('\x04\0\0\0\x10Invalid status 0', 'latin1'))],
    ['text', () => parrot(Buffer.from('+OK ready\r\n'))],
    ['a frame with garbage', () => parrot(framed(Buffer.from('garbage and more garbage')))],
    ['half a frame', () => parrot(Buffer.from([0, 0, 1, 0, 0x80, 1]), true)],
    ['half a frame, and then silence', () => parrot(Buffer.from([0, 0, 1, 0, 0x80, 1]))],
    ['an empty frame', () => parrot(Buffer.from([0, 0, 0, 0, 0]))],
    ['a frame of 2 GB', () => parrot(Buffer.from([0x7f, 0xff, 0xff, 0xff, 0]))],
  ])('%s', async (_, server) => {
    const running = await started<{ url: string; stop(): Promise<void> }>(server());
    expect(await failure(conf(addressOf(running)))).toMatchSnapshot();
  });

  it('a host name that does not resolve', async () => {
    expect(await failure(conf('no-such-host.invalid:6627'))).toMatch(
      /^TRIMTAB_E_UNREACHABLE Nimbus no-such-host/,
    );
  });
});

describe('what Nimbus says', () => {
  it.each([
    ['the topology is gone', { NotAliveException: { msg: 'words-1-2' } }, 'TRIMTAB_E_TOPOLOGY_GONE'],
    [
      'it may not be read',
      { AuthorizationException: { msg: 'getTopology is not authorized' } },
      'TRIMTAB_E_AUTH',
    ],
    ['nothing', {}, 'TRIMTAB_E_ENGINE_FAILED'],
    ['an exception of its own', undefined, 'TRIMTAB_E_ENGINE_FAILED'],
    ['something of another shape', { success: 'text' }, 'TRIMTAB_E_ANSWER'],
  ] satisfies [string, StructValue | undefined, string][])('%s', async (_, result, code) => {
    const nimbus = await started(healthy(() => result));
    const read = clientOf(nimbus.address).read('getTopologyConf', z.number(), { id: 'words-1-2' }, never);
    const told = await failure(read);
    expect(told).toMatch(new RegExp(`^${code} `));
    expect(told).toMatchSnapshot();
    // Said once, believed: only a broken connection is tried again.
    expect(nimbus.asked).toEqual(['getLeader', 'getTopologyConf']);
  });

  it('no leader, as an internal error or as no answer', async () => {
    const failing = await started(fakeNimbus(() => undefined));
    const empty = await started(fakeNimbus(() => ({})));
    const down = 'localhost:1';
    for (const { address } of [failing, empty]) {
      expect(await failure(clientOf(down, address).leader(never))).toMatch(/^TRIMTAB_E_NO_LEADER /);
    }
  });
});

describe('finding the leader', () => {
  it('one seed that answers is enough, and calls go to the leader that it names', async () => {
    const leader = await started(healthy(() => ({ success: '{}' })));
    const follower = await started(fakeNimbus(() => leaderAt(leader.port)));
    const client = clientOf('127.0.0.1:1', follower.address);
    await client.read('getNimbusConf', z.string(), {}, never);
    await client.read('getNimbusConf', z.string(), {}, never);
    expect(follower.asked).toEqual(['getLeader']);
    expect(leader.asked).toEqual(['getNimbusConf', 'getNimbusConf']);
  });

  it('a leader that has gone is looked for again', async () => {
    const first = await started(healthy(() => ({ success: '"first"' })));
    const second = await started(healthy(() => ({ success: '"second"' })));
    let leads = first;
    const seed = await started(fakeNimbus(() => leaderAt(leads.port)));
    const client = clientOf(seed.address);
    expect(await client.read('getNimbusConf', z.string(), {}, never)).toBe('"first"');
    await first.stop();
    leads = second;
    expect(await client.read('getNimbusConf', z.string(), {}, never)).toBe('"second"');
  });

  it('where the leader’s own name means nothing here, the seed that named it answers reads', async () => {
    const seed = await started(
      fakeNimbus((call) => (call === 'getLeader' ? leaderAt(1) : { success: '{}' })),
    );
    const client = clientOf(seed.address);
    expect(await client.read('getNimbusConf', z.string(), {}, never)).toBe('{}');
    await client.read('getNimbusConf', z.string(), {}, never);
    expect(seed.asked).toEqual(['getLeader', 'getLeader', 'getNimbusConf', 'getNimbusConf']);
  });
});

it.each([
  ['no port', 4_194_363, '127.0.0.1'],
  ['port 0', 0, '127.0.0.1'],
  ['no host', 6627, ''],
])('a leader that can have %s is not called', async (_, port, host) => {
  const leader = { host, port, uptime_secs: 60, isLeader: true, version: '2.8.3' };
  const seed = await started(fakeNimbus(() => ({ success: leader })));
  expect(await failure(conf(seed.address))).toMatchSnapshot();
});

describe('a leader that hangs', () => {
  /** Two seeds, of which the first leads and hangs from now on. */
  async function hung() {
    const leads = { port: 0 };
    let isHung = false;
    const nimbus = (name: string, hangs?: () => boolean) =>
      started(fakeNimbus((call) => (call === 'getLeader' ? leaderAt(leads.port) : { success: name }), hangs));
    const first = await nimbus('first', () => isHung);
    const second = await nimbus('second');
    leads.port = first.port;
    const client = clientOf(first.address, second.address);
    const read = () => client.read('getNimbusConf', z.string(), {}, never);
    expect(await read()).toBe('first');
    isHung = true;
    first.asked.length = 0;
    const confs = (): number => first.asked.filter((call) => call !== 'getLeader').length;
    return { leads, second, read, confs };
  }

  it('is given up for the one that the seeds name now, also by reads that only wait for their turn', async () => {
    const { leads, second, read, confs } = await hung();
    leads.port = second.port;
    const answers = await Promise.all(Array.from({ length: 12 }, read));
    expect(new Set(answers)).toEqual(new Set(['second']));
    // As many as may be in flight.
    expect(confs()).toBe(4);
    // One search for all of them, after the one at the beginning.
    expect(second.asked.filter((call) => call === 'getLeader').length).toBeLessThanOrEqual(2);
    expect(await read()).toBe('second');
    expect(confs()).toBe(4);
  });

  it('is waited for once where the seeds still name it, and not the first to be asked from then on', async () => {
    const { leads, second, read, confs } = await hung();
    expect(await failure(read())).toMatch(/^TRIMTAB_E_TIMEOUT /);
    expect(confs()).toBe(1);
    leads.port = second.port;
    expect(await read()).toBe('second');
    expect(confs()).toBe(1);
  });

  it('is waited for once where it is the only seed', async () => {
    let isHung = false;
    const only = await started(
      healthy(
        () => ({ success: '{}' }),
        () => isHung,
      ),
    );
    const client = clientOf(only.address);
    await client.read('getNimbusConf', z.string(), {}, never);
    isHung = true;
    const told = await failure(client.read('getNimbusConf', z.string(), {}, never));
    expect(told).toMatch(/^TRIMTAB_E_TIMEOUT /);
    expect(only.asked).toEqual(['getLeader', 'getNimbusConf', 'getNimbusConf']);
  });
});

describe('limits', () => {
  it('an abort ends a call at once, with its own reason', async () => {
    const silent = await started(tcpServer(() => {}));
    const controller = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 30);
    const patient = nimbusClient({ seeds: [addressOf(silent)], timeoutSeconds: 600, concurrency: 4 });
    await expect(patient.read('getNimbusConf', z.string(), {}, controller.signal)).rejects.toBe(reason);
    await expect(conf(addressOf(silent), controller.signal)).rejects.toBe(reason);
  });

  it('an answer that drips is cut off at the time limit', async () => {
    const dripping = await started(
      tcpServer((socket) => {
        socket.write(Buffer.from([0, 1, 0, 0]));
        const timer = setInterval(() => socket.write(Buffer.from([0])), 50);
        socket.on('close', () => clearInterval(timer));
      }),
    );
    // It would drip for ever.
    expect(await failure(conf(addressOf(dripping)))).toMatch(/^TRIMTAB_E_TIMEOUT .* within 0\.5 s$/);
  });

  it('an answer in many small pieces is put together', async () => {
    const text = JSON.stringify({ long: 'x'.repeat(300_000) });
    const nimbus = await started(healthy(() => ({ success: text })));
    expect(await conf(nimbus.address)).toBe(text);
  });
});
