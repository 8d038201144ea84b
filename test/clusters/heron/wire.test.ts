// How the Tracker is asked: few requests, few at a time, through proxies; and what each way to fail is called.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Cluster, heronCluster } from '../../../src/clusters/index.js';
import { type SimulatedHeron, startSimulatedHeron } from '../../../src/emulator/index.js';
import { type Scenario, scenarioFrom } from '../../../src/simulator/index.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';
import { type Answer, type Double, stateOf, trackerDouble } from './double.js';

const { signal } = new AbortController();
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function double(answer: Parameters<typeof trackerDouble>[0], delayMs = 0): Promise<Double> {
  const made = await trackerDouble(answer, delayMs);
  stops.push(made.stop);
  return made;
}

function read(url: string, more: Partial<Parameters<typeof heronCluster>[0]> = {}): Cluster {
  return heronCluster({ name: 'h', url, timeoutSeconds: 0.5, concurrency: 4, now: () => 2_000_000, ...more });
}

describe.each(['fastapi', 'tornado'] as const)('a poll of a Tracker (%s)', (generation) => {
  it('tells which release runs the topology, whatever the Tracker itself is', async () => {
    const heron: SimulatedHeron = await startSimulatedHeron({ generation, speed: 0 });
    stops.push(heron.stop);
    const cluster = read(heron.trackerUrl, { now: () => heron.world.nowMs(), timeoutSeconds: 5 });
    const [topology] = await cluster.topologies(signal);
    if (topology === undefined) throw new Error('no topology');
    const { release } = await cluster.snapshot(topology, 'since-start', signal);
    expect(release).toBe('0.20.5-incubating');
  });

  it('of twenty components takes at most components + 4 requests a period, at most 4 at a time', async () => {
    const heron: SimulatedHeron = await startSimulatedHeron({
      scenario: twentyInARow(),
      generation,
      speed: 0,
    });
    stops.push(heron.stop);
    const counted = await passOn(heron.trackerUrl);
    const cluster = read(counted.url, { now: () => heron.world.nowMs(), timeoutSeconds: 5 });
    for (const period of ['first', 'second', 'third', 'fourth']) {
      counted.asked.length = 0;
      // As each look of the agent.
      await cluster.info(signal);
      const [topology] = await cluster.topologies(signal);
      if (topology === undefined) throw new Error('no topology');
      const { components } = await cluster.snapshot(topology, 'since-start', signal);
      expect(components).toHaveLength(20);
      expect(counted.asked.length).toBeGreaterThan(components.length);
      // Which generation, which version, and the topology manager's clock.
      const atFirst = period === 'first' ? 3 : 0;
      expect(counted.asked.length).toBeLessThanOrEqual(components.length + 4 + atFirst);
      heron.world.advance(60);
    }
    expect(counted.mostInFlight).toBeLessThanOrEqual(4);
    expect(counted.mostInFlight).toBeGreaterThan(1);
  });
});

function twentyInARow(): Scenario {
  const plain = heronWordCount();
  const names = Array.from({ length: 20 }, (_, i) => `c${i}`);
  const components = names.map((name, i) => [
    name,
    { kind: i === 0 ? ('spout' as const) : ('bolt' as const), executors: 2, cpuMicros: 10 },
  ]);
  const streams = names.slice(1).map((to, i) => ({ from: `c${i}`, to, grouping: 'shuffle' as const }));
  const { cluster, topology } = plain;
  return scenarioFrom(
    {
      schema: 'trimtab/scenario/v1',
      name: 'twenty',
      engine: 'heron',
      cluster: { nodes: cluster.nodes },
      topology: { ...topology, components: Object.fromEntries(components), streams },
      load: { c0: { kind: 'constant', meanPerSecond: 500 } },
    },
    'twenty',
  );
}

/** A proxy that counts; it answers late enough for requests to overlap. */
async function passOn(target: string) {
  const { createServer } = await import('node:http');
  const seen = { url: '', asked: [] as string[], inFlight: 0, mostInFlight: 0 };
  const server = createServer((request, response) => {
    seen.asked.push(request.url ?? '');
    seen.inFlight += 1;
    seen.mostInFlight = Math.max(seen.mostInFlight, seen.inFlight);
    void fetch(`${target}${request.url}`).then(async (answer) => {
      const body = await answer.text();
      await new Promise((resolve) => setTimeout(resolve, 20));
      seen.inFlight -= 1;
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  seen.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return seen;
}

const states = { local: { prod: { words: stateOf('words'), other: stateOf('other', { role: 'billing' }) } } };

describe('a Tracker behind a proxy', () => {
  it('is asked under its path prefix, with the header that the configuration names', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'trimtab-test-')), 'token');
    writeFileSync(file, 'Bearer secret\n');
    const tracker = await double((path) =>
      path === '/heron/tracker/topologies/states'
        ? { body: states }
        : { status: 404, body: { detail: 'Not Found' } },
    );
    const auth = { header: 'Authorization', valueFile: file };
    const cluster = read(`${tracker.url}/heron/tracker/`, { auth });
    expect((await cluster.topologies(signal)).map(({ name }) => name)).toEqual(['other', 'words']);
    expect(tracker.headers['authorization']).toBe('Bearer secret');
  });

  it.each([
    [401, 'a proxy wants to know who asks'],
    [403, 'this token may not read'],
  ])('that answers %i is TRIMTAB_E_AUTH, with the options to set', async (status, detail) => {
    const tracker = await double(() => ({ status, body: { detail } }));
    const failure = await failureOf(read(tracker.url).topologies(signal));
    expect(failure).toMatchObject({ code: 'TRIMTAB_E_AUTH', exitCode: 3 });
    expect(failure.message).toContain(detail);
    expect(failure.next).toContain('clusters[].auth');
  });

  it('with a wrong prefix says how to find the right one', async () => {
    const tracker = await double(() => ({ status: 404, body: { detail: 'Not Found' } }));
    const failure = await failureOf(read(`${tracker.url}/wrong`).topologies(signal));
    expect(failure).toMatchObject({ code: 'TRIMTAB_E_PATH_UNKNOWN', exitCode: 3 });
    expect(failure.next).toContain('/clusters must answer');
  });
});

describe('what answers as no Tracker does', () => {
  const cases: readonly (readonly [string, Answer, string])[] = [
    ['a page', { type: 'text/html', body: '<html>' }, 'TRIMTAB_E_NOT_TRACKER'],
    ['nothing', { type: 'text/plain', body: '' }, 'TRIMTAB_E_NOT_TRACKER'],
    ['a proxy’s page', { status: 502, type: 'text/html', body: 'Bad Gateway' }, 'TRIMTAB_E_UNREACHABLE'],
    [
      'a proxy that asks for a password',
      { status: 407, type: 'text/html', body: '<p>' },
      'TRIMTAB_E_UNREACHABLE',
    ],
    ['a proxy that slows down', { status: 429, type: 'text/html', body: '<p>' }, 'TRIMTAB_E_UNREACHABLE'],
    ['JSON of something else', { body: { topologies: [] } }, 'TRIMTAB_E_NOT_TRACKER'],
    ['a failure of its own', { status: 500, body: 'request failed: boom' }, 'TRIMTAB_E_ENGINE_FAILED'],
  ];
  it.each(cases)('%s', async (_, answer, code) => {
    const tracker = await double(() => answer);
    const failure = await failureOf(read(tracker.url).info(signal));
    expect(failure).toMatchObject({ code, exitCode: 3 });
    expect(failure.next).not.toBe('');
  });

  it('an answer of another shape names the field', async () => {
    const tracker = await double(() => ({
      body: { local: { prod: { words: { ...stateOf('words'), status: 7 } } } },
    }));
    const failure = await failureOf(read(tracker.url).topologies(signal));
    expect(failure).toMatchObject({ code: 'TRIMTAB_E_ANSWER' });
    expect(failure.message).toContain('local.prod.words.status');
  });

  it('one that hangs is TRIMTAB_E_TIMEOUT', async () => {
    const tracker = await double(() => undefined);
    const failure = await failureOf(read(tracker.url, { timeoutSeconds: 0.1 }).topologies(signal));
    expect(failure).toMatchObject({ code: 'TRIMTAB_E_TIMEOUT', exitCode: 3 });
  });

  it('one that is not there says what to start', async () => {
    const failure = await failureOf(read('http://127.0.0.1:1').topologies(signal));
    expect(failure).toMatchObject({ code: 'TRIMTAB_E_UNREACHABLE', exitCode: 3 });
    expect(failure.next).toContain('heron-tracker');
  });
});

describe('the API server', () => {
  it('tells its version', async () => {
    const server = await double((path) =>
      path === '/proxy/api/v1/version'
        ? { body: { 'heron.build.version': '0.20.5' } }
        : { status: 404, body: {} },
    );
    const cluster = read('http://127.0.0.1:1', { api: `${server.url}/proxy` });
    expect(await cluster.apiVersion?.(signal)).toBe('0.20.5');
    expect(read('http://127.0.0.1:1').apiVersion).toBeUndefined();
  });
});

describe('filters', () => {
  it('leave the topologies of one role and environ', async () => {
    const tracker = await double(() => ({ body: states }));
    const cluster = read(tracker.url, { role: 'billing', environ: 'prod' });
    expect((await cluster.topologies(signal)).map(({ name }) => name)).toEqual(['other']);
  });

  it.each([
    [{ role: 'billling' }, 'role "billling"; did you mean billing? (there are: ads, billing)'],
    [{ environ: 'test' }, 'environ "test" (there are: prod)'],
  ])('%j, which no topology has, is no empty cluster', async (filter, text) => {
    const tracker = await double(() => ({ body: states }));
    const failure = await failureOf(read(tracker.url, filter).topologies(signal));
    expect(failure).toMatchObject({ code: 'TRIMTAB_E_FILTER', exitCode: 2 });
    expect(failure.message).toContain(text);
    expect(failure.next).toContain('clusters[].');
  });

  it('of a Tracker without topologies finds none, and nothing wrong', async () => {
    const tracker = await double(() => ({ body: {} }));
    expect(await read(tracker.url, { role: 'ads' }).topologies(signal)).toEqual([]);
  });
});

describe('what this release does not do', () => {
  it('is to send an update', async () => {
    const nothing = { kind: 'rebalance-assignment', waitSeconds: 0, workers: null, executors: {} } as const;
    const topology = { id: 'x', name: 'x', status: 'active', uptimeSeconds: 1 } as const;
    const failure = await failureOf(read('http://127.0.0.1:1').rebalance(topology, nothing, signal));
    expect(failure).toMatchObject({ code: 'TRIMTAB_E_ENGINE' });
    expect(failure.next).toContain('trimtab suggest');
  });
});

async function failureOf(promise: Promise<unknown>): Promise<{ message: string; next: string }> {
  const thrown = await promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  return thrown as { message: string; next: string };
}
