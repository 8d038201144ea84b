// What a scenario file may say (trimtab/scenario/v1), and which parts of it are simulated so far.
import { z } from 'zod';

const simulatedLoads = ['constant', 'daily'] as const;
const notYet = (what: string, can: string): string => `${what} is not simulated yet; expected ${can}`;

const count = z.int().min(1);
const micros = z.number().min(0);

const component = z
  .strictObject({
    kind: z.enum(['spout', 'bolt']),
    executors: count,
    tasks: count.optional(),
    cpuMicros: micros.default(0),
    waitMicros: micros.default(0),
  })
  .refine(({ executors, tasks }) => tasks === undefined || executors <= tasks, {
    path: ['executors'],
    message: 'expected at most as many executors as tasks (Storm never runs more)',
  });

const stream = z.strictObject({
  from: z.string(),
  to: z.string(),
  stream: z.string().min(1).default('default'),
  grouping: z.enum(['shuffle', 'local_or_shuffle', 'none', 'fields', 'global', 'all']),
  tuplesPerInput: z.number().min(0).default(1),
});

const constantLoad = z.strictObject({ kind: z.literal('constant'), meanPerSecond: z.number().min(0) });
const dailyLoad = z.strictObject({
  kind: z.literal('daily'),
  meanPerSecond: z.number().min(0),
  /** Share of the mean by which peak and trough differ from it. */
  amplitude: z.number().min(0).max(1),
  /** For some minutes the load is so many times as high. */
  burst: z
    .strictObject({ atMinute: z.number().min(0), minutes: z.number().gt(0), factor: z.number().min(0) })
    .optional(),
});

const load = z.discriminatedUnion('kind', [constantLoad, dailyLoad], {
  error: (issue) => {
    const kind = (issue.input as { kind?: unknown } | undefined)?.kind;
    const named = kind === undefined ? 'without a name' : JSON.stringify(kind);
    return notYet(`load kind ${named}`, `one of ${simulatedLoads.join(', ')}`);
  },
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
  engine: z.enum(['storm'], { error: notYet('any other engine', 'storm') }),
  seed: z.int().default(1),
  minutes: z.number().gt(0).optional(),
  cluster: z.strictObject({
    timings: z.enum(['storm-2.8']).default('storm-2.8'),
    nodes: z.array(node).min(1),
    sigma: z.number().min(0).max(1).default(0),
    kappa: z.number().min(0).max(1).default(0),
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
  load: z.record(z.string(), load),
  events: z.array(z.unknown()).max(0, notYet('an event or fault', 'an empty list, or none')).default([]),
  /** For evaluations; the world itself has no objective. */
  objective: z.unknown().optional(),
});

export type Scenario = z.output<typeof scenarioSchema>;
export type ScenarioComponent = Scenario['topology']['components'][string];
export type ScenarioStream = Scenario['topology']['streams'][number];
export type ScenarioNode = Scenario['cluster']['nodes'][number];
export type Load = Scenario['load'][string];
export type Settings = Readonly<Record<string, unknown>>;
