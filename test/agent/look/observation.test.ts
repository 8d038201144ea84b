// A window is of now: after a time without statistics it begins anew, however rare looks are by schedule.
import { expect, it } from 'vitest';
import { Observation } from '../../../src/agent/look/observation.js';
import type { Snapshot } from '../../../src/clusters/index.js';
import { component, info, sample, snapshot } from '../../builders.js';

const options = { windowSeconds: 120, warmUpSeconds: 0 };

/** 10 tuples each second until 1000 s, then 1. */
function at(uptimeSeconds: number): Snapshot {
  const emitted = 10 * Math.min(1000, uptimeSeconds) + Math.max(0, uptimeSeconds - 1000);
  const samples = [sample('[1-1]', uptimeSeconds, { emitted, acked: emitted })];
  return snapshot([component('text', { kind: 'spout', samples, executors: 1, missingTasks: 0 })]);
}

/** What each look at these uptimes finds: seconds of the window, or null while it fills. */
function found(observation: Observation, uptimes: readonly number[]): (number | null)[] {
  return uptimes.map((uptime) => {
    const observed = observation.add(at(uptime), info, uptime, 0);
    return observed.kind === 'window' ? observed.window.seconds : null;
  });
}

it('begins the window anew after hours without statistics', () => {
  const observation = new Observation(options);
  expect(found(observation, [60, 120, 180])).toEqual([null, null, 120]);
  expect(found(observation, [28_980, 29_040, 29_100])).toEqual([null, null, 120]);
});

it('goes on after a poll or two that failed', () => {
  expect(found(new Observation(options), [60, 120, 180, 420])).toEqual([null, null, 120, 240]);
});

it('takes looks that are rare by schedule, once it knows them', () => {
  const observation = new Observation(options);
  expect(found(observation, [600, 1200, 1800])).toEqual([null, null, 600]);
  // After a change it still does.
  expect(found(observation.anew(options), [2400, 3000])).toEqual([null, 600]);
});

it('is not of the night that a schedule leaves out', () => {
  const observation = new Observation(options);
  expect(found(observation, [60, 120, 180, 240])).toEqual([null, null, 120, 120]);
  expect(found(observation, [50_000, 50_060, 50_120])).toEqual([null, null, 120]);
});
