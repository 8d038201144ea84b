// What the source and the application tell: Storm's lag, queries to Prometheus, and every way in which they do not answer.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Cluster, SpoutLag } from '../../src/clusters/index.js';
import { spoutLags } from '../../src/clusters/storm/lag.js';
import { ExternalReader, type Prometheus, prometheus } from '../../src/external/index.js';
import { fakeClock } from '../agent/fake-clock.js';
import { component, sample, snapshot, topology } from '../builders.js';

const signal = new AbortController().signal;
let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** A Prometheus that gives this answer, and the queries that it got. */
async function answering(
  status: number,
  body: string,
): Promise<{ readonly url: string; readonly queries: string[]; readonly hang: (on: boolean) => void }> {
  const queries: string[] = [];
  let hangs = false;
  server = createServer((request, response) => {
    queries.push(new URL(request.url ?? '', 'http://x').searchParams.get('query') ?? '');
    if (hangs) return;
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    queries,
    hang: (on) => {
      hangs = on;
    },
  };
}

const vector = (...values: string[]): string =>
  JSON.stringify({
    status: 'success',
    data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [1, value] })) },
  });

const ask = (url: string, elapsedMs = () => 0): Prometheus =>
  prometheus({ url, timeoutSeconds: 1, concurrency: 1, elapsedMs });

const clusterWith = (lag?: () => Promise<SpoutLag[]>): Cluster =>
  ({ name: 'test', ...(lag === undefined ? {} : { lag }) }) as unknown as Cluster;

describe('Prometheus', () => {
  it('answers a query with one number, of a vector or a scalar', async () => {
    const { url, queries } = await answering(200, vector('1234.5'));
    expect(await ask(`${url}/`).number('sum(lag)', signal)).toBe(1234.5);
    expect(queries).toEqual(['sum(lag)']);
  });

  it.each([
    [
      'several series',
      200,
      vector('1', '2'),
      '2 series where one number is expected; wrap it, as in sum(...)',
    ],
    ['no series', 200, vector(), 'there is no such series now'],
    ['NaN', 200, vector('NaN'), 'is NaN; expected a number from 0 on'],
    ['a query that does not parse', 400, '{"status":"error","error":"parse error: ("}', 'parse error: ('],
    ['another server', 200, '{"topologies":[]}', 'not an answer of Prometheus'],
    ['a page', 200, '<html>', 'the answer is not JSON'],
  ])('says so: %s', async (_, status, body, text) => {
    const { url } = await answering(status, body);
    await expect(ask(url).number('q', signal)).rejects.toMatchObject({
      code: 'TRIMTAB_E_EXTERNAL',
      message: expect.stringContaining(text),
    });
  });

  it('says that nothing answers', async () => {
    await expect(ask('http://127.0.0.1:1').number('q', signal)).rejects.toMatchObject({
      code: 'TRIMTAB_E_EXTERNAL',
    });
  });

  it('is left alone for a minute when it has not answered, with the same reason', async () => {
    const { url, queries, hang } = await answering(200, vector('1'));
    let nowMs = 0;
    const asked = ask(url, () => nowMs);
    hang(true);
    const late = { message: expect.stringContaining('timeout of 1000ms exceeded') };
    await expect(asked.number('a', signal)).rejects.toMatchObject(late);
    const tries = queries.length;
    hang(false);
    nowMs = 59_999;
    await expect(asked.number('b', signal)).rejects.toMatchObject(late);
    expect(queries).toHaveLength(tries);
    nowMs = 60_000;
    expect(await asked.number('b', signal)).toBe(1);
  });

  it('does not hold Trimtab up by an answer that drips for ever', async () => {
    const dripping = createServer((_, response) => {
      const drip = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(drip));
    });
    server = dripping;
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(dripping.address() as AddressInfo).port}`;
    const quick = prometheus({ url, timeoutSeconds: 0.5, concurrency: 1, elapsedMs: () => 0 });
    await expect(quick.number('q', signal)).rejects.toMatchObject({
      code: 'TRIMTAB_E_EXTERNAL',
      // The second where the drops themselves come late.
      message: expect.stringMatching(/no complete answer within 0.5 s|timeout of 500ms/),
    });
  });
});

describe('the external inputs of a topology', () => {
  it('are not there where nothing is asked', async () => {
    const reader = new ExternalReader({ cluster: clusterWith(), clock: fakeClock(), prometheus: null });
    expect(await reader.read(topology, {}, signal)).toBeNull();
  });

  it('are the answers to the queries, with the name of the topology in them', async () => {
    const seen: string[] = [];
    const asked: Prometheus = {
      number: (text) => {
        seen.push(text);
        return Promise.resolve(7);
      },
      series: () => Promise.resolve([]),
    };
    const reader = new ExternalReader({ cluster: clusterWith(), clock: fakeClock(), prometheus: asked });
    const named = { ...topology, name: `a"b'c\\$&` };
    const reading = await reader.read(named, { backlogTuples: 'lag{group="{topology}"}' }, signal);
    expect(seen).toEqual([String.raw`lag{group="a\x22b\x27c\\$&"}`]);
    expect(reading?.inputs).toEqual({
      backlogTuples: 7,
      offeredPerSecond: null,
      latencyMs: null,
      latencyP95Ms: null,
    });
  });

  it('have a rate once the heads of the logs were read twice, far enough apart', async () => {
    const clock = fakeClock();
    let head = 1000;
    const lag = (): Promise<SpoutLag[]> =>
      Promise.resolve([{ spout: 'text', lag: 50, heads: { 't 0': head }, problem: null }]);
    const reader = new ExternalReader({ cluster: clusterWith(lag), clock, prometheus: null });
    const rate = async (): Promise<number | null | undefined> =>
      (await reader.read(topology, {}, signal))?.inputs.offeredPerSecond;
    expect(await rate()).toBeNull();
    await clock.sleep(5_000, signal);
    head += 10_000;
    expect(await rate(), 'too near').toBeNull();
    await clock.sleep(15_000, signal);
    head += 30_000;
    expect(await rate()).toBe(2000);
    head = 5;
    await clock.sleep(20_000, signal);
    expect(await rate(), 'a log that began anew').toBeNull();
    for (const [kept, expected] of [[[topology.id], 100] as const, [[], null] as const]) {
      reader.keepOnly(kept);
      await clock.sleep(20_000, signal);
      head += 2000;
      expect(await rate(), 'as long as the topology is there').toBe(expected);
    }
  });

  it('have no rate where a partition comes, goes or begins anew: what it has at all is not what it got since', async () => {
    const clock = fakeClock();
    let offsets: Record<string, number> = {};
    const partitions = () =>
      Object.fromEntries(
        Object.entries(offsets).map(([name, logHeadOffset]) => [name, { logHeadOffset, lag: 0 }]),
      );
    const lag = () =>
      Promise.resolve(spoutLags('/lag', { s: { spoutId: 's', spoutLagResult: { t: partitions() } } }));
    const reader = new ExternalReader({ cluster: clusterWith(lag), clock, prometheus: null });
    const rate = async (now: Record<string, number>): Promise<number | null | undefined> => {
      offsets = now;
      await clock.sleep(60_000, signal);
      return (await reader.read(topology, {}, signal))?.inputs.offeredPerSecond;
    };
    expect(await rate({ 0: 1000, 1: 5e9 })).toBeNull();
    expect(await rate({ 0: 61_000 }), 'one is gone').toBeNull();
    expect(await rate({ 0: 121_000, 1: 5e9 }), 'and back').toBeNull();
    expect(await rate({ 0: 181_000, 1: 5e9 + 60_000 })).toBe(2000);
    expect(await rate({ 0: 5, 1: 6e9 }), 'one began anew').toBeNull();
    expect(await rate({ 0: 5, 2: 7e9 }), 'another one in its place').toBeNull();
    expect(await rate({ 0: 60_005, 2: 7e9 })).toBe(1000);
  });

  it('are unknown, with the reason, where one spout does not tell: a part would pass for the whole', async () => {
    const lag = (): Promise<SpoutLag[]> =>
      Promise.resolve([
        { spout: 'a', lag: 5, heads: { 't 0': 10 }, problem: null },
        { spout: 'b', lag: null, heads: null, problem: 'cannot reach the broker' },
      ]);
    const reader = new ExternalReader({ cluster: clusterWith(lag), clock: fakeClock(), prometheus: null });
    expect(await reader.read(topology, {}, signal)).toEqual({
      inputs: { backlogTuples: null, offeredPerSecond: null, latencyMs: null, latencyP95Ms: null },
      problems: ['lag of b: cannot reach the broker'],
    });
  });

  it.each([
    ['one that emits what counts', 500, { backlogTuples: null, offeredPerSecond: null }, ['ticks']],
    ['one beside that hardly emits', 20, { backlogTuples: 50, offeredPerSecond: 100 }, []],
  ])('go by all spouts, where the UI leaves one out: %s', async (_, emitted, inputs, problems) => {
    const clock = fakeClock();
    let head = 1000;
    const lag = (): Promise<SpoutLag[]> =>
      Promise.resolve([{ spout: 'lines', lag: 50, heads: { 't 0': head }, problem: null }]);
    const poll = snapshot([
      component('lines', { kind: 'spout', samples: [sample('[1-1]', 600, { emitted: 1000 })] }),
      component('ticks', { kind: 'spout', samples: [sample('[2-2]', 600, { emitted })] }),
      component('count', { samples: [sample('[3-3]', 600, { executed: 1000 })] }),
    ]);
    const reader = new ExternalReader({ cluster: clusterWith(lag), clock, prometheus: null });
    await reader.read(topology, {}, signal, poll);
    await clock.sleep(60_000, signal);
    head += 6000;
    const reading = await reader.read(topology, {}, signal, poll);
    expect(reading?.inputs).toMatchObject(inputs);
    expect(reading?.problems).toEqual(
      problems.map((name) => expect.stringContaining(`lag of ${name}: the UI does not tell it`)),
    );
  });

  it('have no backlog where an offset was never committed: the whole log would pass for it', async () => {
    const clock = fakeClock();
    let growth = 0;
    const partition = (consumerCommittedOffset: number, logHeadOffset: number) => ({
      consumerCommittedOffset,
      logHeadOffset,
      lag: logHeadOffset - consumerCommittedOffset,
    });
    let others: Record<string, ReturnType<typeof partition>> = {};
    const lag = () => {
      const t = { 0: partition(900 + growth, 1000 + growth), 1: partition(-1, 0), ...others };
      return Promise.resolve(spoutLags('/lag', { s: { spoutId: 's', spoutLagResult: { t } } }));
    };
    const reader = new ExternalReader({ cluster: clusterWith(lag), clock, prometheus: null });
    const first = await reader.read(topology, {}, signal);
    expect(first).toMatchObject({ inputs: { backlogTuples: 100 }, problems: [] });
    others = { 2: partition(-1, 5e9), 3: partition(-1, 7) };
    await reader.read(topology, {}, signal);
    await clock.sleep(60_000, signal);
    growth = 6000;
    expect(await reader.read(topology, {}, signal)).toMatchObject({
      inputs: { backlogTuples: null, offeredPerSecond: 100 },
      problems: [
        'lag of s: no offset of partition t 2 and of 1 more was committed yet, so that nobody knows what of it waits',
      ],
    });
  });

  it('have no rate of a night without looks, unless looks are that rare', async () => {
    const clock = fakeClock();
    let head = 0;
    const lag = (): Promise<SpoutLag[]> =>
      Promise.resolve([{ spout: 'text', lag: 0, heads: { 't 0': head }, problem: null }]);
    const reader = new ExternalReader({ cluster: clusterWith(lag), clock, prometheus: null });
    const rateAfter = async (minutes: number, tuples: number): Promise<number | null | undefined> => {
      await clock.sleep(60_000 * minutes, signal);
      head += tuples;
      return (await reader.read(topology, {}, signal))?.inputs.offeredPerSecond;
    };
    expect(await rateAfter(1, 0)).toBeNull();
    expect(await rateAfter(1, 60_000)).toBe(1000);
    expect(await rateAfter(5, 300_000), 'a topology that was restarted').toBe(1000);
    expect(await rateAfter(840, 50_400)).toBeNull();
    expect(await rateAfter(1, 60_000)).toBe(1000);
    expect(await rateAfter(60, 3_600_000)).toBeNull();
    expect(await rateAfter(60, 3_600_000), 'as rare as the one before').toBe(1000);
  });

  it('name a query without a Prometheus to ask', async () => {
    const reader = new ExternalReader({ cluster: clusterWith(), clock: fakeClock(), prometheus: null });
    const reading = await reader.read(topology, { latencyMs: 'x' }, signal);
    expect(reading?.problems).toEqual(['x: no clusters[].prometheus is configured to ask']);
  });
});
