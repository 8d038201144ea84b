// What asks a cluster, or acts on it, leaves nothing behind in the signal of the agent, which makes millions of requests under it.
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { stormCluster } from '../../src/clusters/index.js';
import { oncePoster } from '../../src/clusters/rest/post-once.js';
import { stormDialect } from '../../src/clusters/storm/answer-errors.js';
import { nimbusClient } from '../../src/clusters/storm/thrift/client.js';
import { prometheus } from '../../src/external/index.js';
import { type Answering, httpServer, json } from '../cli/broken-servers.js';
import { leftInSignal, nothingLeft } from '../left-in-signal.js';
import { fakeNimbus, leaderAt } from './storm/thrift/nimbus-server.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const limits = { timeoutSeconds: 5, concurrency: 4 };

async function served(answer: Answering): Promise<string> {
  const server = await httpServer(answer);
  stops.push(() => server.stop());
  return server.url;
}

async function afterTwenty(ask: (signal: AbortSignal) => Promise<unknown>) {
  const { signal } = new AbortController();
  await Promise.all(Array.from({ length: 20 }, () => ask(signal)));
  return leftInSignal(signal);
}

it('a GET', async () => {
  const url = await served((_, response) => json(response, { topologies: [] }));
  const cluster = stormCluster({ name: 'prod', url, ...limits, now: () => 0 });
  expect(await afterTwenty((signal) => cluster.topologies(signal))).toEqual(nothingLeft);
});

it('a GET that fails', async () => {
  const url = await served((_, response) => json(response, {}, 500));
  const cluster = stormCluster({ name: 'prod', url, ...limits, now: () => 0 });
  expect(await afterTwenty((signal) => cluster.topologies(signal).catch(() => null))).toEqual(nothingLeft);
});

it('a POST', async () => {
  const url = await served((_, response) => json(response, {}));
  const post = oncePoster({ url, ...limits }, stormDialect, 'application/json');
  expect(await afterTwenty((signal) => post('/rebalance', '{}', signal))).toEqual(nothingLeft);
});

it('a call to Nimbus, and the search for its leader', async () => {
  const nimbus = await fakeNimbus((call) =>
    call === 'getLeader' ? leaderAt(nimbus.port) : { success: '{}' },
  );
  stops.push(() => nimbus.stop());
  const client = nimbusClient({ seeds: [nimbus.address], ...limits });
  const left = await afterTwenty(async (signal) => {
    await client.leader(signal);
    await client.read('getNimbusConf', z.string(), {}, signal);
  });
  expect(left).toEqual(nothingLeft);
});

it('a query to Prometheus', async () => {
  const answer = { status: 'success', data: { resultType: 'scalar', result: [1, '2'] } };
  const url = await served((_, response) => json(response, answer));
  const source = prometheus({ url, ...limits, elapsedMs: () => 0 });
  expect(await afterTwenty((signal) => source.number('lag', signal))).toEqual(nothingLeft);
});
