// What may be in flight after changes: a limit for each task of the spouts, and on Heron an instance is a task.
import { describe, expect, it } from 'vitest';
import { timeouts } from '../../src/guard/timeouts.js';
import type { Changes } from '../../src/knobs/index.js';
import { inFlightUnder, outlookOf } from '../../src/outlook/index.js';
import { estimateDemand, fitTwin } from '../../src/twin/index.js';
import { balanced, bolt, evaluation, input, spout } from '../builders.js';
import { guardInput } from '../guard/input.js';

/** Two instances that may have 100 tuples in flight each, and a bolt that carries 20 a second. */
const heron = evaluation({
  elastic: true,
  sampleRate: 1,
  components: [
    spout('text', { executors: 2, tasks: 2, outputPerSecond: 19.5 }),
    bolt('split', {
      inputs: [input('text')],
      tasks: 1,
      inputPerSecond: 19.5,
      outputPerSecond: 0,
      executeLatencyMs: 50,
      processLatencyMs: 50,
      utilisation: 0.98,
    }),
  ],
  throughputPerSecond: 19.5,
  completeLatencyMs: 10_000,
  pendingLimit: 200,
  pendingUse: 0.98,
  bottleneck: 'split',
});
const storm = { ...heron, elastic: undefined };

describe('what may be in flight', () => {
  it.each<[string, Changes, number]>([
    ['grows with the instances of a spout', { 'executors.text': 20 }, 2000],
    ['and with the limit of each', { 'executors.text': 20, 'topology.max.spout.pending': 50 }, 1000],
    ['shrinks with fewer instances', { 'executors.text': 1 }, 100],
    ['stays with other changes', { 'executors.split': 4 }, 200],
    ['stays with none', {}, 200],
  ])('%s on Heron', (_, changes, expected) => {
    expect(inFlightUnder(changes, heron)).toBe(expected);
  });

  it('stays on Storm, where the tasks stay whatever runs them', () => {
    expect(inFlightUnder({ 'executors.text': 20 }, storm)).toBe(200);
    expect(inFlightUnder({ 'executors.text': 20, 'topology.max.spout.pending': 50 }, storm)).toBe(100);
  });

  it('has no limit where there is none', () => {
    expect(inFlightUnder({ 'executors.text': 20 }, { ...heron, pendingLimit: null })).toBeNull();
  });
});

describe('ten times the instances of a spout before a bolt that is full', () => {
  it('is refused: after the pause nothing would complete in time', () => {
    const changes: Changes = { 'executors.text': 20 };
    const outlook = outlookOf(
      {
        engine: 'heron',
        evaluation: heron,
        fit: fitTwin([heron]),
        demand: estimateDemand(heron),
        objective: balanced,
        reference: { throughputPerSecond: 20, completeLatencyMs: 10_000, costPerHour: 0.1 },
        waitSeconds: 0,
      },
      changes,
    );
    expect(outlook.fullLoopSeconds).toBeGreaterThan(90);
    expect(timeouts.check(guardInput(changes, { outlook })).answer).toMatchObject({
      answer: 'veto',
      code: 'WOULD_TIME_OUT',
    });
  });
});
