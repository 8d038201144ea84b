// What a scenario file may say (trimtab/scenario/v1).
import { z } from 'zod';
import { eventSchema, objectiveSchema } from './event-schema.js';
import { loadSchema, type TraceRow } from './workload/index.js';

const count = z.int().min(1);
const micros = z.number().min(0);

const component = z
  .strictObject({
    kind: z.enum(['spout', 'bolt']),
    executors: count,
    tasks: count.optional(),
    cpuMicros: micros.default(0),
    waitMicros: micros.default(0),
    /** Heap that one executor asks for, MiB; Storm's default where it is absent. */
    memoryMiB: z.number().gt(0).optional(),
  })
  .refine(({ executors, tasks }) => tasks === undefined || executors <= tasks, {
    path: ['executors'],
    message: 'expected at most as many executors as tasks (Storm never runs more)',
  });

const stream = z
  .strictObject({
    from: z.string(),
    to: z.string(),
    stream: z.string().min(1).default('default'),
    grouping: z.enum(['shuffle', 'local_or_shuffle', 'none', 'fields', 'global', 'all']),
    tuplesPerInput: z.number().min(0).default(1),
    /** Share of the tuples that the hottest key has. */
    hotShare: z.number().min(0).max(1).default(0),
  })
  .refine(({ grouping, hotShare }) => hotShare === 0 || grouping === 'fields', {
    path: ['hotShare'],
    message: 'no keys there; expected grouping fields',
  });

const settingValue = z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.unknown())]);
const nullable = (schema: z.ZodType<number>): z.ZodOptional<z.ZodNullable<z.ZodType<number>>> =>
  schema.nullable().optional();

const topologySettings = z
  .looseObject({
    'topology.max.spout.pending': nullable(count),
    'topology.acker.executors': nullable(z.int().min(0)),
    'topology.message.timeout.secs': count.optional(),
    'topology.stats.sample.rate': z.number().gt(0).max(1).optional(),
    'executor.metrics.frequency.secs': z
      .undefined({ error: 'Storm reads it on the supervisors only; expected under cluster.settings' })
      .optional(),
  })
  .catchall(settingValue);

const clusterSettings = z
  .looseObject({
    'executor.metrics.frequency.secs': z.int().min(1).optional(),
    'supervisor.localizer.update.blob.interval.secs': z.int().min(1).optional(),
  })
  .catchall(settingValue);

const node = z.strictObject({
  name: z.string().min(1),
  cores: z.number().gt(0),
  slots: count,
  speed: z.number().gt(0).default(1),
});

export const scenarioSchema = z.strictObject({
  schema: z.literal('trimtab/scenario/v1'),
  name: z.string().regex(/^[^/.:\\\s]+$/, 'expected a topology name without / . : \\ or spaces'),
  engine: z.enum(['storm', 'heron'], { error: 'no such engine; expected storm or heron' }),
  seed: z.int().default(1),
  minutes: z.number().gt(0).optional(),
  cluster: z.strictObject({
    timings: z.enum(['storm-2.8']).default('storm-2.8'),
    nodes: z.array(node).min(1),
    sigma: z.number().min(0).max(1).default(0),
    kappa: z.number().min(0).max(1).default(0),
    /** One hop within a worker, and what crossing to another adds: a flush and the network. */
    localHopMicros: micros.default(50),
    remoteHopMicros: micros.default(500),
    /** CPU that a tuple costs beyond that when it crosses. */
    serialisationMicros: micros.default(0),
    /** Mild disturbances, as coefficients of variation from second to second. */
    noise: z
      .strictObject({ load: z.number().min(0).default(0.03), service: z.number().min(0).default(0.04) })
      .default({ load: 0.03, service: 0.04 }),
    settings: clusterSettings.default({}),
  }),
  topology: z.strictObject({
    components: z.record(
      z.string().regex(/^(?!__).+/, "names that start with __ are Storm's own"),
      component,
    ),
    streams: z.array(stream),
    workers: count.default(1),
    settings: topologySettings.default({}),
  }),
  load: z.record(z.string(), loadSchema),
  events: z.array(eventSchema).default([]),
  /** For evaluations; the world itself has no objective. */
  objective: objectiveSchema.default('balanced'),
});

/** With the rows of its trace files, by the names that the loads give them. */
export interface Scenario extends z.output<typeof scenarioSchema> {
  readonly traces?: Readonly<Record<string, readonly TraceRow[]>>;
}
export type ScenarioComponent = Scenario['topology']['components'][string];
export type ScenarioStream = Scenario['topology']['streams'][number];
export type ScenarioNode = Scenario['cluster']['nodes'][number];
export type Settings = Readonly<Record<string, unknown>>;
