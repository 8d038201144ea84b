// Nimbus as a Cluster: the promises of the port, and what each number of a snapshot is made of.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cluster, nimbusCluster, type Snapshot } from '../../../../src/clusters/index.js';
import type { StructValue } from '../../../../src/thrift/index.js';
import { clusterContract } from '../../../contract/cluster.js';
import { type FakeNimbus, fakeNimbus, leaderAt } from './nimbus-server.js';
import { wordCountId, wordCountNimbus } from './word-count.js';

const now = 1_700_000_260_000;
const { signal } = new AbortController();
const words = { id: wordCountId, name: 'words', status: 'active', uptimeSeconds: 300 } as const;

function clusterAt(address: string): Cluster {
  return nimbusCluster({ name: 'prod', seeds: [address], timeoutSeconds: 2, concurrency: 4, now: () => now });
}

describe('a Nimbus with a word count', () => {
  let nimbus: FakeNimbus;
  let cluster: Cluster;
  beforeAll(async () => {
    nimbus = await fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port)));
    cluster = clusterAt(nimbus.address);
  });
  afterAll(() => nimbus.stop());

  clusterContract(() => cluster);

  const components = async (span: Snapshot['span']) =>
    new Map((await cluster.snapshot(words, span, signal)).components.map((c) => [c.name, c]));

  it('counts are summed over streams; means count as often as they were measured', async () => {
    const found = await components('since-start');
    expect(found.get('lines')?.samples[0]?.counters).toEqual({
      emitted: 1200,
      transferred: 1200,
      acked: 1000,
      failed: 0,
      executed: null,
      executeLatencyMs: null,
      processLatencyMs: null,
      completeLatencyMs: 12.5,
    });
    expect(found.get('split')?.samples[0]?.counters).toMatchObject({
      emitted: 3000,
      executed: 1200,
      executeLatencyMs: (1000 * 2.5 + 200 * 8.5) / 1200,
    });
    expect(found.get('lines')?.outputs).toEqual([
      { stream: 'default', emitted: 1000 },
      { stream: 'side', emitted: 200 },
    ]);
  });

  it('ten minutes are the engine’s own window; capacity is of them in any case', async () => {
    const [recent, whole] = [await components('engine-10min'), await components('since-start')];
    expect(recent.get('split')?.samples[0]?.counters.executed).toBe(600);
    const capacity = (500 * 2.5 + 100 * 8.5) / 100_000;
    expect(recent.get('split')?.samples[0]?.capacity).toBeCloseTo(capacity, 9);
    expect(whole.get('split')?.samples[0]?.capacity).toBeCloseTo(capacity, 9);
  });

  it('a mean that is no number is unknown, and system streams count for the acker alone', async () => {
    const found = await components('since-start');
    expect(found.get('count')?.samples[0]?.counters).toMatchObject({
      executed: 3000,
      executeLatencyMs: null,
    });
    expect(found.get('__acker')).toMatchObject({ kind: 'system', tasks: 1, inputs: [], outputs: [] });
    expect(found.get('__acker')?.samples[0]?.counters).toMatchObject({ emitted: 1200, executed: 1200 });
  });

  it('an executor without statistics is missing, not absent', async () => {
    const split = (await components('since-start')).get('split');
    expect(split).toMatchObject({ tasks: 4, executors: 2, missingTasks: 2 });
    expect(split?.samples.map((s) => s.id)).toEqual(['[3-4]']);
  });

  it('the DAG is the submitted one, the error the newest', async () => {
    const split = (await components('since-start')).get('split');
    expect(split?.inputs).toEqual([
      { from: 'lines', stream: 'default', grouping: 'shuffle' },
      { from: 'lines', stream: 'side', grouping: 'all' },
    ]);
    expect(split?.lastError).toEqual({ text: 'java.lang.RuntimeException: new', secondsAgo: 60 });
  });

  it('settings of the topology go before those of Nimbus', async () => {
    const { measuring } = await cluster.snapshot(words, 'since-start', signal);
    expect(measuring).toEqual({
      sampleRate: 0.05,
      statisticsIntervalSeconds: 10,
      maxSpoutPending: 50,
      messageTimeoutSeconds: 60,
    });
  });
});

describe('calls to Nimbus', () => {
  it('a second snapshot asks only for what can have changed', async () => {
    const nimbus = await fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port)));
    const cluster = clusterAt(nimbus.address);
    await cluster.snapshot(words, 'since-start', signal);
    const first = nimbus.asked.length;
    await cluster.snapshot(words, 'since-start', signal);
    expect(nimbus.asked.slice(first).sort()).toEqual(['getTopologyConf', 'getTopologyInfoWithOpts']);
    await nimbus.stop();
  });

  it('what is fixed at submission is kept as long as the topology is listed', async () => {
    const list: { supervisors: []; nimbuses: []; topologies: StructValue[] } = {
      supervisors: [],
      nimbuses: [],
      topologies: [{ id: wordCountId, name: 'words', uptime_secs: 300, status: 'ACTIVE' }],
    };
    const instead = { getClusterInfo: { success: list } };
    const nimbus = await fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port), instead));
    const cluster = clusterAt(nimbus.address);
    const asked = (): number => nimbus.asked.filter((call) => call === 'getUserTopology').length;
    const look = async (): Promise<number> => {
      const listed = await cluster.topologies(signal);
      await cluster.snapshot(words, 'since-start', signal);
      return listed.length;
    };
    expect([await look(), await look(), asked()]).toEqual([1, 1, 1]);
    list.topologies = [];
    expect([await look(), asked()]).toEqual([0, 2]);
    await nimbus.stop();
  });

  it('who may not read Nimbus’s own settings goes without', async () => {
    const refused = { getNimbusConf: { AuthorizationException: { msg: 'no' } } };
    const nimbus = await fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port), refused));
    const { measuring } = await clusterAt(nimbus.address).snapshot(words, 'since-start', signal);
    expect(measuring).toMatchObject({ statisticsIntervalSeconds: 60, maxSpoutPending: 50 });
    await nimbus.stop();
  });

  it.each([
    [
      'settings that are no JSON',
      { getTopologyConf: { success: 'no {' } },
      /getTopologyConf: .*expected a JSON mapping$/,
    ],
    [
      'no status',
      { getTopologyInfoWithOpts: { success: { id: 'a', name: 'b' } } },
      /getTopologyInfoWithOpts: uptime_secs: /,
    ],
  ])('%s end in an error that names the field', async (_, instead, message) => {
    const nimbus = await fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port), instead));
    await expect(clusterAt(nimbus.address).snapshot(words, 'since-start', signal)).rejects.toMatchObject({
      code: 'TRIMTAB_E_ANSWER',
      message: expect.stringMatching(message),
    });
    await nimbus.stop();
  });

  it('a topology without workers still has its components and tasks', async () => {
    const idle = {
      id: wordCountId,
      name: 'words',
      uptime_secs: 9,
      executors: [],
      status: 'ACTIVE',
      errors: [],
    };
    const instead = { getTopologyInfoWithOpts: { success: idle } };
    const nimbus = await fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port), instead));
    const { components, workers } = await clusterAt(nimbus.address).snapshot(words, 'since-start', signal);
    expect(workers).toEqual([]);
    expect(
      components.map(({ name, tasks, executors, missingTasks }) => [name, tasks, executors, missingTasks]),
    ).toEqual([
      ['lines', 2, 0, 2],
      ['split', 4, 0, 4],
      ['count', 1, 0, 1],
    ]);
    await nimbus.stop();
  });

  it('a version that is not known is refused', async () => {
    const nimbus = await fakeNimbus(wordCountNimbus(() => leaderAt(nimbus.port, '3.0.0')));
    await expect(clusterAt(nimbus.address).info(signal)).rejects.toMatchObject({ code: 'TRIMTAB_E_VERSION' });
    await nimbus.stop();
  });
});
