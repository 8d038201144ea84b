// How the tuples of a running plan flow: how often each component is visited, and by which share of its executors.
import type { Random } from '../util/index.js';
import type { Place } from './model-of.js';
import { ackerName, type Plan, type PlannedComponent, type PlannedExecutor } from './plan.js';
import type { ScenarioStream } from './scenario-schema.js';

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
 * @param places the workers, for tuples that stay in theirs
 * @param random the topology's own; key groups are the same for every plan of one world
 */
export function componentFlows(
  plan: Plan,
  offers: ReadonlyMap<string, number>,
  places: readonly Place[],
  random: Random,
): ComponentFlow[] {
  const acked = plan.components.some(({ name }) => name === ackerName);
  const done = new Map<string, ComponentFlow>();
  const visit = (component: PlannedComponent): ComponentFlow => {
    const known = done.get(component.name);
    if (known !== undefined) return known;
    const arriving = plan.streams
      .filter(({ to }) => to === component.name)
      .map((stream) => {
        const from = visit(componentNamed(plan, stream.from));
        return { stream, from, visits: arrivals(plan, stream, from) };
      });
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
      shares: executorShares(plan, component, arriving, places, random),
    };
    done.set(component.name, flow);
    return flow;
  };
  const flows = plan.components.filter(({ kind }) => kind !== 'system').map(visit);
  const acker = plan.components.find(({ name }) => name === ackerName);
  return acker === undefined ? flows : [...flows, ackerFlow(plan, acker, flows)];
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
  arriving: readonly { stream: ScenarioStream; from: ComponentFlow; visits: number }[],
  places: readonly Place[],
  random: Random,
): Map<string, number> {
  const executors = executorsOf(plan, component);
  const even = byTask(executors, () => 1);
  const total = arriving.reduce((sum, { visits }) => sum + visits, 0);
  if (total === 0) return even;
  const shares = new Map<string, number>();
  for (const { stream, from, visits } of arriving) {
    const spread =
      stream.grouping === 'local_or_shuffle'
        ? keptLocal(from.shares, even, places)
        : sharesUnder(stream, executors, component, random);
    for (const [id, share] of spread) {
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

/** What a worker sends stays there where it has executors for it; from one without, it goes to all alike. */
function keptLocal(
  sending: ReadonlyMap<string, number>,
  even: ReadonlyMap<string, number>,
  places: readonly Place[],
): Map<string, number> {
  const shares = new Map<string, number>([...even.keys()].map((id) => [id, 0]));
  const give = (ids: readonly string[], amount: number): void => {
    const total = ids.reduce((sum, id) => sum + (even.get(id) ?? 0), 0);
    for (const id of ids) shares.set(id, (shares.get(id) ?? 0) + (amount * (even.get(id) ?? 0)) / total);
  };
  for (const { executors } of places) {
    const sent = executors.reduce((sum, { id }) => sum + (sending.get(id) ?? 0), 0);
    const here = executors.map(({ id }) => id).filter((id) => even.has(id));
    if (sent > 0) give(here.length > 0 ? here : [...even.keys()], sent);
  }
  return shares;
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
