// What changes are worth where no queueing model explains a topology: another host what each gives now, executors nothing, fewer in flight where all is late.
import { describe, expect, it } from 'vitest';
import type { Changes } from '../../src/knobs/index.js';
import type { Evaluation } from '../../src/metrics/index.js';
import { type Hosts, type Outlook, outlookOf } from '../../src/outlook/index.js';
import type { Demand, Fit } from '../../src/twin/index.js';
import { balanced, bolt, evaluation, spout } from '../builders.js';

const hidden: Demand = { known: false, atLeastPerSecond: 200, because: 'test' };
const unfit: Fit = { kind: 'unknown', because: 'no queueing model explains it', isLimitedUnseen: true };

/** Two spout tasks that may have 400 tuples in flight, and do; nothing is busy. */
const slow = evaluation({
  workers: 1,
  acking: true,
  pendingLimit: 400,
  pendingUse: 1,
  throughputPerSecond: 200,
  completeLatencyMs: 2000,
  components: [
    spout('text', { executors: 2, tasks: 2, outputPerSecond: 200 }),
    bolt('split', { executors: 2, utilisation: 0.4, inputPerSecond: 200, processLatencyMs: 4 }),
  ],
});
/** All of 9000 in flight time out before they are through. */
const late: Evaluation = {
  ...slow,
  pendingLimit: 9000,
  throughputPerSecond: 0,
  failedPerSecond: 200,
  completeLatencyMs: null,
};

interface Own {
  readonly now?: Evaluation;
  readonly demand?: Demand;
  readonly hosts?: Hosts;
  readonly fit?: Fit;
}

function outlook(changes: Changes, own: Own = {}): Outlook {
  const { now = slow, demand = hidden, hosts = { used: 1, free: 1 }, fit = unfit } = own;
  return outlookOf(
    {
      engine: 'storm-2.x',
      evaluation: now,
      fit,
      demand,
      objective: balanced,
      reference: { throughputPerSecond: 300, completeLatencyMs: 100, costPerHour: 0.1 },
      waitSeconds: 0,
      crowding: { chance: 1, because: 'no model explains it', hosts },
    },
    changes,
  );
}

const through = (...asked: Parameters<typeof outlook>): number =>
  outlook(...asked).predicted?.throughputPerSecond.mean ?? Number.NaN;
const latency = (...asked: Parameters<typeof outlook>): number =>
  outlook(...asked).predicted?.completeLatencyMs?.mean ?? Number.NaN;

describe('by its hosts alone', () => {
  it('another host brings as much as each gives now, and half of it at the bad end; one that is full as well brings nothing', () => {
    expect(through({ workers: 2 })).toBeCloseTo(400);
    expect(outlook({ workers: 2 }).predicted?.throughputPerSecond.low).toBeCloseTo(300);
    expect(through({ workers: 3 })).toBeCloseTo(400);
    expect(through({ workers: 2 }, { hosts: { used: 1, free: 0 } })).toBeCloseTo(200);
    expect(outlook({ workers: 2 }).utilityGain).toBeGreaterThan(0.05);
    expect(outlook({ workers: 2 }).predicted).toMatchObject({ limitedBy: 'hosts' });
  });

  it('no more comes through than is on offer', () => {
    const demand: Demand = { known: true, perSecond: 250 };
    expect(through({ workers: 2 }, { demand })).toBeCloseTo(250);
    expect(outlook({ workers: 2 }, { demand }).predicted).toMatchObject({ limitedBy: 'offered' });
    expect(latency({ workers: 2 }, { demand })).toBeCloseTo(4);
  });

  it.each<[string, Changes]>([
    ['more executors', { 'executors.split': 8 }],
    ['fewer executors beside another worker', { 'executors.split': 1, workers: 2 }],
    ['fewer workers', { workers: 0 }],
    ['no change', {}],
  ])('nothing is said of %s', (_, changes) => {
    expect(outlook(changes)).toMatchObject({
      predicted: null,
      utilityGain: null,
      unpredictable: 'no queueing model explains it',
    });
  });

  it('what is in flight takes as long as Little says', () => {
    expect(latency({ 'topology.max.spout.pending': 50 })).toBeCloseTo(500);
    expect(latency({ workers: 2 })).toBeCloseTo(1000);
    // No less than in the bolts, and no range is upside down.
    const few = outlook({ workers: 2, 'topology.max.spout.pending': 1 }).predicted?.completeLatencyMs;
    expect(few).toEqual({ low: 4, mean: 5, high: 2000 });
  });

  it('fewer in flight may let less through, at the bad end', () => {
    const low = (pending: number) =>
      outlook({ 'topology.max.spout.pending': pending }).predicted?.throughputPerSecond.low;
    expect(low(50)).toBeCloseTo(50);
    expect(low(400)).toBeCloseTo(200);
  });

  it('where more comes through than is on offer, nothing is relieved by what is in flight', () => {
    const demand: Demand = { known: true, perSecond: 100 };
    expect(latency({ 'topology.max.spout.pending': 50 }, { demand })).toBeCloseTo(2000);
  });

  it('says what it rests on', () => {
    expect(outlook({ workers: 2 }).predicted?.assumes).toMatch(/^that its hosts have no CPU left/);
    expect(outlook({ workers: 2 }).unpredictable).toBeNull();
  });

  it('is said of nothing where hosts may be full for another reason and the twin knows nothing', () => {
    const crowding = {
      chance: 0.5,
      because: 'more executors brought nothing',
      hosts: { used: 1, free: 1 },
    } as const;
    const said = outlookOf(
      {
        engine: 'storm-2.x',
        evaluation: slow,
        fit: unfit,
        demand: hidden,
        objective: balanced,
        reference: {},
        waitSeconds: 0,
        crowding,
      },
      { workers: 2 },
    );
    expect(said).toMatchObject({ predicted: null, unpredictable: 'no queueing model explains it' });
  });
});

describe('where every tuple is too late', () => {
  const now = late;

  it('so few in flight that they are through in time complete, and more do not', () => {
    expect(through({ workers: 1 }, { now })).toBe(0);
    expect(through({ 'topology.max.spout.pending': 2000 }, { now })).toBe(0);
    expect(through({ 'topology.max.spout.pending': 500 }, { now })).toBeCloseTo(200);
    expect(outlook({ 'topology.max.spout.pending': 500 }, { now }).utilityGain).toBeGreaterThan(0.3);
  });

  it('with another host as many complete as are on offer, and no more than there is room for', () => {
    const room = (pending: number, perSecond: number) =>
      through(
        { workers: 2, 'topology.max.spout.pending': pending },
        { now, demand: { known: true, perSecond } },
      );
    expect(room(1000, 380)).toBeCloseTo(380);
    expect(room(1000, 420)).toBeCloseTo(400);
    // A backlog keeps all in flight that may be, whatever is on offer.
    expect(room(4500, 380)).toBe(0);
  });
});
