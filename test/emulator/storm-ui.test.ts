// How the simulated Storm UI behaves, with the traps of the real one.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { parseScenario } from '../../src/simulator/index.js';

interface ComponentBody {
  readonly executors: number;
  readonly tasks: number;
  readonly executorStats: readonly {
    readonly id: string;
    readonly uptimeSeconds: number;
    readonly executed: number;
    readonly acked: number;
    readonly emitted: number;
    readonly capacity: string;
    readonly executeLatency: string;
  }[];
  readonly spoutSummary: readonly {
    readonly window: string;
    readonly acked: number;
    readonly completeLatency: number;
  }[];
}
interface TopologyBody {
  readonly status: string;
  readonly workersTotal: number;
  readonly executorsTotal: number;
  readonly tasksTotal: number;
  readonly configuration: Record<string, unknown>;
  readonly topologyStats: readonly {
    readonly window: string;
    readonly acked: number;
    readonly completeLatency: string;
  }[];
  readonly workers: readonly { readonly uptimeSeconds: number; readonly assignedMemOnHeap: number }[];
  readonly bolts: readonly {
    readonly boltId: string;
    readonly executors: number;
    readonly tasks: number;
    readonly executed: number;
    readonly capacity: string;
    readonly lastError: string;
    readonly errorTime: number | null;
    readonly errorHost: string;
  }[];
}

describe('the simulated Storm UI', () => {
  let storm: SimulatedStorm;
  let id: string;
  const request = async (
    method: string,
    path: string,
    init: RequestInit = {},
  ): Promise<[number, unknown]> => {
    const response = await fetch(`${storm.uiUrl}/api/v1${path}`, { method, ...init });
    return [response.status, await response.json()];
  };
  const get = async <T>(path: string): Promise<T> => (await request('GET', path))[1] as T;
  const post = (path: string, init?: RequestInit): Promise<[number, unknown]> => request('POST', path, init);
  const topology = (query = ''): Promise<TopologyBody> => get<TopologyBody>(`/topology/${id}${query}`);
  const component = (name: string, query = ''): Promise<ComponentBody> =>
    get<ComponentBody>(`/topology/${id}/component/${name}${query}`);
  const bolt = async (name: string, query = ''): Promise<TopologyBody['bolts'][number] | undefined> =>
    (await topology(query)).bolts.find(({ boltId }) => boltId === name);

  beforeEach(async () => {
    storm = await startSimulatedStorm({ speed: 0 });
    id = storm.world.topologies()[0]?.id ?? '';
  });
  afterEach(() => storm.stop());

  it('shows split starved, with tasks to spare, and the others at ease', async () => {
    const split = await bolt('split');
    expect(Number(split?.capacity)).toBeGreaterThan(0.95);
    expect(split).toMatchObject({ executors: 2, tasks: 16 });
    for (const name of ['count', 'top']) {
      const capacity = Number((await bolt(name))?.capacity);
      expect(capacity).toBeGreaterThan(0.04);
      expect(capacity).toBeLessThan(0.3);
    }
    const window = (await component('text')).spoutSummary.find((one) => one.window === '600');
    const perSecond = (window?.acked ?? 0) / 600;
    expect(perSecond).toBeGreaterThan(900);
    expect(perSecond).toBeLessThan(1000);
    // Little's law, with 100 pending tuples for each of 8 tasks.
    expect((perSecond * (window?.completeLatency ?? 0)) / 1000).toBeCloseTo(800, -2);
  });

  it('sends the headers of the real one', async () => {
    const response = await fetch(`${storm.uiUrl}/api/v1/topology/summary`);
    expect(response.headers.get('content-type')).toBe('application/json;charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-cache, no-store');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('counts in multiples of twenty, and names executors by their tasks', async () => {
    const { executorStats } = await component('split');
    expect(executorStats.map(({ id: executor }) => executor)).toEqual(['[18-25]', '[26-33]']);
    for (const row of executorStats) {
      expect(row.executed).toBeGreaterThan(0);
      expect([row.executed % 20, row.acked % 20, row.emitted % 20]).toEqual([0, 0, 0]);
      expect(Number(row.executeLatency)).toBeCloseTo(2.08, 1);
    }
  });

  it('refreshes statistics once a minute, with the age of the process as their time', async () => {
    const first = (await component('split')).executorStats[0];
    const seen = new Set([first?.uptimeSeconds]);
    for (let i = 0; i < 12; i++) {
      storm.world.advance(10);
      seen.add((await component('split')).executorStats[0]?.uptimeSeconds);
    }
    expect(seen.size).toBe(3);
    const last = (await component('split')).executorStats[0];
    expect((last?.uptimeSeconds ?? 0) - (first?.uptimeSeconds ?? 0)).toBe(120);
    const rate = ((last?.executed ?? 0) - (first?.executed ?? 0)) / 120;
    expect(rate).toBeGreaterThan(440);
    expect(rate).toBeLessThan(500);
  });

  it('zeroes spouts and bolts for a window that does not exist, but keeps capacity and topologyStats', async () => {
    expect(await bolt('split', '?window=60')).toMatchObject({
      executed: 0,
      capacity: (await bolt('split'))?.capacity,
    });
    expect((await topology('?window=60')).topologyStats.every(({ acked }) => acked > 0)).toBe(true);
    expect((await request('GET', `/topology/${id}?window=soon`))[0]).toBe(500);
  });

  it('shows system components only for sys=true', async () => {
    expect(await bolt('__acker', '?sys=1')).toBeUndefined();
    expect(await bolt('__acker', '?sys=true')).toMatchObject({ executors: 1, tasks: 1 });
    expect(await component('__acker')).toMatchObject({ executors: 0, tasks: 0 });
  });

  it('ignores what a rebalance asks for, and restarts nothing when nothing changes', async () => {
    const before = await topology();
    const body = JSON.stringify({ rebalanceOptions: { executors: { split: 8 }, numWorkers: 2 } });
    const init = { body, headers: { 'content-type': 'application/json' } };
    expect(await post(`/topology/${id}/rebalance/5`, init)).toEqual([
      200,
      { topologyOperation: 'rebalance', topologyId: id, status: 'success' },
    ]);
    storm.world.advance(120);
    const after = await topology();
    expect(after).toMatchObject({ status: 'ACTIVE', executorsTotal: before.executorsTotal, workersTotal: 1 });
    expect(after.workers[0]?.uptimeSeconds).toBeGreaterThan(before.workers[0]?.uptimeSeconds ?? 0);
  });

  it('takes any body, broken or of any type', async () => {
    for (const [type, body] of [
      ['application/json', '{"a'],
      ['application/json', ''],
      ['text/plain', 'x'],
    ] as const) {
      const [status] = await post(`/topology/${id}/activate`, { body, headers: { 'content-type': type } });
      expect(status).toBe(200);
    }
  });

  it('refuses everything but killing while it rebalances, without saying why', async () => {
    await post(`/topology/${id}/rebalance/30`);
    expect((await topology()).status).toBe('REBALANCING');
    for (const path of ['rebalance/0', 'activate', 'deactivate']) {
      const [status, body] = await post(`/topology/${id}/${path}`);
      const { error, errorMessage } = body as { error: string; errorMessage: string };
      expect([status, error]).toEqual([500, '500 Server Error']);
      expect(errorMessage).toContain(`Internal error processing ${path.split('/')[0]}\n\tat `);
    }
    expect((await post(`/topology/${id}/kill/5`))[0]).toBe(200);
    expect((await topology()).status).toBe('KILLED');
    storm.world.advance(6);
    expect(await get('/topology/summary')).toMatchObject({ topologies: [] });
    expect((await request('GET', `/topology/${id}`))[0]).toBe(500);
  });

  it('restarts the workers after a change, with old and new statistics mixed meanwhile', async () => {
    storm.world.rebalance(id, 0, { executors: { split: 6 } });
    storm.world.advance(2);
    const mixed = await topology();
    expect(mixed).toMatchObject({ status: 'ACTIVE', executorsTotal: 11, workersTotal: 1 });
    expect(mixed.bolts.map(({ boltId }) => boltId)).toEqual(['count', 'top']);
    storm.world.advance(20);
    const zero = await component('split');
    expect(zero.executors).toBe(6);
    expect(
      zero.executorStats.every(({ executed, uptimeSeconds }) => executed === 0 && uptimeSeconds === 0),
    ).toBe(true);
    expect((await topology()).topologyStats[0]?.completeLatency).toBe('0');
    storm.world.advance(60);
    const fresh = await component('split');
    expect(
      fresh.executorStats.every(({ executed, uptimeSeconds }) => executed > 0 && uptimeSeconds === 60),
    ).toBe(true);
  });

  it('has a state for: inactive', async () => {
    await post(`/topology/${id}/deactivate`);
    storm.world.advance(300);
    expect((await topology()).status).toBe('INACTIVE');
    const before = await component('split');
    storm.world.advance(120);
    expect((await component('split')).executorStats[0]?.executed).toBe(before.executorStats[0]?.executed);
  });

  it('has a state for: no workers', async () => {
    storm.world.disturb('no-workers');
    expect(await topology()).toMatchObject({
      status: 'ACTIVE',
      workersTotal: 0,
      executorsTotal: 0,
      tasksTotal: 45,
    });
    expect(await get('/cluster/summary')).toMatchObject({ slotsUsed: 0, executorsTotal: 0, topologies: 1 });
    expect(await get(`/topology-workers/${id}`)).toMatchObject({ hostPortList: [] });
  });

  it('has a state for: workers that crash again and again', async () => {
    storm.world.disturb('crash-loop');
    storm.world.advance(125);
    expect(await topology()).toMatchObject({ status: 'ACTIVE', workersTotal: 0, executorsTotal: 7 });
    const count = await bolt('count');
    expect(count?.lastError).toContain('RuntimeException');
    expect(count).toMatchObject({ executors: 2, executed: 0, errorHost: 'n1' });
    expect(count?.errorTime).toBeGreaterThan(1_700_000_000);
    expect((await component('split')).executorStats).toEqual([]);
    storm.world.disturb('none');
    storm.world.advance(90);
    expect((await component('split')).executorStats[0]?.executed).toBeGreaterThan(0);
  });

  it('has a state for: just restarted', async () => {
    storm.world.disturb('restart');
    expect((await topology()).workers[0]?.uptimeSeconds).toBe(0);
    storm.world.advance(10);
    expect((await component('split')).executorStats[0]).toMatchObject({ uptimeSeconds: 0, executed: 0 });
  });

  it('has a state for: frozen statistics', async () => {
    storm.world.disturb('frozen-statistics');
    const before = await component('split');
    storm.world.advance(600);
    expect((await component('split')).executorStats).toEqual(before.executorStats);
    storm.world.disturb('none');
    storm.world.advance(60);
    expect((await component('split')).executorStats).not.toEqual(before.executorStats);
  });

  it('has a state for: an empty cluster', async () => {
    storm.world.clear();
    expect(await get('/topology/summary')).toMatchObject({ topologies: [] });
    expect(await get('/cluster/summary')).toMatchObject({ topologies: 0, slotsFree: 4, executorsTotal: 0 });
  });
});

it('serves components whose names every object has, and rebalances one alone', async () => {
  const scenario = parseScenario(oddNames, 'odd-names.yaml');
  const storm = await startSimulatedStorm({ speed: 0, scenario });
  const id = storm.world.topologies()[0]?.id ?? '';
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${storm.uiUrl}/api/v1${path}`)).json()) as T;
  const worked = await get<{ workers: { componentNumTasks: Record<string, number> }[] }>(`/topology/${id}`);
  expect(worked.workers[0]?.componentNumTasks).toEqual({ valueOf: 1, constructor: 4, toString: 3 });
  const executors = async (name: string): Promise<number> =>
    (await get<{ executors: number }>(`/topology/${id}/component/${name}`)).executors;
  storm.world.rebalance(id, 0, { executors: { toString: 3 } });
  storm.world.advance(120);
  expect(await Promise.all(['valueOf', 'constructor', 'toString'].map(executors))).toEqual([1, 2, 3]);
  await storm.stop();
});

const oddNames = `
schema: trimtab/scenario/v1
name: odd
engine: storm
cluster: { nodes: [ { name: localhost, cores: 4, slots: 4 } ] }
topology:
  components:
    valueOf: { kind: spout, executors: 1, cpuMicros: 20 }
    constructor: { kind: bolt, executors: 2, tasks: 4, cpuMicros: 146 }
    toString: { kind: bolt, executors: 1, tasks: 3, cpuMicros: 123 }
  streams:
    - { from: valueOf, to: constructor, grouping: shuffle }
    - { from: constructor, to: toString, grouping: fields }
load: { valueOf: { kind: constant, meanPerSecond: 100 } }
`;

describe('the time of the simulated cluster', () => {
  it('goes on by itself, as many times faster as it is told', async () => {
    const storm = await startSimulatedStorm({ speed: 600, warmUpSeconds: 0 });
    /** Seconds, and between which moments of this clock they were read. */
    const uptime = async () => {
      const sinceMs = Date.now();
      const summary = (await (await fetch(`${storm.uiUrl}/api/v1/topology/summary`)).json()) as {
        topologies: { uptimeSeconds: number }[];
      };
      return { seconds: summary.topologies[0]?.uptimeSeconds ?? 0, sinceMs, untilMs: Date.now() };
    };
    const before = await uptime();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const after = await uptime();
    const passed = after.seconds - before.seconds;
    // The uptime is in whole seconds.
    expect(passed).toBeGreaterThan(((after.sinceMs - before.untilMs) / 1000) * 600 - 1);
    expect(passed).toBeLessThan(((after.untilMs - before.sinceMs) / 1000) * 600 + 1);
    await storm.stop();
    await expect(fetch(`${storm.uiUrl}/api/v1/topology/summary`)).rejects.toThrow();
  });

  it('refuses a port that is taken', async () => {
    const storm = await startSimulatedStorm({ speed: 0 });
    const uiPort = Number(new URL(storm.uiUrl).port);
    await expect(startSimulatedStorm({ speed: 0, uiPort })).rejects.toMatchObject({ code: 'TRIMTAB_E_PORT' });
    await storm.stop();
  });
});
