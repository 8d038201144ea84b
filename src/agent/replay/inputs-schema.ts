// Checks the inputs of a decision that were read back from a file. What a later release adds is kept.
import { z } from 'zod';
import type { Considering } from '../../decision/index.js';
import type { ActingFacts, Evidence, Limits, MeasuringInput } from '../../guard/index.js';
import { type RecordedObjective, recordedObjectiveSchema, referenceSchema } from '../recorded-objective.js';

const unknownNumber = z.number().nullable();
const directions = z.record(z.string(), z.enum(['up', 'down']));
const former = z.looseObject({ directions, secondsAgo: z.number() });

const demand: z.ZodType<Considering['demand']> = z.union([
  z.object({ known: z.literal(true), perSecond: z.number() }),
  z.object({ known: z.literal(false), atLeastPerSecond: z.number(), because: z.string() }),
]);

const asked = z.looseObject({ cpuPercent: z.number(), onHeapMiB: z.number(), offHeapMiB: z.number() });

const room: z.ZodType<NonNullable<Limits['room']>> = z.looseObject({
  nodes: z.array(z.looseObject({ cpuPercent: z.number(), memoryMiB: z.number(), slots: z.number() })),
  closed: z.string().exactOptional(),
  asked: z.record(z.string(), asked),
  others: z.looseObject({ executors: z.number(), asked }).nullable(),
  workerHeapMiB: z.number(),
  search: z.enum(['backtracking', 'greedy']),
});

const limits: z.ZodType<Limits> = z.looseObject({
  generation: z.enum(['storm-1.2', 'storm-2.x', 'heron']),
  elastic: z.boolean().exactOptional(),
  instancesPerContainer: z.number().exactOptional(),
  tasks: z.record(z.string(), z.number()),
  slotsFree: z.number(),
  hosts: z.object({ used: z.number(), free: z.number() }).exactOptional(),
  room: room.exactOptional(),
  messageTimeoutSeconds: z.number(),
  bounds: z.record(
    z.string(),
    z.object({ min: z.number().exactOptional(), max: z.number().exactOptional() }),
  ),
  exclude: z.array(z.string()),
  excludedByOperator: z.array(z.string()).exactOptional(),
});

const evidence: z.ZodType<Evidence> = z.looseObject({
  horizonSeconds: z.number(),
  utilityNoise: z.number(),
  watchedSeconds: z.number(),
  most: z.looseObject({ perSecond: z.number(), withinSeconds: z.number() }),
  lastChange: former.nullable(),
  failed: z.array(former),
  declined: z
    .array(
      z.looseObject({
        directions,
        how: z.enum(['rejected', 'snoozed']),
        by: z.string(),
        secondsLeft: z.number(),
      }),
    )
    .exactOptional(),
  peak: z.string().nullable(),
  hysteresis: z.looseObject({
    minGain: z.number(),
    minGainDown: z.number(),
    downAfterSeconds: z.number(),
    reversalSeconds: z.number(),
  }),
});

const acting: z.ZodType<ActingFacts> = z.looseObject({
  paused: z.string().nullable(),
  leader: z.object({ host: z.string().nullable(), here: z.boolean() }),
  coolDownSeconds: z.number(),
  secondsSinceChange: unknownNumber,
  changes: z.object({ lastHour: z.number(), lastDay: z.number() }),
  budgets: z.object({ changesPerHour: z.number(), changesPerDay: z.number() }),
  backOff: z.object({ secondsLeft: z.number(), because: z.string() }).nullable(),
  blackout: z.string().nullable(),
  underWay: z.string().nullable(),
});

/** What the rules about measuring were asked. A decision is only ever made on a window. */
export const measuredSchema: z.ZodType<MeasuringInput> = z.looseObject({
  notReady: z.null(),
  windowSeconds: z.object({ wanted: z.number(), got: z.number() }),
  ageSeconds: unknownNumber,
  maxAgeSeconds: z.number(),
});

const packed: z.ZodType<NonNullable<Considering['packed']>> = z.looseObject({
  containers: z.array(
    z.object({
      id: z.number(),
      instances: z.array(z.object({ component: z.string(), task: z.number(), index: z.number() })),
    }),
  ),
  submitted: z.object({ instances: z.number(), containers: z.number() }),
  repacking: z.enum(['keeping', 'round-robin']),
  deactivateSeconds: z.number(),
});

/** All that `consider` takes but the windows, which are kept once for all decisions, and who decides. */
export interface PlainInputs
  extends Omit<
    Considering,
    'evaluation' | 'history' | 'earlier' | 'measured' | 'policy' | 'fallback' | 'objective'
  > {
  readonly objective: RecordedObjective;
}

export const inputsSchema: z.ZodType<PlainInputs> = z.looseObject({
  engine: z.enum(['storm-1.2', 'storm-2.x', 'heron']),
  configuration: z.record(z.string(), unknownNumber),
  demand,
  objective: recordedObjectiveSchema,
  reference: referenceSchema,
  limits,
  waitSeconds: z.number(),
  experience: z.looseObject({ factor: z.number(), seen: z.number() }).exactOptional(),
  packed: packed.exactOptional(),
  evidence,
  acting: acting.nullable(),
  unfamiliar: z.looseObject({ distance: z.number(), text: z.string() }).nullable().exactOptional(),
  guards: z.enum(['full', 'safety']),
});
