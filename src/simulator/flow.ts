// One second of work: what the load offers, what the network lets through, and what stays behind.
import { type Bound, closedNetworkBound } from '../model/index.js';
import type { Random } from '../util/index.js';
import type { Conditions } from './conditions-types.js';
import { type ComponentFlow, closedNetwork, componentFlows } from './network.js';
import { ackerName, type Plan } from './plan.js';
import type { Scenario } from './scenario-schema.js';

/** Tuples that wait: at the source (not yet emitted) and in the topology (emitted, not complete). */
export interface Stock {
  readonly backlogTuples: number;
  readonly inFlightTuples: number;
}

export interface SecondOfWork extends Stock {
  readonly offeredPerSecond: number;
  readonly emittedTuples: number;
  readonly completedTuples: number;
  readonly serviceSeconds: ReadonlyMap<string, number>;
  readonly bound: Bound;
}

/** A plan that processes run, with what does not change from second to second. */
export interface RunningPlan {
  readonly plan: Plan;
  readonly flows: ReadonlyMap<string, ComponentFlow>;
  readonly acked: boolean;
  readonly cores: number;
  readonly speed: number;
  readonly workers: number;
}

/** What is going on at the moment, apart from the plan. */
export interface Circumstances {
  readonly conditions: Conditions;
  /** What each spout's source gives, tuples per second. */
  readonly offered: ReadonlyMap<string, number>;
}

/** @param nodeNames of the nodes that have workers; none = all */
export function runningPlan(
  plan: Plan,
  { conditions, offered }: Circumstances,
  nodeNames: ReadonlySet<string>,
  random: Random,
): RunningPlan {
  const effective = planUnder(plan, conditions);
  const flows = componentFlows(effective, sharesOf(offered), random);
  const used = conditions.nodes.filter(({ name }) => nodeNames.size === 0 || nodeNames.has(name));
  return {
    plan: effective,
    flows: new Map(flows.map((flow) => [flow.component.name, flow])),
    acked: plan.components.some(({ name }) => name === ackerName),
    cores: used.reduce((sum, { cores, speed }) => sum + cores * speed, 0),
    speed: used.reduce((sum, { speed }) => sum + speed, 0) / used.length,
    workers: Math.max(1, Math.min(plan.workers, plan.executors.length)),
  };
}

function planUnder(plan: Plan, { components, streams }: Conditions): Plan {
  const costed = plan.components.map((component) => {
    const { cpuMicros, waitMicros } = components[component.name] ?? component;
    return { ...component, cpuMicros, waitMicros };
  });
  return { ...plan, components: costed, streams };
}

function sharesOf(offered: ReadonlyMap<string, number>): Map<string, number> {
  const total = sumOf(offered);
  return new Map([...offered].map(([name, rate]) => [name, total === 0 ? 1 / offered.size : rate / total]));
}

export function sumOf(rates: ReadonlyMap<string, number>): number {
  return [...rates.values()].reduce((sum, rate) => sum + rate, 0);
}

/**
 * @param emitting spouts are active; without it only what is in flight is worked off
 * @param running every process is up; without it nothing moves
 */
export function workOneSecond(
  scenario: Scenario,
  running: RunningPlan,
  stock: Stock,
  state: { readonly offeredPerSecond: number; readonly emitting: boolean; readonly running: boolean },
  random: { readonly load: Random; readonly service: Random },
): SecondOfWork {
  const offered = state.offeredPerSecond * random.load.noise(scenario.cluster.noise.load);
  const available = stock.backlogTuples + offered;
  const serviceSeconds = servicesNow(scenario, running, random.service);
  const network = closedNetwork(
    running.plan,
    [...running.flows.values()],
    serviceSeconds,
    running.cores,
    running.workers,
    scenario.cluster,
  );
  if (!state.running || !state.emitting) {
    const draining = closedNetworkBound({ ...network, offeredPerSecond: null }).throughputPerSecond;
    const completed = state.running ? Math.min(stock.inFlightTuples, draining) : 0;
    return {
      offeredPerSecond: offered,
      emittedTuples: 0,
      completedTuples: completed,
      serviceSeconds,
      bound: closedNetworkBound({ ...network, offeredPerSecond: completed }),
      backlogTuples: available,
      inFlightTuples: stock.inFlightTuples - completed,
    };
  }
  const bound = closedNetworkBound({ ...network, offeredPerSecond: available });
  const completed = bound.throughputPerSecond;
  // Little's law says how many tuples are under way; the spouts emit what completed and fill up the difference.
  const target = completed === 0 ? 0 : completed * bound.responseSeconds;
  const fill = Math.max(-completed, Math.min(target - stock.inFlightTuples, available - completed));
  const emitted = completed + fill;
  const inFlightTuples = stock.inFlightTuples + fill;
  // Where nothing bounds the queue the model has no finite answer; the queue of this second has.
  const responseSeconds = Number.isFinite(bound.responseSeconds)
    ? bound.responseSeconds
    : Math.max(network.baseResponseSeconds, inFlightTuples / completed);
  return {
    offeredPerSecond: offered,
    emittedTuples: emitted,
    completedTuples: completed,
    serviceSeconds,
    bound: { ...bound, responseSeconds },
    backlogTuples: available - emitted,
    inFlightTuples,
  };
}

/**
 * Seconds per tuple and component. More executors of one component get in each other's way: the Universal Scalability
 * Law (Gunther 1993) stretches each one's service by 1 + sigma (k - 1) + kappa k (k - 1).
 */
function servicesNow({ cluster }: Scenario, running: RunningPlan, random: Random): Map<string, number> {
  const { sigma, kappa, noise } = cluster;
  return new Map(
    [...running.flows.values()].map(({ component }) => {
      const k = component.executors;
      const alone = (component.cpuMicros / running.speed + component.waitMicros) / 1e6;
      const together = 1 + sigma * (k - 1) + kappa * k * (k - 1);
      return [component.name, alone * together * random.noise(noise.service)];
    }),
  );
}
