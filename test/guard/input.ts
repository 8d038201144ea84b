// What the guards are asked about by default: split 2 → 4 of 16 tasks, on a measured topology of a Storm 2.x cluster.

import type { Considering } from '../../src/decision/index.js';
import {
  type ActingFacts,
  type Evidence,
  type GuardAnswer,
  type GuardInput,
  type Limits,
  outcomeRules,
  runGuards,
} from '../../src/guard/index.js';
import type { Outlook } from '../../src/outlook/index.js';
import { evidence, outlook } from '../builders.js';

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

/** A full window, and a fresh one. */
export const measured: Considering['measured'] = {
  notReady: null,
  windowSeconds: { wanted: 120, got: 120 },
  ageSeconds: 30,
  maxAgeSeconds: 180,
};

/** Nothing is against acting. */
export const clear: ActingFacts = {
  paused: null,
  leader: { host: 'master-1', here: true },
  coolDownSeconds: 600,
  secondsSinceChange: null,
  changes: { lastHour: 0, lastDay: 0 },
  budgets: { changesPerHour: 2, changesPerDay: 8 },
  backOff: null,
  blackout: null,
  underWay: null,
};

export function guardInput(changes: GuardInput['changes'], own: Partial<GuardInput> = {}): GuardInput {
  return {
    ...measured,
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

interface Asked {
  readonly changes?: Record<string, number>;
  readonly configuration?: Record<string, number>;
  readonly outlook?: Partial<Outlook>;
  readonly evidence?: Partial<Evidence>;
  readonly limits?: Limits;
}

/** What one of the rules says that weigh what a change would give. */
export function answerOf(guard: string, asked: Asked = {}): GuardAnswer | undefined {
  return runGuards(
    outcomeRules,
    guardInput(asked.changes ?? { 'executors.split': 4 }, {
      outlook: outlook(asked.outlook),
      evidence: evidence(asked.evidence),
      limits: asked.limits ?? limits(),
      ...(asked.configuration === undefined ? {} : { configuration: asked.configuration }),
    }),
  ).answers.find((answer) => answer.guard === guard);
}
