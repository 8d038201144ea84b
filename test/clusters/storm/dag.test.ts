// The DAG of a topology: read once when it is whole, and again as long as it is not; nothing is decided without it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executorsMissing, isWhole } from '../../../src/agent/look/readiness.js';
import { type Cluster, stormCluster, type TopologyRef } from '../../../src/clusters/index.js';
import { type SimulatedStorm, startSimulatedStorm } from '../../../src/emulator/index.js';
import { wordCount } from '../../emulator/word-count.js';

const { signal } = new AbortController();

let storm: SimulatedStorm;
let ui: Awaited<ReturnType<typeof withoutSome>>;
let cluster: Cluster;
let topology: TopologyRef;
beforeEach(async () => {
  storm = await startSimulatedStorm({ scenario: wordCount(), speed: 0 });
  ui = await withoutSome(storm.uiUrl);
  cluster = stormCluster({
    name: 'prod',
    url: ui.url,
    auth: {},
    timeoutSeconds: 5,
    concurrency: 4,
    now: () => storm.world.nowMs(),
  });
  const [found] = await cluster.topologies(signal);
  if (found === undefined) throw new Error('no topology');
  topology = found;
});
afterEach(async () => {
  await ui.stop();
  await storm.stop();
});

/** A UI whose DAG, and whose list, leave out what a test names; it counts how often it is asked for the DAG. */
async function withoutSome(target: string) {
  const ui = { url: '', left: [] as string[], listsNone: false, asked: 0, stop: async () => {} };
  const server = createServer((request, response) => {
    void fetch(`${target}${request.url}`).then(async (answer) => {
      const body: unknown = await answer.json();
      const isDag = request.url?.includes('/visualization') === true;
      if (isDag) ui.asked += 1;
      const kept = Object.entries(body as object).filter(([name]) => !isDag || !ui.left.includes(name));
      const isEmptied = ui.listsNone && request.url?.endsWith('/topology/summary') === true;
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isEmptied ? { topologies: [] } : Object.fromEntries(kept)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ui.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  ui.stop = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return ui;
}

async function look() {
  const snapshot = await cluster.snapshot(topology, 'since-start', signal);
  const own = snapshot.components.filter((c) => c.kind !== 'system');
  return {
    snapshot,
    sources: Object.fromEntries(own.map((c) => [c.name, c.inputs.map(({ from }) => from)])),
  };
}

const wholeDag = { lines: [], split: ['lines'], count: ['split'] };

describe('the DAG', () => {
  it('of a topology that was submitted and has no workers yet is read again once it has', async () => {
    storm.world.disturb('no-workers');
    const submitted = await look();
    expect(submitted.sources).toEqual({ lines: [], split: [], count: [] });
    expect(isWhole(submitted.snapshot)).toBe(false);
    storm.world.disturb('none');
    storm.world.advance(120);
    expect((await look()).sources).toEqual(wholeDag);
    expect(ui.asked).toBe(2);
  });

  it.each([
    ['lines', { lines: [], split: ['lines'], count: ['split'] }],
    ['split', { lines: [], split: [], count: ['split'] }],
    ['count', { lines: [], split: ['lines'], count: [] }],
  ])('without %s is of this poll only, and of a topology that is not whole', async (name, sources) => {
    ui.left = [name];
    const partial = await look();
    expect(partial.sources).toEqual(sources);
    expect(isWhole(partial.snapshot)).toBe(false);
    expect(executorsMissing(partial.snapshot)).toMatchObject({
      code: 'EXECUTORS_MISSING',
      text: expect.stringContaining(`some executors do not report: ${name} (`),
    });
    ui.left = [];
    const whole = await look();
    expect(whole.sources).toEqual(wholeDag);
    expect(isWhole(whole.snapshot)).toBe(true);
  });

  it('that is whole is read once', async () => {
    for (const _ of [1, 2, 3]) expect((await look()).sources).toEqual(wholeDag);
    expect(ui.asked).toBe(1);
  });

  it('is kept as long as its topology is listed', async () => {
    await look();
    await cluster.topologies(signal);
    await look();
    expect(ui.asked).toBe(1);
    ui.listsNone = true;
    expect(await cluster.topologies(signal)).toEqual([]);
    await look();
    expect(ui.asked).toBe(2);
  });
});
