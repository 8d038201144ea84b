// What the guards are asked about by default: split 2 → 4 of 16 tasks, on a measured topology of a Storm 2.x cluster.

import type { GuardInput, Limits } from '../../src/guard/index.js';
import { evidence } from '../builders.js';

export function limits(own: Partial<Limits> = {}): Limits {
  return {
    generation: 'storm-2.x',
    tasks: { text: 8, split: 16, count: 4, __acker: 2 },
    slotsFree: 3,
    messageTimeoutSeconds: 30,
    bounds: {},
    exclude: [],
    ...own,
  };
}

export function guardInput(changes: GuardInput['changes'], own: Partial<GuardInput> = {}): GuardInput {
  return {
    notReady: null,
    windowSeconds: { wanted: 120, got: 120 },
    ageSeconds: 30,
    maxAgeSeconds: 180,
    configuration: {
      'executors.text': 1,
      'executors.split': 2,
      'executors.count': 2,
      'executors.__acker': 1,
      workers: 1,
      'topology.max.spout.pending': 1000,
    },
    changes,
    limits: limits(),
    acting: null,
    outlook: null,
    evidence: evidence(),
    ...own,
  };
}
