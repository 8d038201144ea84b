// A source that is not kept up with: what its backlog is worth, told or hidden, before and after a change.
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import type { Objective } from '../../src/objective/index.js';
import { outlookOf } from '../../src/outlook/index.js';
import { lagOf, workedOff } from '../../src/outlook/lag.js';
import { type Demand, estimateDemand, fitTwin } from '../../src/twin/index.js';
import { balanced, evaluation } from '../builders.js';
import { full } from './full-split.js';

const external = { offeredPerSecond: 250, backlogTuples: 90_000, latencyMs: null, latencyP95Ms: null };
const told: Demand = { known: true, perSecond: 250 };
const hidden: Demand = { known: false, atLeastPerSecond: 200, because: 'test' };

const outlookFor = (now: Evaluation, split: number, objective: Objective = balanced) =>
  outlookOf(
    {
      engine: 'storm-2.x',
      evaluation: now,
      fit: fitTwin([now]),
      demand: estimateDemand(now),
      objective,
      reference: { throughputPerSecond: 200, completeLatencyMs: 100, costPerHour: 0.1 },
      waitSeconds: 0,
    },
    { 'executors.split': split },
  );

describe('a lag', () => {
  it('is none where the source is kept up with', () => {
    expect(lagOf(evaluation(), { known: true, perSecond: 100 })).toBeNull();
    const nothing = evaluation({ external: { ...external, backlogTuples: 150 } });
    expect(lagOf(nothing, told)).toBeNull();
  });

  it('is what the source tells, and hidden where it tells nothing', () => {
    expect(lagOf(full({ external }), told)).toEqual({
      kind: 'told',
      waitMs: 450_000,
      backlogTuples: 90_000,
      offered: 250,
    });
    expect(lagOf(full(), hidden)).toMatchObject({ kind: 'hidden', atLeast: 200 });
  });

  it('that is told is gone by half where its backlog takes half an hour', () => {
    const lag = lagOf(full({ external }), told);
    if (lag === null) throw new Error('no lag');
    // 90 000 tuples in 1800 s are 50 tuples/s.
    expect(workedOff(lag, 300)).toBeCloseTo(0.5, 9);
    expect(workedOff(lag, 250)).toBe(0);
    expect(workedOff(lag, 100)).toBe(0);
    expect(workedOff(lag, 1e9)).toBeGreaterThan(0.99);
  });

  it('that is hidden is gone with the chance that this room is enough: any factor up to 2, as likely', () => {
    const lag = lagOf(full(), hidden);
    if (lag === null) throw new Error('no lag');
    expect(workedOff(lag, 200)).toBe(0);
    expect(workedOff(lag, 200 * Math.SQRT2)).toBeCloseTo(0.5, 9);
    expect(workedOff(lag, 900)).toBe(1);
  });
});

describe('an SLO', () => {
  it('counts what waits at the source, before the change and after one that works nothing of it off', () => {
    // 1000 tuples wait for 5 s, and take half a second then; the SLO is hardly longer.
    const now = full({ external: { ...external, backlogTuples: 1000 } });
    const slo = { ...balanced, slo: { completeLatencyMs: 5510 } };
    const { brokenSlos } = outlookFor(now, 2, slo);
    expect(brokenSlos.now).toEqual([]);
    expect(brokenSlos.pessimistic).toEqual(['completeLatencyMs']);
    expect(outlookFor(now, 6, slo).brokenSlos.pessimistic).toEqual([]);
  });
});

describe('the gain of more room', () => {
  it('counts how soon what waits at the source is gone', () => {
    const more = (backlogTuples: number): number => {
      const now = full({ external: { ...external, backlogTuples } });
      return (outlookFor(now, 6).utilityGain ?? 0) - (outlookFor(now, 3).utilityGain ?? 0);
    };
    expect(more(90_000)).toBeGreaterThan(more(0) + 0.05);
  });

  it('is larger the more room there is, where nobody knows how much waits', () => {
    const now = full();
    const [three, four] = [outlookFor(now, 3).utilityGain ?? 0, outlookFor(now, 4).utilityGain ?? 0];
    expect(outlookFor(now, 4).lag).toBe('hidden');
    expect(three).toBeGreaterThan(0.05);
    expect(four).toBeGreaterThan(three);
  });

  it('says how long a full loop takes with it', () => {
    const seconds = outlookFor(full(), 4).fullLoopSeconds ?? 0;
    // 100 tuples at a little less than 400 tuples/s.
    expect(seconds).toBeGreaterThan(0.24);
    expect(seconds).toBeLessThan(0.4);
    expect(outlookFor(full({ pendingLimit: null }), 4).fullLoopSeconds).toBeNull();
    expect(outlookFor(full({ failedPerSecond: 300 }), 4).fullLoopSeconds).toBeNull();
  });
});
