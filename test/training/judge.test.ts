// The score of a minute in which nothing is on offer: a policy that clears a backlog is not the worse for it.
import { expect, it } from 'vitest';
import type { Objective } from '../../src/objective/index.js';
import type { Passed } from '../../src/simulator/index.js';
import { Judge, type Scored } from '../../src/training/judge.js';
import { balanced } from '../builders.js';

const busy: Scored = {
  throughputPerSecond: 100,
  acked: true,
  completeLatencyMs: 20,
  executors: 4,
  workers: 1,
  backlogTuples: 0,
  offeredPerSecond: 100,
};
const idle: Scored = { ...busy, throughputPerSecond: 0, completeLatencyMs: null, offeredPerSecond: 0 };
const waiting: Scored = { ...idle, backlogTuples: 6000 };

function passed(minute: Scored): Passed {
  return { ...minute, seconds: 60, failedPerSecond: 0, pauseSeconds: 0, limitedBy: 'offered' };
}

function scoreOf(...minutes: readonly Scored[]): number {
  const judge = new Judge();
  for (const minute of minutes) {
    judge.take(passed(minute), balanced);
  }
  return judge.result().utility;
}

it('is neither good nor bad, as often as it comes', () => {
  expect(scoreOf(busy, idle, idle, idle)).toBeCloseTo(0, 12);
});

it('is worse while something still waits, and worst where that stands still', () => {
  const worked = scoreOf(busy, { ...waiting, throughputPerSecond: 50, completeLatencyMs: 20 });
  expect(worked).toBeLessThan(scoreOf(busy, idle) - 0.1);
  expect(scoreOf(busy, waiting)).toBeLessThan(worked - 0.1);
});

it('does not give the latency that later minutes are held against', () => {
  expect(scoreOf(idle, busy)).toBeCloseTo(0, 12);
});

it('leaves out the latency where nobody acknowledges, with its SLO, as the operator does', () => {
  const judge = new Judge();
  judge.take(passed({ ...busy, acked: false, completeLatencyMs: null }), {
    ...balanced,
    slo: { completeLatencyMs: 15 },
  });
  expect(judge.result()).toMatchObject({ utility: 0, sloMinutes: 0 });
});

it('goes by the objective of the minute, and counts the cost of the first one by the prices of now', () => {
  const dearer: Objective = {
    ...balanced,
    prices: { ...balanced.prices, executorPerHour: 10 * balanced.prices.executorPerHour },
  };
  const costs = (objective: Objective, minute: Scored): number => {
    const judge = new Judge();
    judge.take(passed(busy), balanced);
    return judge.take(passed(minute), objective)?.cost ?? Number.NaN;
  };
  expect(costs(dearer, busy)).toBeCloseTo(0, 12);
  expect(costs(dearer, { ...busy, executors: 8 })).toBeLessThan(costs(balanced, { ...busy, executors: 8 }));
});
