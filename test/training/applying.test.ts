// How an accepted change meets the environment: each knob lands where the plan takes it.
import { describe, expect, it } from 'vitest';
import { createEnvironment, topWords } from '../../src/simulator/index.js';
import { configurationOf, planChangeOf, slotsOf } from '../../src/training/applying.js';

describe('a change in the environment', () => {
  it('has executors, workers and settings apart', () => {
    expect(planChangeOf({ 'executors.split': 4, workers: 2, 'topology.max.spout.pending': 50 })).toEqual({
      executors: { split: 4 },
      workers: 2,
      settings: { 'topology.max.spout.pending': 50 },
    });
  });

  it('is what the configuration says afterwards', () => {
    const environment = createEnvironment(topWords());
    environment.change(planChangeOf({ 'executors.split': 4 }), 5);
    expect(configurationOf(environment)).toMatchObject({ 'executors.split': 4 });
    expect(slotsOf(environment)).toBeGreaterThan(0);
  });
});
