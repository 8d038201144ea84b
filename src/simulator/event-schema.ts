// What may happen in a scenario: changes of the content or the objective, and faults.
import { z } from 'zod';
import { fieldsAt, unknownField } from '../util/index.js';

const weights = z.strictObject({
  throughput: z.number().min(0).optional(),
  latency: z.number().min(0).optional(),
  cost: z.number().min(0).optional(),
  stability: z.number().min(0).optional(),
});

const presets = ['throughput', 'latency', 'cost', 'balanced'] as const;

const objectiveMapping = z.strictObject({
  preset: z.enum(presets).optional(),
  weights: weights.optional(),
  slo: z
    .strictObject({
      completeLatencyMs: z.number().gt(0).optional(),
      minThroughputPerSecond: z.number().gt(0).optional(),
    })
    .optional(),
  prices: z
    .strictObject({
      executorPerHour: z.number().min(0).optional(),
      workerPerHour: z.number().min(0).optional(),
    })
    .optional(),
});

/** As in the configuration; the world itself has no objective. */
export const objectiveSchema = z.union([z.enum(presets), objectiveMapping], {
  error: ({ input }) =>
    typeof input === 'object' && input !== null
      ? 'expected preset, weights, slo and prices as in the configuration'
      : `expected one of ${presets.join(', ')}, or a mapping`,
});

const atMinute = z.number().min(0);
const minutes = z.number().gt(0);
const node = z.string();

const settable = z.record(z.string(), z.unknown()).refine((set) => Object.keys(set).length > 0, {
  message: 'expected at least one field to set',
});
const setEvent = z.strictObject({ atMinute, set: settable });

const slowNode = z.strictObject({
  atMinute,
  fault: z.literal('slow-node'),
  node,
  /** Its speed is multiplied by it. */
  factor: z.number().gt(0),
  minutes,
});
const lostWorker = z.strictObject({ atMinute, fault: z.literal('lost-worker'), minutes });
const noisyNeighbour = z.strictObject({
  atMinute,
  fault: z.literal('noisy-neighbour'),
  node,
  /** Cores that are taken from the node. */
  cores: z.number().gt(0),
  minutes,
});

const faults = ['slow-node', 'lost-worker', 'noisy-neighbour'] as const;

const faultEvent = z.discriminatedUnion('fault', [slowNode, lostWorker, noisyNeighbour], {
  error: ({ input }) => {
    const fault = (input as { fault?: unknown } | null | undefined)?.fault;
    return fault === undefined
      ? 'expected set or fault'
      : `no fault ${JSON.stringify(fault)}; expected one of ${faults.join(', ')}`;
  },
});

type SetEvent = z.output<typeof setEvent>;
type FaultEvent = z.output<typeof faultEvent>;

/** Which of the two it is shows by its field, so that errors speak of the right one. */
export const eventSchema = z.unknown().transform((given, context): SetEvent | FaultEvent => {
  const isSet = typeof given === 'object' && given !== null && 'set' in given;
  const schema = isSet ? setEvent : faultEvent;
  const checked = schema.safeParse(given);
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues) {
    if (issue.code !== 'unrecognized_keys') {
      context.addIssue({ code: 'custom', path: issue.path, message: issue.message });
      continue;
    }
    const names = fieldsAt(schema, issue.path, given);
    for (const key of issue.keys) {
      context.addIssue({ code: 'custom', path: [...issue.path, key], message: unknownField(key, names) });
    }
  }
  return z.NEVER;
});

export type ScenarioEvent = z.output<typeof eventSchema>;
export type ScenarioObjective = z.output<typeof objectiveSchema>;
export type NodeFault = z.output<typeof slowNode> | z.output<typeof noisyNeighbour>;
