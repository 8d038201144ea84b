// What the containers cost that an update of Heron leads to by itself.
import { describe, expect, it } from 'vitest';
import { type OutlookInput, outlookOf } from '../../src/outlook/index.js';
import { estimateDemand, fitTwin, type Packed } from '../../src/twin/index.js';
import { balanced } from '../builders.js';
import { full } from './full-split.js';

/** One container of three, as submitted: room for six. */
const packed: Packed = {
  containers: [
    {
      id: 1,
      instances: [
        { component: 'text', task: 1, index: 0 },
        { component: 'split', task: 2, index: 0 },
        { component: 'split', task: 3, index: 1 },
      ],
    },
  ],
  submitted: { instances: 3, containers: 1 },
  repacking: 'keeping',
  deactivateSeconds: 0,
};
const objective = { ...balanced, prices: { executorPerHour: 0.01, workerPerHour: 0.05 } };
const now = full({ elastic: true });
const input: OutlookInput = {
  engine: 'heron',
  evaluation: now,
  fit: fitTwin([now]),
  demand: estimateDemand(now),
  objective,
  reference: { throughputPerSecond: 200, completeLatencyMs: 500, costPerHour: 0.08 },
  waitSeconds: 0,
  packed,
};
const costChange = (changes: Record<string, number>, own: Partial<OutlookInput> = {}): number =>
  outlookOf({ ...input, ...own }, changes).costChange;

describe('the cost of an update of Heron', () => {
  it('has the containers that it makes for instances without a place', () => {
    expect(costChange({ 'executors.split': 5 })).toBeCloseTo(3 * 0.01, 9);
    expect(costChange({ 'executors.split': 10 })).toBeCloseTo(8 * 0.01 + 0.05, 9);
  });

  it('goes by how it is packed anew', () => {
    const dealt = { packed: { ...packed, repacking: 'round-robin' as const } };
    expect(costChange({ 'executors.split': 5 }, dealt)).toBeCloseTo(3 * 0.01 + 0.05, 9);
    expect(costChange({ 'executors.split': 10 }, dealt)).toBeCloseTo(8 * 0.01 + 3 * 0.05, 9);
  });

  it('has as many as are asked for, and those there are where nothing is known of them', () => {
    expect(costChange({ 'executors.split': 10, workers: 2 })).toBeCloseTo(8 * 0.01 + 0.05, 9);
    expect(costChange({ 'executors.split': 10 }, { packed: undefined })).toBeCloseTo(8 * 0.01, 9);
  });

  it('is without the containers that it leaves empty', () => {
    const [instances] = packed.containers.map((one) => one.instances);
    const two = [
      { id: 1, instances: instances?.slice(0, 2) ?? [] },
      { id: 2, instances: instances?.slice(2) ?? [] },
    ];
    const apart = { evaluation: full({ elastic: true, workers: 2 }), packed: { ...packed, containers: two } };
    expect(costChange({ 'executors.split': 1 }, apart)).toBeCloseTo(-0.01 - 0.05, 9);
  });
});
