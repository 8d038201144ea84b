// Who runs what: task ids, their partition over executors, and executors over slots, as Nimbus lays them out.
import { type Packing, parallelismOf } from '../model/index.js';
import { own } from '../util/index.js';
import { changedResources, changedSettings, needsOf, type Resources } from './resources.js';
import type { Scenario, ScenarioNode, ScenarioStream, Settings } from './scenario-schema.js';

export const ackerName = '__acker';

export interface PlannedComponent {
  readonly name: string;
  readonly kind: 'spout' | 'bolt' | 'system';
  readonly firstTask: number;
  readonly tasks: number;
  readonly executors: number;
  readonly cpuMicros: number;
  readonly waitMicros: number;
}

export interface PlannedExecutor {
  /** As Storm prints it: "[5-6]". */
  readonly id: string;
  readonly component: string;
  readonly firstTask: number;
  readonly lastTask: number;
  /** Heron, after an update: where the packing plan has it, and its task there. */
  readonly packed?: { readonly container: number; readonly task: number };
}

export interface Assignment {
  readonly node: string;
  readonly port: number;
  readonly executors: readonly PlannedExecutor[];
  /** -Xmx of its worker: what its executors ask for together, under every scheduler. */
  readonly heapMiB: number;
}

/** What the supervisors fetch as files: a new assignment does not make them look for it. */
export interface Blobs {
  readonly settings: Settings;
  readonly resources: Resources;
}

export interface Plan extends Blobs {
  readonly components: readonly PlannedComponent[];
  readonly streams: readonly ScenarioStream[];
  readonly executors: readonly PlannedExecutor[];
  readonly workers: number;
  /** Heron, after an update: what is where; else executors are dealt over the slots. */
  readonly packing?: Packing;
}

/** What a rebalance may ask for; absent = as it is. */
export interface PlanChange {
  readonly executors?: Readonly<Record<string, number>>;
  /** 0 too leaves them as they are. */
  readonly workers?: number;
  readonly settings?: Settings;
  readonly resources?: Resources;
}

/** The acker's CPU per message; measured on a running cluster: 0.002 ms. */
const ackerCpuMicros = 2;

/**
 * The plan of a fresh submission. Task ids go over the components in the order of their names, system ones included,
 * from 1 (StormCommon.stormTaskInfo); `__acker` gets topology.acker.executors tasks, or one for each worker.
 */
export function submittedPlan({ topology }: Scenario): Plan {
  const configured = topology.settings['topology.acker.executors'] ?? topology.workers;
  const parts = Object.entries(topology.components).map(([name, { tasks, memoryMiB: _, ...rest }]) => ({
    name,
    ...rest,
    tasks: tasks ?? rest.executors,
  }));
  const acker = { name: ackerName, kind: 'system' as const, cpuMicros: ackerCpuMicros, waitMicros: 0 };
  const all = configured > 0 ? [...parts, { ...acker, executors: configured, tasks: configured }] : parts;
  let nextTask = 1;
  const components = all
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((part) => {
      const firstTask = nextTask;
      nextTask += part.tasks;
      return { ...part, firstTask };
    });
  return withExecutors({
    components,
    streams: topology.streams,
    workers: topology.workers,
    settings: topology.settings,
    resources: ownResources(topology.components),
  });
}

function ownResources(components: Scenario['topology']['components']): Resources {
  return Object.fromEntries(
    Object.entries(components).flatMap(([name, { memoryMiB }]) =>
      memoryMiB === undefined ? [] : [[name, { 'onheap.memory.mb': memoryMiB }]],
    ),
  );
}

/** The plan after a rebalance: executors beyond the tasks are dropped without a word, as Nimbus does. */
export function changedPlan(plan: Plan, change: PlanChange): Plan {
  return withExecutors({
    ...plan,
    components: plan.components.map((component) => ({
      ...component,
      executors: Math.min(component.tasks, own(change.executors, component.name) ?? component.executors),
    })),
    workers: change.workers || plan.workers,
    settings: changedSettings(plan.settings, change.settings ?? {}),
    resources: changedResources(plan.resources, change.resources ?? {}),
  });
}

/** As Heron runs it: each instance is a task, so that an update may ask for any number of them. */
export function instancesPlan(plan: Plan, instances: Readonly<Record<string, number>> = {}): Plan {
  let nextTask = 1;
  const components = plan.components.map((component) => {
    const wanted = own(instances, component.name) ?? component.executors;
    const firstTask = nextTask;
    nextTask += wanted;
    return { ...component, firstTask, executors: wanted, tasks: wanted };
  });
  return withExecutors({ ...plan, components });
}

/** As an update of Heron leaves it: the instances of a packing plan, and a stream manager that acknowledges for each container. */
export function packedPlan(plan: Plan, packing: Packing): Plan {
  const sized = instancesPlan(plan, { ...parallelismOf(packing), [ackerName]: packing.length });
  const places = packing
    .flatMap(({ id, instances }) =>
      instances.map(({ component, task }) => ({ component, container: id, task })),
    )
    .sort((a, b) => a.task - b.task);
  const executors = sized.executors.map((executor): PlannedExecutor => {
    const first = sized.components.find(({ name }) => name === executor.component)?.firstTask ?? 1;
    const own = places.filter(({ component }) => component === executor.component);
    const place = own[executor.firstTask - first];
    return place === undefined
      ? executor
      : { ...executor, packed: { container: place.container, task: place.task } };
  });
  return { ...sized, executors, workers: packing.length, packing };
}

/** Whether a component has no instance in the packing plan. Heron takes that, and nothing works from then on. */
export function lacksInstances({ components, packing }: Plan): boolean {
  if (packing === undefined) return false;
  const packed = new Set(packing.flatMap(({ instances }) => instances.map(({ component }) => component)));
  return components.some(({ kind, name }) => kind !== 'system' && !packed.has(name));
}

/** A container stays on its node and port for as long as there is one of its number; a scheduler of Heron has room for any number. */
function assignPacked(plan: Plan, packing: Packing, nodes: readonly ScenarioNode[]): Assignment[] {
  const ackers = plan.executors.filter(({ component }) => component === ackerName);
  return packing.map(({ id }, i) => {
    const own = plan.executors.filter(({ packed }) => packed?.container === id);
    const acker = ackers[i];
    const executors = acker === undefined ? own : [...own, acker];
    const node = nodes[(id - 1) % nodes.length]?.name ?? '';
    const port = slotPort(Math.floor((id - 1) / nodes.length));
    return { node, port, executors, heapMiB: heapOf(plan, executors) };
  });
}

function withExecutors(plan: Omit<Plan, 'executors'>): Plan {
  return { ...plan, executors: plan.components.flatMap(partition) };
}

/** Utils.partitionFixed: chunks as equal as can be, the longer ones first. */
function partition({ name, firstTask, tasks, executors }: PlannedComponent): PlannedExecutor[] {
  const short = Math.floor(tasks / executors);
  const longer = tasks % executors;
  let next = firstTask;
  return Array.from({ length: executors }, (_, i) => {
    const first = next;
    next += i < longer ? short + 1 : short;
    return { id: `[${first}-${next - 1}]`, component: name, firstTask: first, lastTask: next - 1 };
  });
}

/**
 * Executors dealt in the order of their tasks over the lowest free slots, nodes in turn (EvenScheduler). Fewer slots
 * than workers asked for: as many as there are, without an error.
 */
export function assign(plan: Plan, nodes: readonly ScenarioNode[]): Assignment[] {
  if (plan.packing !== undefined) return assignPacked(plan, plan.packing, nodes);
  const longest = Math.max(...nodes.map(({ slots }) => slots));
  const slots = Array.from({ length: longest }, (_, row) =>
    nodes.filter((node) => row < node.slots).map((node) => ({ node: node.name, port: slotPort(row) })),
  ).flat();
  const used = slots.slice(0, Math.min(plan.workers, plan.executors.length));
  return used.map((slot, i) => {
    const executors = plan.executors.filter((_, position) => position % used.length === i);
    return { ...slot, executors, heapMiB: heapOf(plan, executors) };
  });
}

function heapOf({ resources, settings }: Plan, executors: readonly PlannedExecutor[]): number {
  return executors.reduce((sum, { component }) => sum + needsOf(component, resources, settings).onHeapMiB, 0);
}

/** The same workers on the highest slots of their nodes, as when others held the lower ones. */
export function onHighestSlots(
  assignment: readonly Assignment[],
  nodes: readonly ScenarioNode[],
): Assignment[] {
  return assignment.map((one) => {
    const own = assignment.filter(({ node }) => node === one.node);
    const slots = nodes.find(({ name }) => name === one.node)?.slots ?? own.length;
    return { ...one, port: slotPort(slots - own.length + own.indexOf(one)) };
  });
}

/** supervisor.slots.ports: 6700 and on. */
export function slotPort(row: number): number {
  return 6700 + row;
}
