// A topology without chance: what its source gives in each minute, and what any configuration would make of a load that stays.
import { solve } from '../../model/index.js';
import { createRandom } from '../../util/index.js';
import { conditionsAt, scenarioSeconds } from '../conditions.js';
import type { Conditions } from '../conditions-types.js';
import { type RunningPlan, runningPlan, sumOf } from '../flow.js';
import { ackerName, assign, changedPlan, instancesPlan, type Plan, type PlanChange } from '../plan.js';
import type { Scenario } from '../scenario-schema.js';
import { createWorkload } from '../workload/index.js';
import { firstCourse } from './course.js';

/** What holds in a minute apart from the configuration. */
export interface Circumstance {
  readonly conditions: Conditions;
  /** Tuples per second of each spout. */
  readonly offered: ReadonlyMap<string, number>;
}

/** What a configuration gives for as long as the load stays. */
export interface Steady {
  readonly throughputPerSecond: number;
  readonly acked: boolean;
  /** null where nothing completes, or nobody acknowledges. */
  readonly completeLatencyMs: number | null;
  /** Ackers included. */
  readonly executors: number;
  readonly workers: number;
  /** A component, or `offered`, `pending`, `cores`, `memory`. */
  readonly limitedBy: string;
}

export interface NoiseFree {
  /** As submitted. */
  readonly plan: Plan;
  /** Instances of Heron are tasks, and there may be any number of them. */
  readonly elastic: boolean;
  /** Minutes with the same conditions have the same object. */
  at(minute: number): Circumstance;
  steady(change: PlanChange, circumstance: Circumstance): Steady;
  /** How many executors of each component the load keeps busy, ackers included, as if none was in the way of another. */
  busy(circumstance: Circumstance): Readonly<Record<string, number>>;
}

/**
 * The world of createEnvironment with the same seed: the same keys, the same workloads, no noise and no restarts.
 * @param seed default: the scenario's own
 */
export function createNoiseFree(scenario: Scenario, seed: number = scenario.seed): NoiseFree {
  const random = createRandom(seed);
  const [keys, loads] = [random.fork('keys'), random.fork('workload')];
  const { plan } = firstCourse(scenario, 0);
  const isHeron = scenario.engine === 'heron';
  const workloads = Object.entries(scenario.load).map(
    ([name, load]) => [name, createWorkload(load, scenario.traces ?? {}, loads.fork(name))] as const,
  );
  /** By conditions and configuration; how several spouts share the load is a part of what runs. */
  const known = new WeakMap<Conditions, Map<string, RunningPlan>>();

  const runningFor = (change: PlanChange, { conditions, offered }: Circumstance): RunningPlan => {
    const plans = known.get(conditions) ?? new Map<string, RunningPlan>();
    known.set(conditions, plans);
    const key = JSON.stringify([change, offered.size > 1 ? [...offered] : null]);
    const found = plans.get(key);
    if (found !== undefined) return found;
    const changed = isHeron ? changedPlan(updatedPlan(plan, change), change) : changedPlan(plan, change);
    const places = assign(changed, scenario.cluster.nodes);
    const running = runningPlan(scenario, changed, { conditions, offered }, places, keys);
    plans.set(key, running);
    return running;
  };

  const conditionsKnown = new Map<string, Conditions>();
  const conditionsOf = (minute: number): Conditions => {
    const conditions = conditionsAt(scenario, 60 * minute + 30);
    const key = scenario.events.length === 0 ? '' : JSON.stringify(conditions);
    const found = conditionsKnown.get(key) ?? conditions;
    conditionsKnown.set(key, found);
    return found;
  };

  return {
    plan,
    elastic: isHeron,
    at: (minute) => {
      const [first, second] = [15, 45].map((s) => scenarioSeconds(scenario, 60 * minute + s));
      const mean = (perSecond: (seconds: number) => number): number =>
        (perSecond(first ?? 0) + perSecond(second ?? 0)) / 2;
      return {
        conditions: conditionsOf(minute),
        offered: new Map(
          workloads.map(([name, workload]) => [name, mean((seconds) => workload.perSecond(seconds))]),
        ),
      };
    },
    steady: (change, circumstance) => {
      const running = runningFor(change, circumstance);
      const { total, responseSeconds, limit } = solve(
        running.solver,
        running.spouts.map((name) => circumstance.offered.get(name) ?? 0),
      );
      const isMeasured = running.acked && total > 0 && Number.isFinite(responseSeconds);
      return {
        throughputPerSecond: total,
        acked: running.acked,
        completeLatencyMs: isMeasured ? 1000 * responseSeconds : null,
        executors: running.plan.components.reduce((sum, { executors }) => sum + executors, 0),
        workers: running.plan.workers,
        limitedBy: limit.kind === 'component' ? (running.names[limit.component] ?? limit.kind) : limit.kind,
      };
    },
    busy: (circumstance) => {
      const { flows } = runningFor({}, circumstance);
      const total = sumOf(circumstance.offered);
      return Object.fromEntries(
        [...flows.values()].map(({ component: { name, cpuMicros, waitMicros }, visits }) => [
          name,
          (total * visits * (cpuMicros + waitMicros)) / 1e6,
        ]),
      );
    },
  };
}

/** Each instance is a task, and each container's stream manager acknowledges. */
function updatedPlan(plan: Plan, { executors = {}, workers = plan.workers }: PlanChange): Plan {
  const isAcked = plan.components.some(({ name }) => name === ackerName);
  return instancesPlan(plan, { ...executors, ...(isAcked ? { [ackerName]: workers } : {}) });
}
