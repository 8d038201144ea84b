// Waiting times against values from queueing tables.
import { describe, expect, it } from 'vitest';
import { erlangC, queueingDelaySeconds } from '../../src/model/index.js';

describe('erlangC', () => {
  it('is the utilisation for one server', () => {
    expect(erlangC(1, 0.7)).toBeCloseTo(0.7, 12);
  });

  it('agrees with tables for several servers', () => {
    expect(erlangC(2, 0.5)).toBeCloseTo(1 / 3, 9);
    expect(erlangC(10, 0.8)).toBeCloseTo(0.4092, 4);
  });
});

describe('queueingDelaySeconds', () => {
  it('is u s / (1 - u) for one server', () => {
    expect(queueingDelaySeconds(50, 0.01, 1)).toBeCloseTo(0.01, 12);
  });

  it('has no wait without work and no end when full', () => {
    expect(queueingDelaySeconds(0, 0.01, 1)).toBe(0);
    expect(queueingDelaySeconds(100, 0.01, 1)).toBe(Number.POSITIVE_INFINITY);
  });
});
