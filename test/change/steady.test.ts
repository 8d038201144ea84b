// A rebalance has come to its end when new processes count where they should be; ACTIVE alone, and old heartbeats, prove nothing.
import { describe, expect, it } from 'vitest';
import { type Progress, type Rebalanced, SteadyWatch } from '../../src/change/steady.js';
import type { ComponentSnapshot, ExecutorSample, Operation, Snapshot } from '../../src/clusters/index.js';
import { component, sample, snapshot, topology } from '../builders.js';

const assignment: Operation = {
  kind: 'rebalance-assignment',
  waitSeconds: 0,
  workers: null,
  executors: { split: 2 },
};
const configuration: Operation = {
  kind: 'rebalance-configuration',
  waitSeconds: 0,
  settings: { 'topology.max.spout.pending': 50 },
};

interface Shown {
  /** Uptimes of the samples of each component; null: it does not report. */
  readonly text?: readonly (number | null)[];
  readonly split?: readonly (number | null)[];
  readonly acker?: readonly (number | null)[];
  readonly port?: number;
  readonly executed?: number;
  readonly own?: Partial<Omit<Snapshot, 'components'>>;
}

/** text → split and an acker on one worker; by default all of an old process. */
function shown({ text = [900], split = [900], acker = [900], ...more }: Shown = {}): Snapshot {
  const { port = 6700, executed = 1000, own } = more;
  const samples = (uptimes: readonly (number | null)[], first: number): ExecutorSample[] =>
    uptimes.flatMap((uptime, i) =>
      uptime === null
        ? []
        : [sample(`[${first + i}-${first + i}]`, uptime, { emitted: executed, executed }, { port })],
    );
  const one = (name: string, uptimes: readonly (number | null)[], first: number): ComponentSnapshot =>
    component(name, {
      kind: name === 'text' ? 'spout' : name === '__acker' ? 'system' : 'bolt',
      samples: samples(uptimes, first),
      executors: uptimes.length,
      missingTasks: uptimes.filter((u) => u === null).length,
    });
  const components = [one('text', text, 1), one('split', split, 10), one('__acker', acker, 30)];
  const workers = [{ host: 'n1', port, uptimeSeconds: 0, executors: 3, heapMiB: null }];
  return snapshot(components, { workers, ...own });
}

const young = (age: number, executors = 2): Shown => ({
  text: [age],
  split: Array<number>(executors).fill(age),
  acker: [age],
});

function watch(operation: Operation = assignment, own: Partial<Rebalanced> = {}): SteadyWatch {
  return new SteadyWatch({ operation, before: shown(), blobPollSeconds: 30, ...own });
}
const code = (progress: Progress): string => (progress.kind === 'steady' ? 'steady' : progress.code);

describe('an assignment', () => {
  it('is steady once all executors are of new processes and count', () => {
    const watching = watch();
    expect(code(watching.look(shown({ own: { topology: { ...topology, status: 'rebalancing' } } }), 1))).toBe(
      'REBALANCING',
    );
    expect(code(watching.look(shown({ split: [910, null] }), 10))).toBe('OLD_PROCESSES');
    expect(code(watching.look(shown({ text: [null], split: [null, null], acker: [null] }), 15))).toBe(
      'EXECUTORS_MISSING',
    );
    expect(code(watching.look(shown({ ...young(0), executed: 0 }), 20))).toBe('NOT_COUNTING');
    expect(watching.look(shown(young(10)), 30)).toEqual({ kind: 'steady', findings: [], upAfterSeconds: 20 });
  });

  it('without workers waits for them', () => {
    expect(watch().look(shown({ own: { workers: [] } }), 10)).toMatchObject({ code: 'NO_WORKERS' });
  });

  it('ACTIVE with nothing but old heartbeats is not the end, however they age', () => {
    const watching = watch();
    for (const seconds of [1, 10, 30, 60, 120, 300]) {
      const progress = watching.look(shown({ split: [900 + seconds, 900 + seconds] }), seconds);
      expect(code(progress)).toBe('OLD_PROCESSES');
    }
  });

  it('old heartbeats mixed in with new ones are not the end, and are named by their place', () => {
    const mixed = shown({ text: [12], split: [12, 940], acker: [12] });
    expect(watch().look(mixed, 20)).toEqual({
      kind: 'waiting',
      code: 'OLD_PROCESSES',
      text: '1 executors are still of processes older than the change (n1:6700)',
    });
  });

  it('an old acker alone is reason enough to wait', () => {
    expect(code(watch().look(shown({ ...young(12), acker: [940] }), 20))).toBe('OLD_PROCESSES');
  });

  it('frozen samples never become young: their age is taken from when they were new', () => {
    const before = shown({ text: [40], split: [40, 40], acker: [40] });
    const watching = watch(assignment, { before });
    for (let seconds = 5; seconds <= 600; seconds += 5) {
      expect(code(watching.look(before, seconds))).toBe('OLD_PROCESSES');
    }
  });

  it('nor do they where the first poll comes late: they were new before the call', () => {
    const before = shown({ text: [40], split: [40, 40], acker: [40] });
    expect(code(watch(assignment, { before }).look(before, 60))).toBe('OLD_PROCESSES');
  });

  it('a last heartbeat of the old process that arrives late does not pass for a new one either', () => {
    const watching = watch(assignment, { before: shown({ text: [40], split: [40, 40], acker: [40] }) });
    const late = shown({ text: [50], split: [50, 50], acker: [50] });
    for (let seconds = 10; seconds <= 600; seconds += 10) {
      expect(code(watching.look(late, seconds))).toBe('OLD_PROCESSES');
    }
  });

  describe('with four workers, of which it changes two', () => {
    /** Uptime of each worker by port; `split` has one executor on each, and with five one more on 6700. */
    const four = (uptimes: readonly number[], executors: number): Snapshot => {
      const ids = ['[10-11]', '[12-13]', '[14-15]', executors === 4 ? '[16-17]' : '[16-16]', '[17-17]'];
      const samples = ids.slice(0, executors).map((id, i) => {
        const port = 6700 + (i % 4);
        return sample(id, uptimes[i % 4] ?? 0, { emitted: 9, executed: 9 }, { port });
      });
      const split = component('split', { kind: 'bolt', samples, executors, missingTasks: 0 });
      const workers = [0, 1, 2, 3].map((i) => {
        return { host: 'n1', port: 6700 + i, uptimeSeconds: 0, executors: 1, heapMiB: null };
      });
      return snapshot([split], { workers, assignedWorkers: 4 });
    };
    const five: Operation = { ...assignment, executors: { split: 5 } };
    const before = four([900, 900, 900, 900], 4);

    it('is steady though the two others go on running', () => {
      const watching = watch(five, { before });
      expect(code(watching.look(four([930, 930, 930, 930], 5), 30))).toBe('OLD_PROCESSES');
      expect(watching.look(four([20, 940, 940, 20], 5), 40)).toEqual({
        kind: 'steady',
        findings: [],
        upAfterSeconds: 20,
      });
    });

    it('waits while one that it changes is old', () => {
      const progress = watch(five, { before }).look(four([20, 940, 940, 940], 5), 40);
      expect(progress).toMatchObject({ code: 'OLD_PROCESSES', text: expect.stringContaining('(n1:6703)') });
    });

    it('waits while nothing has been assigned anew', () => {
      expect(code(watch(five, { before }).look(four([910, 910, 910, 910], 4), 10))).toBe('OLD_PROCESSES');
    });

    it('waits for all workers after a change of settings', () => {
      const progress = watch(configuration, { before }).look(four([20, 940, 940, 20], 5), 40);
      expect(code(progress)).toBe('OLD_PROCESSES');
    });
  });

  it('a new process that crashes at once and keeps its last sample is no end while others are missing', () => {
    const watching = watch();
    expect(code(watching.look(shown({ ...young(5), split: [5, null] }), 20))).toBe('EXECUTORS_MISSING');
    expect(code(watching.look(shown({ ...young(5), split: [5, null] }), 200))).toBe('EXECUTORS_MISSING');
  });

  it('of fewer executors than were asked for says so: Storm drops what exceeds the tasks', () => {
    const operation: Operation = { ...assignment, executors: { split: 4 }, workers: 2 };
    expect(watch(operation).look(shown(young(10)), 30)).toMatchObject({
      kind: 'steady',
      findings: [
        { code: 'NOT_AS_ASKED', text: 'split has 2 executors, not 4' },
        { code: 'NOT_AS_ASKED', text: 'it has 1 workers, not 2' },
      ],
    });
  });

  it('may move to other slots: that is what it is for', () => {
    expect(watch().look(shown({ ...young(10), port: 6701 }), 30)).toMatchObject({
      kind: 'steady',
      findings: [],
    });
  });

  it('does not wait for a component that counted nothing before', () => {
    const before = shown({ executed: 0 });
    const progress = watch(assignment, { before }).look(shown({ ...young(10), executed: 0 }), 30);
    expect(code(progress)).toBe('steady');
  });

  describe('with a bolt that only failures reach', () => {
    /** text → split, and → failures by a stream of its own. */
    const withFailures = (age: number, failures: number, given: number): Snapshot => {
      const { components, ...seen } = shown(young(age));
      const outputs = [
        { stream: 'default', emitted: 1000 },
        { stream: 'failures', emitted: given },
      ];
      const inputs = [{ from: 'text', stream: 'failures', grouping: 'shuffle' }];
      const samples = [sample('[20-20]', age, { executed: failures })];
      const told = components.map((c) => (c.name === 'text' ? { ...c, outputs } : c));
      return snapshot([...told, component('failures', { inputs, samples })], seen);
    };

    it('does not wait for it where it counts a few in a day', () => {
      const watching = watch(assignment, { before: withFailures(86_400, 40, 40) });
      expect(code(watching.look(withFailures(10, 0, 0), 30))).toBe('steady');
    });

    it('that were many for a while waits until it would have counted some', () => {
      const watching = watch(assignment, { before: withFailures(86_400, 500_000, 500_000) });
      expect(code(watching.look(withFailures(60, 0, 0), 80))).toBe('NOT_COUNTING');
      expect(code(watching.look(withFailures(120, 0, 20), 140))).toBe('steady');
    });

    it('and does not do anything with them waits on', () => {
      const watching = watch(assignment, { before: withFailures(86_400, 500_000, 500_000) });
      expect(watching.look(withFailures(120, 0, 100), 140)).toMatchObject({
        code: 'NOT_COUNTING',
        text: 'nothing has been counted yet of failures',
      });
    });
  });

  it('tolerates two seconds between the clocks', () => {
    const watching = watch();
    expect(code(watching.look(shown(young(32)), 30))).toBe('steady');
    expect(code(watch().look(shown(young(33)), 30))).toBe('OLD_PROCESSES');
  });

  it('a bolt that emits nothing counts by what it executes', () => {
    const { components, ...seen } = shown(young(10));
    const sink = components.map((one) => ({
      ...one,
      samples: one.samples.map((its) => ({ ...its, counters: { ...its.counters, emitted: 0 } })),
    }));
    expect(code(watch().look({ ...seen, components: sink }, 30))).toBe('steady');
  });

  it('has taken until the last of its processes had started, however late their samples come', () => {
    const watching = watch();
    expect(code(watching.look(shown({ ...young(10), acker: [null] }), 20))).toBe('EXECUTORS_MISSING');
    // Each had started by second 10: what is older by five seconds now was not seen for fifteen.
    expect(watching.look(shown(young(15)), 40)).toMatchObject({ kind: 'steady', upAfterSeconds: 25 });
    const whole = watch();
    whole.look(shown({ ...young(10), executed: 0 }), 20);
    expect(whole.look(shown(young(15)), 40)).toMatchObject({ kind: 'steady', upAfterSeconds: 10 });
  });

  it('without ackers has nothing to wait for of them', () => {
    expect(code(watch().look(shown({ ...young(10), acker: [] }), 30))).toBe('steady');
  });
});

describe('a configuration', () => {
  it('on the same slots is steady with the new processes', () => {
    expect(watch(configuration).look(shown(young(10)), 30)).toMatchObject({ kind: 'steady', findings: [] });
  });

  it('on other slots has to outlive one poll of the supervisor, and is told as moved', () => {
    const watching = watch(configuration);
    const moved = (age: number): Shown => ({ ...young(age), port: 6701 });
    expect(watching.look(shown(moved(10)), 20)).toEqual({
      kind: 'waiting',
      code: 'SECOND_RESTART',
      text: 'its workers moved from n1:6700 to n1:6701: workers may restart once more, with the new settings',
    });
    expect(code(watching.look(shown(moved(30)), 40))).toBe('SECOND_RESTART');
    expect(watching.look(shown(moved(31)), 41)).toMatchObject({
      kind: 'steady',
      findings: [{ code: 'SLOTS_MOVED', text: 'its workers moved from n1:6700 to n1:6701' }],
    });
  });

  it('whose second restart comes is waited for from then on', () => {
    const watching = watch(configuration);
    const moved = (age: number): Shown => ({ ...young(age), port: 6701 });
    expect(code(watching.look(shown(moved(20)), 30))).toBe('SECOND_RESTART');
    expect(code(watching.look(shown(moved(3)), 45))).toBe('SECOND_RESTART');
    expect(code(watching.look(shown(moved(35)), 77))).toBe('steady');
  });
});

it('is waited for as long as its wait, a restart and late statistics take, and for new settings two polls of the supervisors more', () => {
  const waiting = { ...assignment, waitSeconds: 20 };
  const late = 3 * shown().measuring.statisticsIntervalSeconds;
  expect(watch(waiting).limitSeconds()).toBe(20 + 120 + late);
  expect(watch(configuration).limitSeconds()).toBe(120 + 2 * 30 + late);
});
