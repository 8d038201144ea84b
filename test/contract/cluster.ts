// What every implementation of the Cluster port promises, whatever it reads from.
import { expect, it } from 'vitest';
import type {
  Cluster,
  ComponentSnapshot,
  ExecutorSample,
  Snapshot,
  TopologyRef,
} from '../../src/clusters/index.js';
import { TrimtabError } from '../../src/errors/index.js';

/** Any that runs a topology whose executors have reported; asked for in each test, so that it may start in a hook. */
export function clusterContract(open: () => Cluster, engine: 'storm' | 'heron' = 'storm'): void {
  const { signal } = new AbortController();
  const firstTopology = async (): Promise<TopologyRef> => {
    const [topology] = await open().topologies(signal);
    if (topology === undefined) throw new Error('the cluster runs no topology');
    return topology;
  };
  const snapshot = async (span: Snapshot['span']): Promise<Snapshot> =>
    open().snapshot(await firstTopology(), span, signal);

  it('says what it is', async () => {
    const info = await open().info(signal);
    if (engine === 'heron') {
      // Neither a leader nor the size of the cluster is told by a Tracker.
      const unknown = { leader: null, slotsTotal: null, slotsFree: null, supervisors: null };
      expect(info).toMatchObject({ engine, version: expect.stringMatching(/^\d+\.\d+\.\d+/), ...unknown });
      expect(info.generation).toBe('heron');
      return;
    }
    expect(info).toMatchObject({
      engine: 'storm',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      generation: info.version.startsWith('1.2.') ? 'storm-1.2' : 'storm-2.x',
      leader: expect.stringMatching(/\w/),
    });
    expect(info.supervisors).toBeGreaterThan(0);
    expect(info.slotsTotal).toBeGreaterThan(0);
    expect(info.slotsFree).toBeLessThanOrEqual(info.slotsTotal ?? 0);
  });

  it('lists topologies by name, and a snapshot is of the one asked for', async () => {
    const topologies = await open().topologies(signal);
    const names = topologies.map((t) => t.name);
    expect(names).toEqual([...names].sort());
    const { topology } = await snapshot('since-start');
    expect(topology).toMatchObject({ id: topologies[0]?.id, name: names[0], status: topologies[0]?.status });
  });

  it('every task is in a sample or missing, and each sample is of one executor', async () => {
    const { components } = await snapshot('since-start');
    for (const { name, tasks, executors, missingTasks, samples } of components) {
      const reported = samples.reduce((sum, s) => sum + s.tasks, 0);
      expect({ name, tasks }).toEqual({ name, tasks: reported + missingTasks });
      expect(executors).toBeLessThanOrEqual(tasks);
      expect(executors === samples.length).toBe(missingTasks === 0);
      expect(new Set(samples.map((s) => s.id)).size).toBe(samples.length);
      for (const { id, tasks: n } of samples) {
        if (engine === 'heron') {
          expect(n).toBe(1);
          expect(id).toMatch(new RegExp(`^container_\\d+_${name}_\\d+$`));
          continue;
        }
        const [first = 0, last = 0] = id.slice(1, -1).split('-').map(Number);
        expect(n).toBe(last - first + 1);
      }
    }
  });

  it('components come in the order of flow, with the acker as the only system component, at the end', async () => {
    const { components } = await snapshot('since-start');
    const seen = new Set<string>();
    for (const { name, kind, inputs, outputs } of components) {
      expect(kind === 'system').toBe(name === '__acker');
      expect(kind === 'bolt').toBe(inputs.length > 0);
      for (const { from, stream, grouping } of inputs) {
        expect(seen).toContain(from);
        expect([stream, grouping].every((text) => text.length > 0)).toBe(true);
      }
      expect(outputs.some(({ stream }) => stream.startsWith('__'))).toBe(false);
      seen.add(name);
    }
    const systemAt = components.findIndex((c) => c.kind === 'system');
    expect([-1, components.length - 1]).toContain(systemAt);
  });

  it('counters are counts, latencies are known only where something was counted', async () => {
    for (const { kind, samples } of (await snapshot('since-start')).components) {
      for (const sample of samples) checkSample(kind, sample);
    }
  });

  it('the engine’s ten minutes hold no more than the whole life', async () => {
    const [recent, whole] = [await snapshot('engine-10min'), await snapshot('since-start')];
    expect([recent.span, whole.span]).toEqual(['engine-10min', 'since-start']);
    const emitted = (s: Snapshot) =>
      s.components.flatMap((c) => c.samples).reduce((n, x) => n + x.counters.emitted, 0);
    // Ten minutes are interpolated from buckets, so they may come out a little high.
    expect(emitted(recent)).toBeLessThanOrEqual(emitted(whole) * 1.1);
  });

  it('workers hold all executors of the assignment', async () => {
    const { workers, assignedWorkers, assignedExecutors, components } = await snapshot('since-start');
    expect(workers).toHaveLength(assignedWorkers);
    expect(workers.reduce((sum, w) => sum + w.executors, 0)).toBe(assignedExecutors);
    expect(components.reduce((sum, c) => sum + c.executors, 0)).toBeLessThanOrEqual(assignedExecutors);
    const slots = new Set(workers.map((w) => `${w.host}:${w.port}`));
    for (const s of components.flatMap((c) => c.samples)) expect(slots).toContain(`${s.host}:${s.port}`);
  });

  it('settings are those in force, cluster defaults included', async () => {
    const { measuring, configuration } = await snapshot('since-start');
    expect(configuration).toHaveProperty(['topology.message.timeout.secs'], measuring.messageTimeoutSeconds);
    expect(configuration).toHaveProperty([engine === 'storm' ? 'nimbus.seeds' : 'topology.stmgrs']);
    expect(measuring.sampleRate).toBeGreaterThan(0);
    expect(measuring.statisticsIntervalSeconds).toBeGreaterThan(0);
  });

  it('a topology that is not there ends in an error of its own', async () => {
    const gone: TopologyRef = { id: 'gone-1-1', name: 'gone', status: 'active', uptimeSeconds: 1 };
    const error = await open()
      .snapshot(gone, 'since-start', signal)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TrimtabError);
    expect(error).toMatchObject({ code: 'TRIMTAB_E_TOPOLOGY_GONE', exitCode: 3 });
  });

  it('has one identity, whenever it is asked', async () => {
    const first = await open().identity(signal);
    expect(first).toMatch(/^\w+ \S+/);
    expect(await open().identity(signal)).toBe(first);
  });

  it('every call ends with the signal’s own reason', async () => {
    const topology = await firstTopology();
    const reason = new Error('enough');
    const aborted = AbortSignal.abort(reason);
    await expect(open().info(aborted)).rejects.toBe(reason);
    await expect(open().topologies(aborted)).rejects.toBe(reason);
    await expect(open().snapshot(topology, 'since-start', aborted)).rejects.toBe(reason);
    await expect(open().identity(aborted)).rejects.toBe(reason);
    const nothing = { kind: 'rebalance-assignment', waitSeconds: 0, workers: null, executors: {} } as const;
    await expect(open().rebalance(topology, nothing, aborted)).rejects.toBe(reason);
  });
}

function checkSample(kind: ComponentSnapshot['kind'], sample: ExecutorSample): void {
  const { counters: c, capacity, uptimeSeconds } = sample;
  const counts = [c.emitted, c.transferred, c.acked, c.failed, c.executed ?? 0, uptimeSeconds];
  expect(counts.every((n) => Number.isInteger(n) && n >= 0)).toBe(true);
  if (kind === 'spout') {
    expect([c.executed, c.executeLatencyMs, c.processLatencyMs, capacity]).toEqual([null, null, null, null]);
    if (c.acked === 0) expect(c.completeLatencyMs).toBeNull();
  } else {
    expect([c.executed, c.completeLatencyMs]).toEqual([expect.any(Number), null]);
    if (c.executeLatencyMs !== null) expect(c.executeLatencyMs).toBeGreaterThanOrEqual(0);
    if (uptimeSeconds > 0) expect(capacity).toBeGreaterThanOrEqual(0);
  }
}
