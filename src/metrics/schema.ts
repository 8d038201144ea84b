// Checks an Evaluation that was read back from a file.
import { z } from 'zod';
import type { Evaluation } from './types.js';

const unknownNumber = z.number().nullable();
/** Evaluations of earlier releases do not have it. */
const laterNumber = unknownNumber.default(null);

const component = z.object({
  name: z.string(),
  kind: z.enum(['spout', 'bolt', 'system']),
  executors: z.number(),
  tasks: z.number(),
  inputs: z.array(z.object({ from: z.string(), stream: z.string(), grouping: z.string() })),
  inputPerSecond: unknownNumber,
  outputPerSecond: z.number(),
  executeLatencyMs: unknownNumber,
  processLatencyMs: unknownNumber,
  utilisation: unknownNumber,
  utilisationMean: unknownNumber,
  selectivity: unknownNumber,
  skew: unknownNumber,
  // Absent in what earlier versions kept.
  idleExecutors: unknownNumber.default(null),
  rateError: unknownNumber,
  queueFill: laterNumber,
  queueWaitMs: laterNumber,
  queueOverflow: laterNumber,
  queueDroppedPerSecond: laterNumber,
  completeLatencyMs: unknownNumber.optional(),
  ackedPerSecond: z.number().optional(),
  lastError: z.object({ text: z.string(), secondsAgo: unknownNumber }).nullable(),
  backpressureMsPerSecond: unknownNumber.optional(),
  process: z
    .object({
      cpuCores: unknownNumber,
      heapUsedMiB: unknownNumber,
      heapFill: unknownNumber,
      gcShare: unknownNumber,
    })
    .optional(),
});

export const evaluationSchema: z.ZodType<Evaluation> = z.object({
  at: z.number(),
  topology: z.object({
    id: z.string(),
    name: z.string(),
    status: z.enum(['active', 'inactive', 'rebalancing', 'killed', 'unknown']),
    uptimeSeconds: z.number(),
  }),
  window: z.object({ source: z.enum(['samples', 'engine']), seconds: z.number(), samples: z.number() }),
  components: z.array(component),
  acking: z.boolean(),
  throughputPerSecond: unknownNumber,
  failedPerSecond: z.number(),
  failedByBoltsPerSecond: z.number().optional(),
  completeLatencyMs: unknownNumber,
  queueingMs: unknownNumber,
  pendingLimit: unknownNumber,
  pendingUse: unknownNumber,
  workers: z.number(),
  elastic: z.boolean().optional(),
  sampleRate: z.number().positive().max(1).optional(),
  batches: z.object({ producer: z.number(), transfer: z.number() }).optional(),
  external: z
    .object({
      backlogTuples: unknownNumber,
      offeredPerSecond: unknownNumber,
      latencyMs: unknownNumber,
      latencyP95Ms: unknownNumber,
    })
    .optional(),
  backpressureShare: laterNumber,
  skippedMaxSpoutShare: laterNumber,
  skippedInactiveShare: laterNumber,
  backpressureOverflow: laterNumber,
  transferQueueFill: laterNumber,
  cpuCores: laterNumber,
  heapUsedMiB: laterNumber,
  heapFill: laterNumber,
  gcShare: laterNumber,
  bottleneck: z.string().nullable(),
});
