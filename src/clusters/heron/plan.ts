// What a topology of Heron consists of by the Tracker's plans: components, their instances, and whether all of these are placed.
import { inOrderOfFlow } from '../flow-order.js';
import type { StreamInput } from '../types.js';
import { type MetricNames, metricNames } from './metric-names.js';
import type { Info } from './schemas.js';

export interface PlannedInstance {
  /** container_CONTAINER_COMPONENT_TASK; a component's name may have underscores itself. */
  readonly id: string;
  readonly container: number;
  /** Where its stream manager listens; null while the physical plan does not have it. */
  readonly place: { readonly host: string; readonly port: number } | null;
}

export interface PlannedComponent {
  readonly name: string;
  readonly kind: 'spout' | 'bolt';
  readonly inputs: readonly StreamInput[];
  readonly streams: readonly string[];
  readonly instances: readonly PlannedInstance[];
  readonly metrics: MetricNames;
}

export interface HeronPlan {
  /** In the order of flow. */
  readonly components: readonly PlannedComponent[];
  readonly containers: readonly number[];
  /** Every instance of the packing plan is in the physical plan, and there is one. */
  readonly isComplete: boolean;
}

export function planOf({
  logical_plan: logical,
  packing_plan: packing,
  physical_plan: physical,
}: Info): HeronPlan {
  const packed = packing.container_plans
    .flatMap(({ id, instances }) => instances.map((instance) => ({ container: id, ...instance })))
    .sort((a, b) => a.task_id - b.task_id);
  const instances = (component: string): PlannedInstance[] =>
    packed
      .filter(({ component_name }) => component_name === component)
      .map(({ container, task_id }) => {
        const id = `container_${container}_${component}_${task_id}`;
        const manager = physical.stmgrs[physical.instances[id]?.streamManager ?? ''];
        const place = manager === undefined ? null : { host: manager.host, port: manager.port };
        return { id, container, place };
      });
  const rows = [
    ...Object.entries(logical.spouts).map(([name, { outputs }]) => ({
      name,
      kind: 'spout' as const,
      inputs: [],
      outputs,
    })),
    ...Object.entries(logical.bolts).map(([name, { inputs, outputs }]) => ({
      name,
      kind: 'bolt' as const,
      inputs: inputs.map((input) => ({
        from: input.component_name,
        stream: input.stream_name,
        grouping: groupingOf(input.grouping),
      })),
      outputs,
    })),
  ];
  const components = inOrderOfFlow(rows).map(({ name, kind, inputs, outputs }): PlannedComponent => {
    const streams = outputs.map(({ stream_name }) => stream_name);
    const read = inputs.map(({ stream }) => stream);
    return {
      name,
      kind,
      inputs,
      streams,
      instances: instances(name),
      metrics: metricNames(kind, read, streams),
    };
  });
  const placed = components.flatMap((component) => component.instances).filter(({ place }) => place !== null);
  return {
    components,
    containers: packing.container_plans.map(({ id }) => id).sort((a, b) => a - b),
    isComplete:
      packed.length > 0 &&
      placed.length === packed.length &&
      Object.keys(physical.instances).length === packed.length,
  };
}

/** As the rest of Trimtab calls them; LOWEST sends everything to the instance with the lowest task id. */
function groupingOf(grouping: string): string {
  return grouping === 'LOWEST' ? 'global' : grouping.toLowerCase();
}
