// The shapes of Nimbus's answers once decoded: only the fields that are read, and JSON inside strings too.
import { z } from 'zod';
import { portSchema } from '../schemas.js';

function entries<K extends z.ZodType, V extends z.ZodType>(key: K, value: V) {
  return z.array(z.tuple([key, value])).transform((pairs) => new Map(pairs as [z.output<K>, z.output<V>][]));
}

/** It is called there: without a host that would be this machine. */
export const nimbusSummarySchema = z.object({
  host: z.string().min(1),
  port: portSchema,
  version: z.string(),
});

const amount = z.number().min(0);

export const clusterSummarySchema = z.object({
  supervisors: z.array(
    z.object({
      host: z.string(),
      num_workers: z.number(),
      num_used_workers: z.number(),
      // For the resource-aware scheduler alone: a strange one is unknown, not a failure.
      total_resources: entries(z.string(), amount).optional().catch(undefined),
      used_mem: amount.nullish().catch(null),
      used_cpu: amount.nullish().catch(null),
      blacklisted: z.boolean().optional(),
    }),
  ),
  topologies: z.array(
    z.object({ id: z.string(), name: z.string(), uptime_secs: z.number(), status: z.string() }),
  ),
});

const streamId = z.object({ componentId: z.string(), streamId: z.string() });

/** Counts and means may be anything a double can be: those that are no number are left out where they are summed. */
const figure = z.custom<number>((value) => typeof value === 'number', 'expected a number');

const byWindow = <K extends z.ZodType>(key: K) => entries(z.string(), entries(key, figure));

const statsSchema = z.object({
  emitted: byWindow(z.string()),
  transferred: byWindow(z.string()),
  specific: z.object({
    bolt: z
      .object({
        acked: byWindow(streamId),
        failed: byWindow(streamId),
        process_ms_avg: byWindow(streamId),
        executed: byWindow(streamId),
        execute_ms_avg: byWindow(streamId),
      })
      .optional(),
    spout: z
      .object({
        acked: byWindow(z.string()),
        failed: byWindow(z.string()),
        complete_ms_avg: byWindow(z.string()),
      })
      .optional(),
  }),
});

export const topologyInfoSchema = z.object({
  id: z.string(),
  name: z.string(),
  uptime_secs: z.number(),
  status: z.string(),
  executors: z.array(
    z.object({
      executor_info: z.object({ task_start: z.number(), task_end: z.number() }),
      component_id: z.string(),
      host: z.string(),
      port: z.number(),
      uptime_secs: z.number(),
      stats: statsSchema.optional(),
    }),
  ),
  errors: entries(z.string(), z.array(z.object({ error: z.string(), error_time_secs: z.number() }))),
  sched_status: z.string().optional(),
});

const groupings = [
  'fields',
  'shuffle',
  'all',
  'none',
  'direct',
  'custom_object',
  'custom_serialized',
  'local_or_shuffle',
] as const;

/** A union: the one field that is set names the grouping. */
const grouping = z
  .record(z.string(), z.unknown())
  .transform((union) => groupings.find((name) => name in union) ?? 'unknown');

/** Text that holds a JSON mapping. */
export const jsonMapping = z.string().transform((text, context): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Said below.
  }
  context.addIssue({ code: 'custom', message: 'expected a JSON mapping' });
  return z.NEVER;
});

const componentSchema = z.object({
  common: z.object({
    inputs: entries(streamId, grouping),
    parallelism_hint: z.number().optional(),
    json_conf: jsonMapping.optional(),
  }),
});

export const stormTopologySchema = z.object({
  spouts: entries(z.string(), componentSchema),
  bolts: entries(z.string(), componentSchema),
});

export type Supervisor = z.output<typeof clusterSummarySchema>['supervisors'][number];
export type TopologyInfo = z.output<typeof topologyInfoSchema>;
export type ExecutorSummary = TopologyInfo['executors'][number];
export type ExecutorStats = z.output<typeof statsSchema>;
export type StormTopology = z.output<typeof stormTopologySchema>;
export type Component = z.output<typeof componentSchema>;
