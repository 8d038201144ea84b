// What is free for a topology under the resource-aware scheduler, by what the cluster and the topology say.
import { describe, expect, it } from 'vitest';
import { schedulerRoom } from '../../src/change/index.js';
import type { SupervisorNode } from '../../src/clusters/types.js';
import { component, sample, snapshot } from '../builders.js';

const asked = { cpuPercent: 20, onHeapMiB: 128, offHeapMiB: 16 };
const node = (host: string, cpu: number, memory: number, used = 1): SupervisorNode => ({
  host,
  cpuPercent: { total: 400, used: cpu },
  memoryMiB: { total: 4096, used: memory },
  slots: { total: 4, used },
});
const on = (host: string) => ({ ...sample('[1-1]', 3600), host });
const split = component('split', { samples: [on('n1'), on('n1'), on('n2')], asked });

const workers = ['n1', 'n2'].map((host) => ({
  host,
  port: 6700,
  uptimeSeconds: 60,
  executors: 2,
  heapMiB: 256,
}));
const aware = { isResourceAware: true, workers, assignedExecutors: 3 } as const;
const generation = 'storm-2.x';

describe('the room that a scheduler has', () => {
  it('is no question under another scheduler', () => {
    expect(schedulerRoom({ nodes: [], generation }, snapshot([split]))).toBeNull();
  });

  it('counts what the topology has as free, on the hosts where it is', () => {
    const nodes = [node('n1', 60, 500), node('n2', 20, 144), node('n3', 0, 0)];
    expect(schedulerRoom({ nodes, generation }, snapshot([split], aware))).toEqual({
      nodes: [
        { cpuPercent: 400, memoryMiB: 4096, slots: 4 },
        { cpuPercent: 400, memoryMiB: 4096, slots: 3 },
        { cpuPercent: 380, memoryMiB: 3884, slots: 4 },
      ],
      asked: { split: asked },
      others: null,
      workerHeapMiB: 768,
      search: 'backtracking',
    });
  });

  it('gives no supervisor of a host back more than it has given, and keeps what is reserved', () => {
    const nodes = [node('n1', 30, 144, 0), node('n1', 50, 500)];
    const room = schedulerRoom({ nodes, generation }, snapshot([split], aware), 5);
    expect(room?.nodes).toEqual([
      { cpuPercent: 400, memoryMiB: 4096, slots: 0 },
      { cpuPercent: 360, memoryMiB: 3740, slots: 3 },
    ]);
  });

  it('has one supervisor of each host on 1.2, the least of what they have', () => {
    const nodes = [node('n3', 30, 300), node('n3', 200, 0, 3)];
    const room = schedulerRoom({ nodes, generation: 'storm-1.2' }, snapshot([split], aware));
    expect(room).toMatchObject({
      nodes: [{ cpuPercent: 200, memoryMiB: 3796, slots: 1 }],
      search: 'greedy',
    });
  });

  it('counts executors that are no component, and gives back what they have', () => {
    const poll = snapshot([split], {
      ...aware,
      assignedExecutors: 5,
      workers: [{ host: 'n1', port: 6700, uptimeSeconds: 60, executors: 4, heapMiB: 256 }],
      configuration: {
        'topology.component.cpu.pcore.percent': 25,
        'topology.metrics.consumer.cpu.pcore.percent': 80,
        'topology.component.resources.map': { 'onheap.memory.mb': 192 },
      },
    });
    const room = schedulerRoom({ nodes: [node('n1', 240, 1000)], generation }, poll);
    expect(room?.others).toEqual({
      executors: 2,
      asked: { cpuPercent: 80, onHeapMiB: 192, offHeapMiB: 0 },
    });
    // Two of split on n1, and two others.
    expect(room?.nodes).toEqual([{ cpuPercent: 360, memoryMiB: 3768, slots: 4 }]);
  });

  it('is closed where the cluster does not tell, or starts workers by another rule', () => {
    expect(schedulerRoom({ generation }, snapshot([], aware))?.closed).toMatch(/does not say/);
    const configuration = {
      'topology.worker.max.heap.size.mb': 2048.0,
      'topology.ras.one.executor.per.worker': true,
    };
    const room = schedulerRoom({ nodes: [], generation }, snapshot([], { ...aware, configuration }));
    expect(room?.workerHeapMiB).toBe(2048);
    expect(room?.closed).toMatch(/^with topology.ras.one.executor.per.worker/);
    const solver = { 'topology.scheduler.strategy': 'org.apache.storm.x.ConstraintSolverStrategy' };
    const solved = schedulerRoom(
      { nodes: [], generation },
      snapshot([], { ...aware, configuration: solver }),
    );
    expect(solved?.closed).toMatch(/^with ConstraintSolverStrategy/);
  });
});
