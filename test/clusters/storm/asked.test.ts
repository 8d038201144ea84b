// What executors ask the resource-aware scheduler for and what supervisors have, as either interface writes it.
import { describe, expect, it } from 'vitest';
import { askedBy, askedOf, isResourceAware } from '../../../src/clusters/storm/asked.js';
import { nodesOf, schedulerOf } from '../../../src/clusters/storm/nodes.js';

const settings = {
  'topology.component.cpu.pcore.percent': 10.0,
  'topology.component.resources.onheap.memory.mb': 128.0,
  'topology.component.resources.offheap.memory.mb': 0.0,
};

describe('what an executor asks for', () => {
  it.each([
    ['nothing of its own', {}, [10, 128, 0]],
    ['names of the topology’s settings', { 'topology.component.cpu.pcore.percent': 50 }, [50, 128, 0]],
    [
      'a map, as a rebalance of 2.8.3 writes it',
      { 'topology.component.resources.map': { 'onheap.memory.mb': 16.0, 'cpu.pcore.percent': 75.0 } },
      [75, 16, 0],
    ],
    ['a map that is none', { 'topology.component.resources.map': 'x' }, [10, 128, 0]],
  ])('is its own where it has it: %s', (_, own, [cpuPercent, onHeapMiB, offHeapMiB]) => {
    expect(askedBy(own, settings)).toEqual({ asked: { cpuPercent, onHeapMiB, offHeapMiB } });
  });

  it('is that of the topology’s own map, and the acker has settings of its own', () => {
    const mapped = { ...settings, 'topology.component.resources.map': { 'cpu.pcore.percent': 100 } };
    expect(askedBy({}, mapped)).toMatchObject({ asked: { cpuPercent: 100, onHeapMiB: 128 } });
    expect(askedBy(null, settings)).toMatchObject({ asked: { cpuPercent: 10, onHeapMiB: 128 } });
    const acker = { ...settings, 'topology.acker.cpu.pcore.percent': 5 };
    expect(askedBy(null, acker)).toMatchObject({ asked: { cpuPercent: 5 } });
    expect(askedBy({}, acker)).toMatchObject({ asked: { cpuPercent: 10 } });
  });

  it('is unknown where a part of it is', () => {
    expect(askedBy({ 'topology.component.cpu.pcore.percent': -1 }, settings)).toEqual({});
    expect(askedBy({}, { ...settings, 'topology.component.cpu.pcore.percent': 'much' })).toEqual({});
    expect(askedOf({ requestedCpu: 10, requestedMemOnHeap: 128, requestedMemOffHeap: null })).toEqual({});
  });
});

it('matters under a resource-aware scheduler alone, one that bridges to it included', () => {
  const scheduler = (name: unknown): boolean => isResourceAware(name);
  expect(scheduler('org.apache.storm.scheduler.resource.ResourceAwareScheduler')).toBe(true);
  expect(scheduler('org.apache.storm.scheduler.bridge.MultitenantResourceAwareBridgeScheduler')).toBe(true);
  expect(scheduler('org.apache.storm.scheduler.DefaultScheduler')).toBe(false);
  expect(scheduler(undefined)).toBe(false);
});

it('is the scheduler of now, the default one where nothing is set, and unknown where settings may not be read', () => {
  expect(schedulerOf({ 'storm.scheduler': 'x.ResourceAwareScheduler' })).toEqual({
    scheduler: 'x.ResourceAwareScheduler',
  });
  expect(schedulerOf({ 'storm.scheduler': null })).toEqual({
    scheduler: 'org.apache.storm.scheduler.DefaultScheduler',
  });
  expect(schedulerOf({})).toEqual({});
});

describe('what supervisors have', () => {
  const told = { total: 400, used: 40 };
  const one = {
    host: 'n1',
    isOut: false,
    cpuPercent: told,
    memoryMiB: { total: 4096, used: 512 },
    slots: told,
  };

  it('leaves out those that get no workers', () => {
    expect(nodesOf([one, { ...one, host: 'n2', isOut: true }])).toEqual({
      nodes: [{ host: 'n1', cpuPercent: told, memoryMiB: { total: 4096, used: 512 }, slots: told }],
    });
  });

  it('is unknown where one of them does not tell', () => {
    expect(nodesOf([one, { ...one, cpuPercent: { total: 400, used: undefined } }])).toEqual({});
  });
});
