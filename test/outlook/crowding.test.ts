// What changes are worth where the hosts may have no CPU left: executors bring nothing then, workers on other hosts do.
import { describe, expect, it } from 'vitest';
import type { Changes } from '../../src/knobs/index.js';
import type { Objective } from '../../src/objective/index.js';
import { type Crowding, type Outlook, outlookOf, spreadOf } from '../../src/outlook/index.js';
import { type Demand, fitTwin } from '../../src/twin/index.js';
import { balanced } from '../builders.js';
import { full } from './full-split.js';

const hidden: Demand = { known: false, atLeastPerSecond: 200, because: 'test' };
const told: Demand = { known: true, perSecond: 300 };
const hosts = { used: 1, free: 1 };

const now = full({
  workers: 1,
  external: { offeredPerSecond: 300, backlogTuples: 90_000, latencyMs: null, latencyP95Ms: null },
});

function outlook(
  changes: Changes,
  chance: number | null,
  demand: Demand = told,
  own: { readonly objective?: Partial<Objective> } = {},
): Outlook {
  const crowding: Crowding | null =
    chance === null ? null : { chance, because: 'more executors brought nothing', hosts };
  return outlookOf(
    {
      engine: 'storm-2.x',
      evaluation: now,
      fit: fitTwin([now]),
      demand,
      objective: { ...balanced, ...own.objective },
      reference: { throughputPerSecond: 300, completeLatencyMs: 100, costPerHour: 0.1 },
      waitSeconds: 0,
      crowding,
    },
    changes,
  );
}

const gain = (...asked: Parameters<typeof outlook>): number => outlook(...asked).utilityGain ?? Number.NaN;

describe('full hosts', () => {
  const executors = { 'executors.split': 4 };

  it.each([told, hidden])('make executors worthless (known load: $known)', (demand) => {
    expect(gain(executors, null, demand)).toBeGreaterThan(0.1);
    expect(gain(executors, 1, demand)).toBeLessThanOrEqual(0);
  });

  it('make a worker on another host worth as much as it lets through, which the twin alone does not see', () => {
    expect(gain({ workers: 2 }, null)).toBeLessThanOrEqual(0);
    expect(gain({ workers: 2 }, 1)).toBeGreaterThan(0.05);
    expect(outlook({ workers: 2 }, 1).predicted?.throughputPerSecond.mean).toBeCloseTo(300, 0);
    // All that is offered comes through, on twice as many hosts twice as quickly.
    expect(outlook({ workers: 2 }, 1).predicted?.completeLatencyMs?.mean).toBeCloseTo(250, 0);
  });

  it('let no more through by a worker on a host that is full as well', () => {
    expect([1, 2, 3, 8].map((workers) => spreadOf({ workers }, now, hosts))).toEqual([1, 2, 2, 2]);
    const through = (workers: number) =>
      outlook({ workers }, 1, hidden).predicted?.throughputPerSecond.mean ?? Number.NaN;
    expect(through(8)).toBeCloseTo(400, 0);
    expect(through(8)).toBeCloseTo(through(4), 0);
  });

  it('keep all in flight that may be: more of it is only more latency', () => {
    const latency = (pending: number) =>
      outlook({ 'topology.max.spout.pending': pending }, 1, hidden).predicted?.completeLatencyMs?.mean ?? 0;
    expect(latency(200)).toBeCloseTo(1000, 0);
    expect(latency(100)).toBeCloseTo(500, 0);
  });

  it('count by their chance, in the gain and in each part of it', () => {
    const [never, always, half] = [null, 1, 0.5].map((chance) => outlook(executors, chance));
    const mean = (key: 'utilityGain' | 'utilityGainLow') =>
      ((never?.[key] ?? Number.NaN) + (always?.[key] ?? Number.NaN)) / 2;
    for (const key of ['utilityGain', 'utilityGainLow'] as const) {
      expect(half?.[key]).toBeCloseTo(mean(key), 9);
    }
    const parts = Object.values(half?.gainParts ?? {}).reduce((sum, part) => sum + part, 0);
    expect(parts).toBeCloseTo(half?.utilityGain ?? Number.NaN, 6);
  });
});

describe('guards are asked about the worse of both', () => {
  it('an SLO that the twin says might break is at risk, though full hosts would be relieved', () => {
    const own = { objective: { slo: { completeLatencyMs: 700 } } };
    const risky = outlook({ workers: 2 }, null, told, own).brokenSlos.pessimistic;
    expect(risky).toHaveLength(1);
    for (const chance of [0.1, 0.5, 1]) {
      expect(outlook({ workers: 2 }, chance, told, own).brokenSlos.pessimistic).toEqual(risky);
    }
  });

  it('what is left to carry is the least, what is in flight takes the longest', () => {
    for (const chance of [0.1, 0.5]) {
      for (const changes of [{ workers: 2 }, { 'executors.split': 4 }]) {
        const [twin, both] = [outlook(changes, null), outlook(changes, chance)];
        expect(both.capacityPerSecond).toBeLessThanOrEqual(twin.capacityPerSecond ?? Number.NaN);
        expect(both.fullLoopSeconds).toBeGreaterThanOrEqual(twin.fullLoopSeconds ?? Number.NaN);
      }
      expect(outlook({ 'executors.split': 4 }, chance).capacityPerSecond).toBeCloseTo(200, 0);
    }
  });

  it('fewer workers leave less of what full hosts give', () => {
    const two = { ...now, workers: 2 };
    expect(spreadOf({ workers: 1 }, two, { used: 2, free: 0 })).toBe(0.5);
    expect(spreadOf({ workers: 3 }, { ...now, workers: 4 }, { used: 2, free: 0 })).toBe(1);
  });
});
