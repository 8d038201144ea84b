// Why a topology cannot be measured now: a code for scripts and a sentence for the operator, for every state.
import { describe, expect, it } from 'vitest';
import {
  executorsMissing,
  frozenStatistics,
  notReadyBySnapshot,
  notReadyByStatus,
  type Waiting,
} from '../../../src/agent/look/readiness.js';
import type { ComponentSnapshot, Snapshot } from '../../../src/clusters/index.js';
import type { NotReady } from '../../../src/metrics/index.js';
import { component, info, sample, snapshot, topology } from '../../builders.js';

const waiting: Waiting = { windowSeconds: 120, warmUpSeconds: 60, waitSeconds: 150 };

const told = (reason: NotReady | null): string =>
  reason === null ? 'ready' : `${reason.code}: ${reason.text}`;
const bySnapshot = (poll: Snapshot, own: Partial<Waiting> = {}): string =>
  told(notReadyBySnapshot(poll, info, { ...waiting, ...own }));

function split(uptimeSeconds: number, own: Partial<ComponentSnapshot> = {}): ComponentSnapshot {
  return component('split', { samples: [sample('[2-2]', uptimeSeconds)], ...own });
}

function workers(...uptimes: number[]): Pick<Snapshot, 'workers'> {
  const worker = (uptimeSeconds: number, i: number) => ({
    host: 'n1',
    port: 6700 + i,
    uptimeSeconds,
    executors: 2,
    heapMiB: 256,
  });
  return { workers: uptimes.map(worker) };
}

const since = (uptimeSeconds: number): Pick<Snapshot, 'topology'> => ({
  topology: { ...topology, uptimeSeconds },
});

describe('a topology by its status', () => {
  it('is worth measuring when it is active', () => {
    expect(notReadyByStatus(topology)).toBeNull();
  });

  it('is not, in any other state', () => {
    const all = (['inactive', 'killed', 'rebalancing', 'unknown'] as const).map((status) =>
      told(notReadyByStatus({ ...topology, status })),
    );
    expect(all).toMatchInlineSnapshot(`
      [
        "INACTIVE: it is deactivated: storm activate, then measure again",
        "KILLED: it is being killed",
        "REBALANCING: a rebalance is under way: wait until it is ACTIVE and has run for a window",
        "STATUS_UNKNOWN: its status is none that Trimtab knows",
      ]
    `);
  });

  it('has no workers where its scheduler finds no room, whose words are told', () => {
    const poll = snapshot([], {
      workers: [],
      schedulerSays: 'Not enough resources to schedule - 0/26 executors scheduled',
    });
    expect(bySnapshot(poll)).toBe(
      'NO_WORKERS: it is active but has no workers, and the scheduler says: Not enough resources to schedule - 0/26 executors scheduled. ' +
        'Rebalance it to fewer executors (-e), or add supervisors',
    );
    expect(bySnapshot({ ...poll, schedulerSays: 'Running - Fully Scheduled' })).toMatch(/has no workers \(/);
  });

  it('is looked at again in each poll', () => {
    const poll = snapshot([split(3600)], { topology: { ...topology, status: 'rebalancing' } });
    expect(bySnapshot(poll)).toMatch(/^REBALANCING: /);
  });
});

describe('an active topology', () => {
  it('is ready when all its workers have run for longer than the warm-up', () => {
    expect(bySnapshot(snapshot([split(3600)], workers(3600, 4000)))).toBe('ready');
  });

  it('has no workers when it was only just submitted', () => {
    const poll = snapshot([component('split', { samples: [] })], { ...workers(), ...since(20) });
    expect(bySnapshot(poll)).toMatchInlineSnapshot(
      `"NO_WORKERS: it was submitted 20 s ago and has no workers yet (7 of 8 slots are free)"`,
    );
  });

  it('has no workers when the cluster has no slot for it', () => {
    const poll = snapshot([component('split', { samples: [] })], { ...workers(), ...since(600) });
    const full = { ...info, slotsFree: 0 };
    expect(told(notReadyBySnapshot(poll, full, waiting))).toMatchInlineSnapshot(
      `"NO_WORKERS: it is active but has no workers (0 of 8 slots are free): add slots, or free some"`,
    );
  });

  it('was restarted a moment ago, so that the window would not fit into the wait', () => {
    const poll = snapshot([split(10)], workers(12));
    const reason = notReadyBySnapshot(poll, info, waiting);
    expect(told(reason)).toMatchInlineSnapshot(
      `"JUST_RESTARTED: a worker started 10 s ago: measure again in about 3 min 50 s"`,
    );
  });

  it('is measured after all when the wait is long enough for warm-up, statistics and window', () => {
    expect(bySnapshot(snapshot([split(10)], workers(12)), { waitSeconds: 230 })).toBe('ready');
    expect(bySnapshot(snapshot([split(10)], workers(12)), { waitSeconds: 229 })).toMatch(/^JUST_RESTARTED: /);
  });

  it('was restarted also when only one of its workers was, which the executors do not show yet', () => {
    expect(bySnapshot(snapshot([split(3600)], workers(3600, 5)))).toMatch(
      /^JUST_RESTARTED: a worker started 5 s ago/,
    );
  });

  it('is probably crash-looping when its youngest worker is new, it is not, and an error is fresh', () => {
    const lastError = { text: 'java.lang.NullPointerException: word', secondsAgo: 20 };
    const poll = snapshot([split(15, { lastError })], workers(3600, 15));
    expect(bySnapshot(poll)).toMatchInlineSnapshot(
      `"CRASH_LOOP: its workers probably fail at start: the worker on n1:6701 runs for only 15 s; last error of split: java.lang.NullPointerException: word; see worker.log on n1:6701"`,
    );
  });

  it('is not called crash-looping for an old error, nor for a fresh one in workers that run on', () => {
    const old = { text: 'java.lang.Error', secondsAgo: 3600 };
    expect(bySnapshot(snapshot([split(15, { lastError: old })], workers(15)))).toMatch(/^JUST_RESTARTED: /);
    const fresh = { text: 'java.lang.Error', secondsAgo: 5 };
    expect(bySnapshot(snapshot([split(3600, { lastError: fresh })], workers(3600)))).toBe('ready');
  });

  it('is not called crash-looping for what a worker says that is stopped while it starts', () => {
    const lastError = { text: 'java.lang.IllegalStateException: Shutdown in progress', secondsAgo: 5 };
    expect(bySnapshot(snapshot([split(15, { lastError })], workers(15)))).toMatch(/^JUST_RESTARTED: /);
  });

  it('is probably crash-looping when no executor has ever reported', () => {
    const silent = component('split', { samples: [], executors: 2, missingTasks: 8 });
    expect(bySnapshot(snapshot([silent], { ...workers(0), ...since(300) }))).toMatchInlineSnapshot(
      `"CRASH_LOOP: its workers have just been started, or fail at start again and again: no executor reports and no error is known; see worker.log on n1:6700"`,
    );
  });

  it('is not called crash-looping in its first minute, while workers are launched', () => {
    const silent = component('split', { samples: [], executors: 2, missingTasks: 8 });
    expect(bySnapshot(snapshot([silent], { ...workers(0), ...since(30) }))).not.toMatch(/^CRASH_LOOP/);
  });

  it('misses executors while a worker is starting or gone', () => {
    const poll = snapshot([
      split(3600, { missingTasks: 4 }),
      component('count', { samples: [sample('[3-3]', 3600)], missingTasks: 2 }),
    ]);
    const missing = executorsMissing(poll);
    expect(`${missing?.code}: ${missing?.text}`).toMatchInlineSnapshot(
      `"EXECUTORS_MISSING: some executors do not report: split (4 of 8 tasks), count (2 of 8 tasks); a worker is starting or gone: if it stays so, see worker.log and supervisor.log there"`,
    );
  });

  it('misses executors of a worker that can be named, when no other of its executors reports', () => {
    const poll = snapshot([split(3600, { missingTasks: 4 })], workers(3600, 0));
    expect(told(executorsMissing(poll))).toMatch(/; the worker on n1:6701 is starting or gone: /);
  });

  it('has statistics that stay though the worker is gone', () => {
    expect(told(frozenStatistics(snapshot([split(3600)], workers(3600, 3600)), 150))).toMatchInlineSnapshot(
      `"FROZEN_STATISTICS: the statistics have not moved for 2 min 30 s (every 60 s is usual): a worker, or its supervisor, is probably dead; see worker.log and supervisor.log on n1:6700 and n1:6701"`,
    );
  });

  it('fails for a setting that is known to end every worker at its start', () => {
    const bad = {
      configuration: { 'topology.transfer.batch.size': 1000, 'topology.transfer.buffer.size': 1000 },
    };
    expect(told(frozenStatistics(snapshot([split(3600)], bad), 150))).toContain(
      'topology.transfer.batch.size 1000 is more than half of topology.transfer.buffer.size 1000, and no worker starts with that: correct it; ',
    );
    const fine = {
      configuration: { 'topology.transfer.batch.size': 500, 'topology.transfer.buffer.size': 1000 },
    };
    expect(told(frozenStatistics(snapshot([split(3600)], fine), 150))).not.toContain('batch');
  });

  it('has no workers because no supervisor runs', () => {
    const poll = snapshot([component('split', { samples: [] })], { ...workers(), ...since(600) });
    const alone = { ...info, supervisors: 0, slotsFree: 0, slotsTotal: 0 };
    expect(told(notReadyBySnapshot(poll, alone, waiting))).toMatchInlineSnapshot(
      `"NO_WORKERS: it has no workers, and no supervisor runs: start one, or look in supervisor.log why it ended"`,
    );
  });

  it('does not wait for the acker to report', () => {
    const acker = component('__acker', { kind: 'system', samples: [], missingTasks: 1 });
    expect(bySnapshot(snapshot([split(3600), acker]))).toBe('ready');
  });
});

describe('a topology of Heron', () => {
  const submitted = { submitted: { instances: 2, containers: 1 } };
  const silent = [split(900, { executors: 2, missingTasks: 1 })];

  it('without plans may be updated, or may never have been placed', () => {
    const place = { cluster: 'local', role: 'ads', environ: 'prod' };
    expect(told(notReadyByStatus({ ...topology, status: 'rebalancing', place }))).toBe(
      'REBALANCING: its plans are not complete: it is being updated or was just submitted; measure again in some minutes, and look at its scheduler if it stays so',
    );
  });

  it.each([
    ['its only container', [900], 'its container'],
    ['several', [900, 900], 'one of its 2 containers'],
  ])(
    'of which some instances tell nothing points at them and at the metrics manager, in %s',
    (_, uptimes, where) => {
      expect(told(executorsMissing(snapshot(silent, { ...submitted, ...workers(...uptimes) })))).toBe(
        `EXECUTORS_MISSING: some instances have no metrics: split (1 of 2); they are starting or gone, or the metrics manager of their container is down: if it stays so, see the logs in ${where}`,
      );
    },
  );

  it('of which none tells anything may have no metrics managers', () => {
    const all = [split(0, { samples: [], executors: 2, missingTasks: 2 })];
    expect(bySnapshot(snapshot(all, { ...submitted, ...workers(900) }))).toMatch(
      /^JUST_RESTARTED: no instance has a full minute of metrics yet: .*, or its metrics managers are down; measure again/,
    );
  });
});
