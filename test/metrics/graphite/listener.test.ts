// The listener over real loopback sockets: well-behaved workers, and everything else that may come in at an open port.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { TrimtabError } from '../../../src/errors/index.js';
import { longestLine } from '../../../src/metrics/graphite/line-splitter.js';
import { SeriesStore } from '../../../src/metrics/graphite/series.js';
import { GraphiteListener } from '../../../src/metrics/index.js';
import { connected, listening, workerLines } from './sender.js';

const fill = (task: number, value: string, port = 6700) =>
  workerLines(port, `split.${task} receive-queue-pct_full ${value}`);

describe('the listener', () => {
  it('keeps topologies and workers apart', async () => {
    const { listener, send, now } = await listening();
    const ofOther = fill(1, '0.90').map((line) => line.replace('wc-1-17', 'wc-2-18'));
    await Promise.all([send(...fill(1, '0.10')), send(...fill(2, '0.20', 6701)), send(...ofOther)]);
    expect(listener.queueMetrics('wc-1-17', ['split'], now()).components.get('split')?.queueFill).toBe(0.2);
    expect(listener.queueMetrics('wc-2-18', ['split'], now()).components.get('split')?.queueFill).toBe(0.9);
    expect(listener.queueMetrics('wc-3-19', ['split'], now()).components.size).toBe(0);
  });

  it('counts what it takes and what it passes over', async () => {
    const { listener, send } = await listening();
    await send(...fill(1, '0.10'), ...fill(2, 'NaN'), 'GET / HTTP/1.1', 'other.metric 1 1795359758', '');
    expect(listener.counts()).toEqual({ accepted: 1, ignored: 4, dropped: 0 });
  });

  it('takes lines that come in pieces, and leaves out one that was cut off', async () => {
    const { listener, now } = await listening();
    const socket = await connected(listener);
    const text = `${fill(1, '0.50').join('')}\n${fill(2, '0.90').join('')}`;
    for (let i = 0; i < text.length; i += 7) {
      socket.write(text.slice(i, i + 7));
      await new Promise((resolve) => setImmediate(resolve));
    }
    socket.resume();
    socket.end();
    await once(socket, 'close');
    expect(listener.queueMetrics('wc-1-17', ['split'], now()).components.get('split')?.queueFill).toBe(0.5);
  });

  it('cuts the connection at a line without end', async () => {
    const { listener } = await listening();
    const socket = await connected(listener);
    socket.resume();
    socket.write(Buffer.alloc(longestLine + 1, 'a'));
    await once(socket, 'close');
    expect(listener.counts().dropped).toBe(1);
  });

  it('cuts a connection that says nothing, or drips without ever ending a line', async () => {
    const { listener } = await listening({ idleSeconds: 0.2 });
    const [silent, dripping] = [await connected(listener), await connected(listener)];
    const drip = setInterval(() => dripping.write('a'), 20);
    silent.resume();
    dripping.resume();
    // Who writes on in the moment of the cut may see a reset before the end.
    dripping.on('error', () => {});
    const cut = new Promise((resolve) => dripping.once('close', resolve));
    await Promise.all([once(silent, 'close'), cut]);
    clearInterval(drip);
    expect(listener.counts().dropped).toBe(2);
  });

  it('outlives a reset', async () => {
    const { listener, send } = await listening();
    const socket = await connected(listener);
    socket.write('storm.worker.');
    socket.resetAndDestroy();
    await send(...fill(1, '0.10'));
    expect(listener.counts().accepted).toBe(1);
  });

  it('stops with connections open, can be stopped twice and started again', async () => {
    const { listener } = await listening();
    const socket = await connected(listener);
    socket.resume();
    const closed = once(socket, 'close');
    await Promise.all([listener.stop(), closed]);
    await listener.stop();
    await listener.start();
    expect(listener.port).toBeGreaterThan(0);
  });
});

describe('a flood', () => {
  it('of one series leaves its newest value', async () => {
    const { listener, send, now } = await listening();
    await send(...Array.from({ length: 20_000 }, (_, i) => fill(1, (i / 20_000).toFixed(2)).join('')));
    expect(listener.queueMetrics('wc-1-17', ['split'], now()).components.get('split')?.queueFill).toBe(1);
    expect(listener.counts().accepted).toBe(20_000);
  });

  it('of names takes no more than there is room for; known series go on, and there is room again later', () => {
    const store = new SeriesStore(10, 100);
    const name = (i: number) => `storm.worker.wc-1-17.n1.split.${i}.6700-receive-queue-pct_full`;
    for (let i = 0; i < 1000; i += 1) expect(store.add(name(i), 0.5, 0)).toBe(i < 100);
    expect(store.size).toBe(100);
    expect(store.add(name(7), 0.6, 10_000)).toBe(true);
    expect(store.add(name(2000), 0.5, 31_000)).toBe(true);
    expect(store.size).toBe(2);
  });

  it('of sums keeps a dozen values of each', () => {
    const store = new SeriesStore(10);
    const name = 'storm.worker.wc-1-17.n1.lines.1.6700-__skipped-inactive-ms.count';
    for (let i = 0; i < 1000; i += 1) store.add(name, i, i);
    expect(store.fresh('wc-1-17.', 1000)[0]?.history.length).toBe(13);
  });
});

describe('a port that cannot be had', () => {
  const failure = async (host: string, port: number): Promise<TrimtabError> => {
    const listener = new GraphiteListener({ host, port, periodSeconds: 10, now: Date.now });
    const error: unknown = await listener.start().catch((e: unknown) => e);
    await listener.stop();
    if (!(error instanceof TrimtabError)) throw new Error('it could be had');
    return error;
  };

  it('because it is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const error = await failure('127.0.0.1', port);
    expect(error.code).toBe('TRIMTAB_E_PORT');
    expect(error.message).toBe(`cannot listen on 127.0.0.1:${port} for Graphite lines: the port is taken`);
    expect(error.next).toContain('clusters[].graphite.listen');
    other.close();
  });

  it('because it is none', async () => {
    expect(await failure('127.0.0.1', 70_000)).toMatchObject({
      code: 'TRIMTAB_E_PORT',
      next: 'Give a free port from 1024 to 65535 in clusters[].graphite.listen; 2003 is usual.',
    });
  });

  it('because the address is another machine’s', async () => {
    const error = await failure('192.0.2.1', 0);
    expect(error.message).toBe(
      'cannot listen on 192.0.2.1:0 for Graphite lines: it is no address of this machine',
    );
  });

  it.skipIf(process.getuid?.() === 0)('because it is privileged', async () => {
    expect((await failure('127.0.0.1', 80)).next).toContain('1024');
  });
});
