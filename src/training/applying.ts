// How an accepted change meets the environment: what is in force there, and the change as a plan takes it.
import type { Limits } from '../guard/index.js';
import {
  type Changes,
  type Configuration,
  componentOf,
  executorsKnob,
  mostTimesAsMany,
} from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Environment, PlanChange } from '../simulator/index.js';
import type { Packed } from '../twin/index.js';

/** What decisions are made from, and changes judged by. */
export const windowSeconds = 120;
/** Storm's own default. */
const usualTimeoutSeconds = 30;

/** Slots of the whole cluster. */
export function slotsOf({ scenario }: Environment): number {
  return scenario.cluster.nodes.reduce((sum, { slots }) => sum + slots, 0);
}

/** How long the spouts rest before a change: twice the complete latency, 1 to 30 s. */
export function waitSecondsOf({ completeLatencyMs }: Evaluation): number {
  return completeLatencyMs === null
    ? 30
    : Math.min(30, Math.max(1, Math.ceil((2 * completeLatencyMs) / 1000)));
}

/** What a proposal has to keep to, by what an agent sees: the whole cluster is the topology's own. */
export function limitsOf(environment: Environment, seen: Evaluation, packed: Packed | null = null): Limits {
  const timeout = environment.plan().settings['topology.message.timeout.secs'];
  const slotsFree = slotsOf(environment) - seen.workers;
  const nodes = environment.scenario.cluster.nodes.length;
  // Workers are spread over as many nodes as there are.
  const used = Math.min(nodes, seen.workers);
  const hosts = { used, free: nodes - used };
  const common = {
    messageTimeoutSeconds: typeof timeout === 'number' ? timeout : usualTimeoutSeconds,
    bounds: {},
  };
  if (packed === null) {
    const tasks = Object.fromEntries(seen.components.map((c) => [c.name, c.tasks]));
    return { ...common, generation: 'storm-2.x', tasks, slotsFree, hosts, exclude: [] };
  }
  const { submitted } = packed;
  const fixed = seen.components.filter(({ kind }) => kind !== 'bolt');
  return {
    ...common,
    generation: 'heron',
    elastic: true,
    instancesPerContainer: Math.ceil(submitted.instances / submitted.containers),
    tasks: Object.fromEntries(seen.components.map((c) => [c.name, mostTimesAsMany * c.executors])),
    slotsFree: Math.max(0, Math.min(slotsFree, seen.workers)),
    exclude: fixed.map(({ name }) => executorsKnob(name)),
  };
}

export function configurationOf(environment: Environment): Configuration {
  const plan = environment.plan();
  const pending = plan.settings['topology.max.spout.pending'];
  // Stream managers acknowledge on Heron: they are no instances.
  const isHeron = environment.scenario.engine === 'heron';
  const components = plan.components.filter(({ kind }) => !(isHeron && kind === 'system'));
  return {
    workers: plan.workers,
    'topology.max.spout.pending': typeof pending === 'number' ? pending : null,
    ...Object.fromEntries(components.map((c) => [`executors.${c.name}`, c.executors])),
  };
}

export function planChangeOf(changes: Changes): PlanChange {
  const executors: Record<string, number> = {};
  const settings: Record<string, number> = {};
  for (const [knob, value] of Object.entries(changes)) {
    const component = componentOf(knob);
    if (component !== undefined) executors[component] = value;
    else if (knob !== 'workers') settings[knob] = value;
  }
  return {
    ...(Object.keys(executors).length > 0 ? { executors } : {}),
    ...(changes['workers'] === undefined ? {} : { workers: changes['workers'] }),
    ...(Object.keys(settings).length > 0 ? { settings } : {}),
  };
}
