// What is free for a topology under the resource-aware scheduler, by what the cluster and the topology say.
import { describe, expect, it } from 'vitest';
import { schedulerRoom } from '../../src/change/index.js';
import type { SupervisorNode } from '../../src/clusters/types.js';
import { component, sample, snapshot } from '../builders.js';

const asked = { cpuPercent: 20, onHeapMiB: 128, offHeapMiB: 16 };
const scheduler = { 'storm.scheduler': 'org.apache.storm.scheduler.resource.ResourceAwareScheduler' };
const node = (host: string, cpu: number, memory: number): SupervisorNode => ({
  host,
  cpuPercent: { total: 400, used: cpu },
  memoryMiB: { total: 4096, used: memory },
});
const on = (host: string) => ({ ...sample('[1-1]', 3600), host });
const split = component('split', { samples: [on('n1'), on('n1'), on('n2')], asked });

describe('the room that a scheduler has', () => {
  it('is no question under another scheduler', () => {
    expect(schedulerRoom({ nodes: [] }, snapshot([split]), 3)).toBeNull();
  });

  it('counts what the topology has as free, on the hosts where it is', () => {
    const nodes = [node('n1', 60, 500), node('n2', 20, 144), node('n3', 0, 0)];
    const poll = snapshot([split], { configuration: scheduler });
    expect(schedulerRoom({ nodes }, poll, 3)).toEqual({
      nodes: [
        { cpuPercent: 380, memoryMiB: 3884 },
        { cpuPercent: 400, memoryMiB: 4096 },
        { cpuPercent: 400, memoryMiB: 4096 },
      ],
      asked: { split: asked },
      workerHeapMiB: 768,
      slots: poll.assignedWorkers + 3,
    });
  });

  it('gives no supervisor of a host back more than it has given', () => {
    const nodes = [node('n1', 30, 144), node('n1', 50, 500)];
    const poll = snapshot([split], { configuration: scheduler });
    const room = schedulerRoom({ nodes }, poll, 0);
    expect(room?.nodes).toEqual([
      { cpuPercent: 400, memoryMiB: 4096 },
      { cpuPercent: 360, memoryMiB: 3740 },
    ]);
  });

  it('is unknown where the cluster does not tell, and has the heap that is configured', () => {
    const configuration = { ...scheduler, 'topology.worker.max.heap.size.mb': 2048.0 };
    expect(schedulerRoom({}, snapshot([], { configuration }), 0)).toMatchObject({
      nodes: null,
      asked: {},
      workerHeapMiB: 2048,
    });
  });
});
