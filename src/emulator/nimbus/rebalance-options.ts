// What a rebalance asks for, out of its Thrift struct.
import { z } from 'zod';
import type { PlanChange } from '../../simulator/index.js';

const byName = <V extends z.ZodType>(value: V) =>
  z
    .array(z.tuple([z.string(), value]))
    .transform((entries) => Object.fromEntries(entries) as Record<string, z.output<V>>);

/** Nimbus takes these out of the overrides without a word. */
const dropped = [
  'storm.local.hostname',
  'storm.zookeeper.superACL',
  'storm.zookeeper.topology.auth.payload',
  'storm.zookeeper.topology.auth.scheme',
  'topology.submitter.principal',
  'topology.submitter.user',
];

const overrides = z.string().transform((text, context) => {
  try {
    const parsed = z.record(z.string(), z.unknown()).safeParse(JSON.parse(text));
    if (parsed.success)
      return Object.fromEntries(Object.entries(parsed.data).filter(([key]) => !dropped.includes(key)));
  } catch {
    // Said below.
  }
  context.addIssue({ code: 'custom', message: 'expected a JSON mapping' });
  return z.NEVER;
});

/** Nimbus fails on anything else, and keeps the reason to its log. */
export const rebalanceOptionsSchema = z.object({
  wait_secs: z.int().optional(),
  num_workers: z.int().optional(),
  num_executors: byName(z.int()).optional(),
  topology_resources_overrides: byName(byName(z.number())).optional(),
  topology_conf_overrides: overrides.optional(),
});

export function changeOf(options: z.output<typeof rebalanceOptionsSchema>): PlanChange {
  const {
    num_workers: workers,
    num_executors: executors,
    topology_resources_overrides: resources,
    topology_conf_overrides: settings,
  } = options;
  return {
    ...(workers === undefined ? {} : { workers }),
    ...(executors === undefined ? {} : { executors }),
    ...(resources === undefined ? {} : { resources }),
    ...(settings === undefined ? {} : { settings }),
  };
}
