// DRS against queueing tables and an example by hand.
import { describe, expect, it } from 'vitest';
import type { Objective } from '../../src/objective/index.js';
import { erlangC, sojournSeconds } from '../../src/policy/erlang.js';
import { policyNamed } from '../../src/policy/index.js';
import { balanced, evaluation } from '../builders.js';
import { ask, type Stage, steadyState } from './steady-state.js';

const drs = policyNamed('drs');
if (drs === undefined) throw new Error('no policy drs');
const known = (perSecond: number) => ({ demand: { known: true, perSecond } as const });
const within = (completeLatencyMs: number): Objective => ({ ...balanced, slo: { completeLatencyMs } });

describe('Erlang C', () => {
  // Published tables: one executor waits with probability ρ; two with ρ = 1/2: 1/3; ten with a load of 8: 0.4092.
  it.each([
    [1, 0.5, 0.5],
    [2, 1, 1 / 3],
    [3, 2, 4 / 9],
    [5, 4, 0.5541],
    [10, 8, 0.4092],
  ])('of %i executors under a load of %d is %d', (executors, load, probability) => {
    expect(erlangC(executors, load)).toBeCloseTo(probability, 4);
  });

  it('is 1 where the executors do not suffice, and the time then has no end', () => {
    expect(erlangC(2, 2)).toBe(1);
    expect(sojournSeconds(2, 200, 100)).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives the time of M/M/1, 1/(μ − λ), and of M/M/2, 1/μ + C/(2μ − λ)', () => {
    expect(sojournSeconds(1, 50, 100)).toBeCloseTo(0.02, 9);
    expect(sojournSeconds(2, 100, 100)).toBeCloseTo(0.01 + 1 / 300, 9);
  });
});

describe('drs', () => {
  // 100 tuples/s; parse takes 100/s, store 200/s and gets each tuple. Least stable: 2 and 1.
  // E: parse(2) 13.33 ms, (3) 10.45; store(1) 10 ms, (2) 5.33.
  const full: Stage[] = [
    { name: 'parse', executors: 1, perExecutor: 100 },
    { name: 'store', executors: 1, perExecutor: 200 },
  ];

  it('starts from the least stable executors and stops as soon as the latency is met', () => {
    const measured = { ...steadyState(100, full), completeLatencyMs: null };
    // 13.33 + 10 = 23.3 ms meets 24.
    expect(ask(drs, measured, { ...known(100), objective: within(24) })).toMatchObject({
      changes: { 'executors.parse': 2 },
    });
    // store gains 4.67 ms, parse only 2.88: 13.33 + 5.33 = 18.7 ms meets 19.
    expect(ask(drs, measured, { ...known(100), objective: within(19) })).toMatchObject({
      changes: { 'executors.parse': 2, 'executors.store': 2 },
    });
    // Then parse: 10.45 + 5.33 = 15.8 ms.
    expect(ask(drs, measured, { ...known(100), objective: within(16) })).toEqual({
      kind: 'propose',
      changes: { 'executors.parse': 3, 'executors.store': 2 },
      text: 'for the load of 2 min: parse 1 → 3; store 1 → 2 (no end → 15.8 ms by M/M/k)',
    });
  });

  it('multiplies by max(1, measured/estimated), as its authors do', () => {
    const stages: Stage[] = [
      { name: 'parse', executors: 2, perExecutor: 100 },
      { name: 'store', executors: 1, perExecutor: 200 },
    ];
    const ms = (completeLatencyMs: number) => ({ ...steadyState(100, stages), completeLatencyMs });
    expect(ask(drs, ms(10), { ...known(100), objective: within(24) })).toMatchObject({ kind: 'hold' });
    // Twice the estimate of 23.3 ms: 46.7 now; 37.3 with another for store meets 40.
    expect(ask(drs, ms(46.67), { ...known(100), objective: within(40) })).toMatchObject({
      changes: { 'executors.store': 2 },
    });
  });

  it('adds executors only while the objective weighs the time above their price', () => {
    const measured = steadyState(100, full);
    const costly = { ...balanced, weights: { throughput: 1, latency: 0, cost: 1, stability: 0 } };
    expect(ask(drs, measured, { ...known(100), objective: costly })).toMatchObject({
      changes: { 'executors.parse': 2 },
    });
    const fast = { ...balanced, weights: { throughput: 0, latency: 1, cost: 0.001, stability: 0 } };
    const answer = ask(drs, measured, { ...known(100), objective: fast });
    expect(answer.kind === 'propose' && answer.changes['executors.parse']).toBeGreaterThan(3);
  });

  it('keeps to the tasks, and does not give all to the others where one cannot be helped', () => {
    const limits = { tasks: { parse: 2, store: 16 }, slotsFree: 0 };
    const measured = steadyState(1000, full);
    expect(ask(drs, measured, { ...known(1000), limits, objective: within(10) })).toMatchObject({
      changes: { 'executors.parse': 2, 'executors.store': 6 },
    });
  });

  it('takes nothing away where the load is hidden, and holds where a change would gain next to nothing', () => {
    const roomy: Stage[] = [
      { name: 'parse', executors: 1, perExecutor: 100 },
      { name: 'store', executors: 12, perExecutor: 200 },
    ];
    const hidden = ask(drs, steadyState(500, roomy));
    expect(hidden.kind === 'propose' && Object.keys(hidden.changes)).toEqual(['executors.parse']);
    const good: Stage[] = [{ name: 'parse', executors: 3, perExecutor: 100 }];
    expect(ask(drs, steadyState(100, good), known(100))).toMatchObject({ kind: 'hold', code: 'GOOD_ENOUGH' });
  });

  it('holds where nothing came in', () => {
    const still = evaluation({ components: [] });
    expect(ask(drs, still, known(0))).toMatchObject({ kind: 'hold', code: 'NO_INPUT' });
  });
});
