// A change that promised to nearly double a held-back throughput, and how a window after it is judged.
import type { Intent } from '../../src/agent/act/under-way.js';
import { type Measured, type Outcome, outcomeOf } from '../../src/decision/index.js';

export const before: Measured = {
  throughputPerSecond: 1000,
  completeLatencyMs: 800,
  utility: 0,
  pendingUse: 1,
  pendingLimit: 100,
  broken: [],
  isHeldBack: true,
};

export const intent: Intent = {
  step: 1,
  of: 1,
  objective: null,
  revertOf: null,
  askedBy: null,
  changes: { 'executors.split': { from: 2, to: 4 } },
  before,
  predicted: {
    throughputPerSecond: { mean: 1900, low: 1700, high: 2100 },
    completeLatencyMs: { mean: 400, low: 300, high: 500 },
    utility: 0.3,
  },
};

export const judged = (after: Partial<Measured>, own: Partial<Intent> = {}): Outcome =>
  outcomeOf({ ...intent, ...own }, { ...before, utility: 0.2, ...after });
