// The shapes of the Tracker's answers, both generations: only the fields that are read, under one name each.
import { z } from 'zod';

/** Numbers come as numbers or as text; "nan", "-nan" and null are not known. */
export const tracked = z.union([z.number(), z.string(), z.null()]).transform((value, context) => {
  if (value === null || (typeof value === 'string' && /^[-+]?nan$/i.test(value.trim()))) return null;
  const number = typeof value === 'number' ? value : value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isFinite(number)) return number;
  context.addIssue({ code: 'custom', message: `expected a number, found ${JSON.stringify(value)}` });
  return z.NEVER;
});

export const clustersSchema = z.array(z.string());

/** By cluster, role and environ. */
export const topologiesSchema = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), z.array(z.string()))),
);

export const executionStateSchema = z.object({
  cluster: z.string(),
  environ: z.string(),
  role: z
    .string()
    .nullish()
    .transform((role) => role ?? ''),
  jobname: z.string(),
  submission_time: z.coerce.number().int(),
  release_version: z.string().nullish(),
  /** Of the physical plan; the older generation does not count. */
  instances: z.number().optional(),
  has_physical_plan: z.boolean().optional(),
  has_packing_plan: z.boolean().optional(),
  status: z.string(),
});

/** By cluster, environ and name. */
export const statesSchema = z.record(
  z.string(),
  z.record(z.string(), z.record(z.string(), executionStateSchema)),
);

const componentConfig = z.record(z.string(), z.unknown()).nullish();
const outputs = z.array(z.object({ stream_name: z.string() })).default([]);
const inputs = z
  .array(z.object({ stream_name: z.string(), component_name: z.string(), grouping: z.string() }))
  .default([]);

/** Empty while a topology is updated. */
export const logicalPlanSchema = z.object({
  spouts: z.record(z.string(), z.object({ config: componentConfig, outputs })).default({}),
  bolts: z.record(z.string(), z.object({ config: componentConfig, outputs, inputs })).default({}),
});

/** Containers and their instances come in no order. */
export const packingPlanSchema = z.object({
  id: z.string().nullish(),
  container_plans: z
    .array(
      z.object({
        id: z.number(),
        instances: z.array(z.object({ component_name: z.string(), task_id: z.number() })),
      }),
    )
    .default([]),
});

/** `stmgrId` up to 0.20.4, `stmgr_id` later. */
const instanceSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    stmgr_id: z.string().optional(),
    stmgrId: z.string().optional(),
  })
  .transform(({ id, name, stmgr_id, stmgrId }, context) => {
    const streamManager = stmgr_id ?? stmgrId;
    if (streamManager !== undefined) return { id, name, streamManager };
    context.addIssue({ code: 'custom', message: 'expected stmgr_id or stmgrId' });
    return z.NEVER;
  });

/** Of each component; beside what was submitted, what was set since. One of another form says nothing, and the rest is read all the same. */
const componentConfigs = z
  .record(
    z.string(),
    z
      .object({ config: z.record(z.string(), z.unknown()) })
      .transform(({ config }) => config)
      .catch({}),
  )
  .catch({});

export const physicalPlanSchema = z.object({
  instances: z.record(z.string(), instanceSchema).default({}),
  stmgrs: z.record(z.string(), z.object({ id: z.string(), host: z.string(), port: z.number() })).default({}),
  config: z.record(z.string(), z.unknown()).default({}),
  components: componentConfigs,
});

/** Where the topology manager listens; it has no name for itself while it restarts. */
const managerSchema = z
  .object({
    id: z.string().nullish(),
    host: z.string().nullish(),
    controller_port: z.number().nullish(),
  })
  .nullish();

export const configSchema = z.record(z.string(), z.unknown());

export const infoSchema = z.object({
  name: z.string(),
  execution_state: executionStateSchema,
  logical_plan: logicalPlanSchema,
  packing_plan: packingPlanSchema,
  physical_plan: physicalPlanSchema,
  tmanager_location: managerSchema,
});

/** By metric and instance. `interval` is the topology manager's own time, in seconds, when all time was asked for. */
export const metricsSchema = z.object({
  interval: z.number(),
  metrics: z.record(z.string(), z.record(z.string(), tracked)),
});

/** By metric, instance and the second in which a bucket begins, newest first. */
export const timelineSchema = z.object({
  component: z.string(),
  timeline: z.record(z.string(), z.record(z.string(), z.record(z.string(), tracked))),
});

/** Sums and the like have no instance: null, or none up to 0.20.4. */
export const querySchema = z.object({
  timeline: z.array(z.object({ instance: z.string().nullish(), data: z.record(z.string(), tracked) })),
});

const exceptionSchema = z
  .object({
    instance_id: z.string(),
    stacktrace: z.string().optional(),
    stack_trace: z.string().optional(),
    lasttime: z.string().nullish(),
  })
  .transform((e) => ({
    instance: e.instance_id,
    text: e.stacktrace ?? e.stack_trace ?? '',
    lastTime: e.lasttime ?? null,
  }));

/** Up to 0.20.4 an unknown component is a message in place of the list, and without a topology manager there is none. */
export const exceptionsSchema = z.union([
  z.array(exceptionSchema),
  z.null().transform(() => []),
  z.object({ message: z.literal('Unknown component') }).transform(() => []),
]);

export type ExecutionState = z.output<typeof executionStateSchema>;
export type Info = z.output<typeof infoSchema>;
export type PhysicalPlan = z.output<typeof physicalPlanSchema>;
export type LogicalPlan = z.output<typeof logicalPlanSchema>;
export type Timeline = z.output<typeof timelineSchema>['timeline'];
export type QuerySeries = z.output<typeof querySchema>['timeline'];
export type TrackedException = z.output<typeof exceptionSchema>;
