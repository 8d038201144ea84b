// How long an update of Heron is waited for: by what the Tracker has shown of it so far.
import { expect, it } from 'vitest';
import { UpdateWatch } from '../../src/change/update-watch.js';
import type { Operation, Snapshot, TopologyRef } from '../../src/clusters/index.js';
import { component, sample, snapshot, topology } from '../builders.js';

const operation: Operation = {
  kind: 'rebalance-assignment',
  waitSeconds: 0,
  workers: null,
  executors: { split: 4 },
};
/** With its old plan. */
const seen = (status: TopologyRef['status']): Snapshot =>
  snapshot([component('split', { samples: [sample('1', 60), sample('2', 60)] })], {
    topology: { ...topology, status },
  });

it('one that leaves the topology as it was is waited for a minute after its answer', () => {
  const watch = new UpdateWatch(operation);
  expect(watch.look(seen('active'), 2)).toMatchObject({ code: 'NOT_UPDATED' });
  expect(watch.look(seen('active'), 12)).toMatchObject({ code: 'NOT_UPDATED' });
  expect(watch.limitSeconds(0)).toBe(62);
  expect(watch.limitSeconds(20)).toBe(80);
});

it('one that begins late is waited for as long as any, and no minute from before it counts', () => {
  const watch = new UpdateWatch(operation);
  watch.look(seen('active'), 2);
  expect(watch.look(seen('inactive'), 40)).toMatchObject({ code: 'PAUSED' });
  expect(watch.limitSeconds(0)).toBe(720);
  expect(watch.limitSeconds(600)).toBe(780);
  expect(watch.look(seen('rebalancing'), 50)).toMatchObject({ code: 'UPDATING' });
  expect(watch.limitSeconds(0)).toBe(720);
  // It ended without anything done.
  watch.look(seen('active'), 90);
  expect(watch.limitSeconds(0)).toBe(150);
});

it('one whose plan has no instance waits for some, which is no plan that stayed as it was', () => {
  const watch = new UpdateWatch(operation);
  expect(watch.look({ ...seen('active'), assignedExecutors: 0 }, 2)).toMatchObject({ code: 'NO_WORKERS' });
  expect(watch.limitSeconds(0)).toBe(720);
});
