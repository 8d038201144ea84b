// A running plan as a queueing network: how often each component is visited, and by which share of its executors.
import type { ClosedNetwork, Station } from '../model/index.js';
import type { Random } from '../util/index.js';
import { ackerName, type Plan, type PlannedComponent, type PlannedExecutor } from './plan.js';
import type { Scenario, ScenarioStream } from './scenario-schema.js';

export interface FlowInput {
  readonly from: string;
  readonly stream: string;
  /** Tuples arriving for each tuple of the spouts. */
  readonly visits: number;
}

export interface FlowOutput {
  readonly stream: string;
  readonly perInput: number;
  /** Tuples sent for each one emitted: one for each subscriber, or for each of its tasks. */
  readonly copies: number;
}

/** What one component does for each tuple of the spouts, all together. */
export interface ComponentFlow {
  readonly component: PlannedComponent;
  readonly visits: number;
  readonly inputs: readonly FlowInput[];
  readonly outputs: readonly FlowOutput[];
  /** Each executor's share of the work, by id; they sum to 1. */
  readonly shares: ReadonlyMap<string, number>;
}

/** Key groups differ in size: coefficient of variation of the load of one task under fields grouping. */
const keySkew = 0.1;

/**
 * @param offers each spout's share of the load
 * @param random the topology's own; key groups are the same for every plan of one world
 */
export function componentFlows(
  plan: Plan,
  offers: ReadonlyMap<string, number>,
  random: Random,
): ComponentFlow[] {
  const acked = plan.components.some(({ name }) => name === ackerName);
  const done = new Map<string, ComponentFlow>();
  const visit = (component: PlannedComponent): ComponentFlow => {
    const known = done.get(component.name);
    if (known !== undefined) return known;
    const arriving = plan.streams
      .filter(({ to }) => to === component.name)
      .map((stream) => ({
        stream,
        visits: arrivals(plan, stream, visit(componentNamed(plan, stream.from))),
      }));
    const visits =
      component.kind === 'spout'
        ? (offers.get(component.name) ?? 0)
        : arriving.reduce((sum, input) => sum + input.visits, 0);
    const flow: ComponentFlow = {
      component,
      visits,
      inputs: arriving.map((input) => ({
        from: input.stream.from,
        stream: input.stream.stream,
        visits: input.visits,
      })),
      outputs: [...outputsOf(plan, component), ...(acked ? [ackOutput(component)] : [])],
      shares: executorShares(plan, component, arriving, random),
    };
    done.set(component.name, flow);
    return flow;
  };
  const flows = plan.components.filter(({ kind }) => kind !== 'system').map(visit);
  const acker = plan.components.find(({ name }) => name === ackerName);
  return acker === undefined ? flows : [...flows, ackerFlow(plan, acker, flows)];
}

/** The network for closedNetworkBound; `offeredPerSecond` and noise on the service times are the caller's. */
export function closedNetwork(
  plan: Plan,
  flows: readonly ComponentFlow[],
  serviceSeconds: ReadonlyMap<string, number>,
  cores: number,
  workers: number,
  cluster: Scenario['cluster'],
): Omit<ClosedNetwork, 'offeredPerSecond'> {
  const service = (name: string): number => serviceSeconds.get(name) ?? 0;
  const stations: Station[] = flows.map(({ component, visits, shares }) => ({
    name: component.name,
    executors: 1 / Math.max(...shares.values()),
    serviceSeconds: service(component.name),
    visits,
  }));
  // Threads that compute share the machine's cores; threads that wait do not hold one.
  const crossing = 1 - 1 / workers;
  const cpuSeconds = flows.reduce((sum, { component, visits }) => {
    const received = component.kind === 'spout' ? 0 : crossing * cluster.serialisationMicros;
    return sum + (visits * (component.cpuMicros + received)) / 1e6;
  }, 0);
  stations.push({ name: '(cores)', executors: cores, serviceSeconds: cpuSeconds, visits: 1 });
  const perTask = plan.settings['topology.max.spout.pending'];
  const acked = plan.components.some(({ name }) => name === ackerName);
  const spoutTasks = plan.components.reduce(
    (sum, { kind, tasks }) => sum + (kind === 'spout' ? tasks : 0),
    0,
  );
  // Without ackers the spouts never learn of completions, so nothing is pending; 0 is as good as unset.
  const pending = acked && typeof perTask === 'number' && perTask > 0 ? perTask * spoutTasks : null;
  const { localHopMicros, remoteHopMicros, serialisationMicros } = cluster;
  const hopSeconds = (localHopMicros + crossing * (remoteHopMicros + serialisationMicros)) / 1e6;
  return { stations, pending, baseResponseSeconds: longestPathSeconds(flows, service, hopSeconds) };
}

/** R0: the longest way from a spout to the last ack; where a tree fans out, its tuples queue behind each other. */
function longestPathSeconds(
  flows: readonly ComponentFlow[],
  service: (name: string) => number,
  hopSeconds: number,
): number {
  const end = new Map<string, number>();
  const endOf = (flow: ComponentFlow): number => {
    const { name, kind, executors } = flow.component;
    const known = end.get(name);
    if (known !== undefined) return known;
    const before = flows.filter((other) => flow.inputs.some(({ from }) => from === other.component.name));
    const arrived = Math.max(0, ...before.map((other) => endOf(other) + hopSeconds));
    // The complete latency starts at the acker's first sight of the tree: the spout's own time is not in it.
    const seconds = kind === 'spout' ? 0 : arrived + service(name) * Math.max(1, flow.visits / executors);
    end.set(name, seconds);
    return seconds;
  };
  const bolts = flows.filter(({ component }) => component.kind !== 'system');
  return Math.max(...bolts.map(endOf)) + hopSeconds;
}

function arrivals(plan: Plan, stream: ScenarioStream, from: ComponentFlow): number {
  return from.visits * stream.tuplesPerInput * copiesOf(plan, stream);
}

function copiesOf(plan: Plan, { grouping, to }: ScenarioStream): number {
  return grouping === 'all' ? componentNamed(plan, to).tasks : 1;
}

function outputsOf(plan: Plan, { name }: PlannedComponent): FlowOutput[] {
  const own = plan.streams.filter(({ from }) => from === name);
  return [...new Set(own.map(({ stream }) => stream))].map((stream) => {
    const subscribers = own.filter((other) => other.stream === stream);
    const copies = subscribers.reduce((sum, subscriber) => sum + copiesOf(plan, subscriber), 0);
    return { stream, perInput: subscribers[0]?.tuplesPerInput ?? 0, copies };
  });
}

/** Every spout announces each tree to an acker, every bolt acknowledges each tuple there. */
function ackOutput({ kind }: PlannedComponent): FlowOutput {
  return { stream: kind === 'spout' ? '__ack_init' : '__ack_ack', perInput: 1, copies: 1 };
}

function ackerFlow(plan: Plan, acker: PlannedComponent, flows: readonly ComponentFlow[]): ComponentFlow {
  const inputs = flows.map(({ component, visits }) => ({
    from: component.name,
    stream: ackOutput(component).stream,
    visits,
  }));
  const visits = inputs.reduce((sum, input) => sum + input.visits, 0);
  const outputs = [{ stream: '__ack_ack', perInput: visits === 0 ? 0 : 1 / visits, copies: 1 }];
  return { component: acker, visits, inputs, outputs, shares: byTask(executorsOf(plan, acker), () => 1) };
}

function executorShares(
  plan: Plan,
  component: PlannedComponent,
  arriving: readonly { stream: ScenarioStream; visits: number }[],
  random: Random,
): Map<string, number> {
  const executors = executorsOf(plan, component);
  const even = byTask(executors, () => 1);
  const total = arriving.reduce((sum, { visits }) => sum + visits, 0);
  if (total === 0) return even;
  const shares = new Map<string, number>();
  for (const { stream, visits } of arriving) {
    for (const [id, share] of sharesUnder(stream, executors, component, random)) {
      shares.set(id, (shares.get(id) ?? 0) + (share * visits) / total);
    }
  }
  return shares;
}

function sharesUnder(
  { grouping, from, stream, hotShare }: ScenarioStream,
  executors: readonly PlannedExecutor[],
  { firstTask, tasks, name }: PlannedComponent,
  random: Random,
): Map<string, number> {
  switch (grouping) {
    case 'fields': {
      const keys = byTask(executors, (task) =>
        random.fork(`${from}/${stream}/${name}/${task - firstTask}`).noise(keySkew),
      );
      if (hotShare === 0) return keys;
      const hotTask = firstTask + random.fork(`${from}/${stream}/${name}/hot`).integer(tasks);
      return withHotKey(keys, executors, hotTask, hotShare);
    }
    case 'global':
      return byTask(executors, (task) => (task === firstTask ? 1 : 0));
    case 'shuffle':
    case 'local_or_shuffle':
    case 'none':
    case 'all':
      return byTask(executors, () => 1);
  }
}

/** The hottest key has its share for itself, in one task; the others have the rest. */
function withHotKey(
  keys: ReadonlyMap<string, number>,
  executors: readonly PlannedExecutor[],
  hotTask: number,
  hotShare: number,
): Map<string, number> {
  return new Map(
    executors.map(({ id, firstTask, lastTask }) => {
      const hot = hotTask >= firstTask && hotTask <= lastTask ? hotShare : 0;
      return [id, hot + (1 - hotShare) * (keys.get(id) ?? 0)];
    }),
  );
}

/** Groupings choose tasks, not executors: an executor gets what its tasks get. */
function byTask(
  executors: readonly PlannedExecutor[],
  weight: (task: number) => number,
): Map<string, number> {
  const sums = executors.map(({ id, firstTask, lastTask }) => {
    let sum = 0;
    for (let task = firstTask; task <= lastTask; task++) sum += weight(task);
    return [id, sum] as const;
  });
  const total = sums.reduce((all, [, sum]) => all + sum, 0);
  return new Map(sums.map(([id, sum]) => [id, sum / total]));
}

function executorsOf(plan: Plan, { name }: PlannedComponent): PlannedExecutor[] {
  return plan.executors.filter(({ component }) => component === name);
}

function componentNamed(plan: Plan, name: string): PlannedComponent {
  const found = plan.components.find((component) => component.name === name);
  if (found === undefined) throw new RangeError(`no component ${name} in the plan`);
  return found;
}
