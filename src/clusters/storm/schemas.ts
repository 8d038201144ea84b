// The shapes of Storm's UI answers, 1.2 and 2.x: only the fields that are read, and lenient about how numbers are written.
import { z } from 'zod';

/**
 * A double that may come as a string, with a comma under some locales; empty or "N/A" is null. So is a mean that is no time: of nothing it may
 * be NaN, and negative after a clock was set back, by which workers measure (currentTimeMillis).
 */
export const decimal = z.union([z.number(), z.string(), z.null()]).transform((value, context) => {
  if (value === null || value === '' || value === 'N/A') return null;
  if (typeof value === 'string' && /^[-+]?(NaN|Infinity)$/.test(value.trim())) return null;
  const number = typeof value === 'number' ? value : Number(value.trim().replace(',', '.'));
  if (Number.isFinite(number)) return number < 0 ? null : number;
  context.addIssue({ code: 'custom', message: `expected a number, found ${JSON.stringify(value)}` });
  return z.NEVER;
});

const count = z
  .number()
  .min(0)
  .max(Number.MAX_SAFE_INTEGER)
  .nullable()
  .transform((value) => value ?? 0);

/** Percent of a core or MiB, for the resource-aware scheduler; read nowhere else, so that a strange one is unknown, not a failure. */
const resource = z.number().min(0).nullish().catch(null);

/** Of each executor. */
const asked = { requestedCpu: resource, requestedMemOnHeap: resource, requestedMemOffHeap: resource };

export const clusterSummarySchema = z.object({
  stormVersion: z.string(),
  supervisors: z.number(),
  slotsTotal: z.number(),
  slotsFree: z.number(),
});

export const portSchema = z.int().min(1).max(65_535);

export const nimbusSummarySchema = z.object({
  nimbuses: z.array(
    z
      .object({
        host: z.string(),
        port: z.union([z.number(), z.string()]),
        status: z.string(),
        version: z.string().nullish(),
      })
      // Nobody calls the others.
      .refine(({ status, port }) => status !== 'Leader' || portSchema.safeParse(Number(port)).success, {
        path: ['port'],
        message: 'expected the number of a port',
      }),
  ),
});

export const configurationSchema = z.record(z.string(), z.unknown());

export const supervisorSummarySchema = z.object({
  supervisors: z.array(
    z.object({
      id: z.string(),
      host: z.string(),
      slotsTotal: z.number(),
      slotsUsed: z.number(),
      uptimeSeconds: z.number().nullable(),
      version: z.string().nullish(),
      blacklisted: z.boolean().nullish(),
      totalCpu: resource,
      usedCpu: resource,
      totalMem: resource,
      usedMem: resource,
    }),
  ),
});

export const topologySummarySchema = z.object({
  topologies: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      status: z.string(),
      uptimeSeconds: z.number(),
      workersTotal: z.number(),
      executorsTotal: z.number(),
      tasksTotal: z.number(),
    }),
  ),
});

const componentRow = {
  executors: z.number(),
  tasks: z.number(),
  lastError: z.string().nullish(),
  errorLapsedSecs: z.number().nullish(),
  ...asked,
};

export const topologyPageSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  uptimeSeconds: z.number(),
  executorsTotal: z.number(),
  tasksTotal: z.number(),
  schedulerInfo: z.string().nullish().catch(null),
  spouts: z.array(z.object({ spoutId: z.string(), ...componentRow })),
  bolts: z.array(z.object({ boltId: z.string(), ...componentRow })),
  workers: z.array(
    z.object({
      host: z.string(),
      port: z.number(),
      uptimeSeconds: z.number().nullable(),
      executorsTotal: z.number(),
      assignedMemOnHeap: z.number().nullish(),
      componentNumTasks: z.record(z.string(), z.number()),
    }),
  ),
  configuration: z.record(z.string(), z.unknown()),
});

export const executorRowSchema = z.object({
  id: z.string(),
  host: z.string(),
  port: z.number(),
  uptimeSeconds: count,
  emitted: count,
  transferred: count,
  acked: count,
  failed: count,
  executed: count.optional(),
  executeLatency: decimal.optional(),
  processLatency: decimal.optional(),
  completeLatency: decimal.optional(),
  capacity: decimal.optional(),
});

export const componentPageSchema = z.object({
  id: z.string(),
  componentType: z.enum(['spout', 'bolt']),
  executors: z.number(),
  tasks: z.number(),
  ...asked,
  executorStats: z.array(executorRowSchema),
  outputStats: z.array(z.object({ stream: z.string(), emitted: count })),
  inputStats: z
    .array(z.object({ component: z.string(), stream: z.string(), executed: count }))
    .optional()
    .default([]),
});

export const visualizationSchema = z.record(
  z.string(),
  z.object({
    ':type': z.string(),
    ':inputs': z.array(
      z.object({ ':component': z.string(), ':stream': z.string(), ':grouping': z.string() }),
    ),
  }),
);

export type TopologyPage = z.output<typeof topologyPageSchema>;
export type ComponentPage = z.output<typeof componentPageSchema>;
export type ExecutorRow = z.output<typeof executorRowSchema>;
export type Visualization = z.output<typeof visualizationSchema>;
