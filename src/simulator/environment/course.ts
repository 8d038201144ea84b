// What is going on with the processes: the plan in force, and the phases of a change that are still to come.
import {
  type ChangeEngine,
  type ChangePhase,
  type ChangeStep,
  changePhases,
  changeTimings,
  slowed,
} from '../../model/index.js';
import type { Random } from '../../util/index.js';
import { changedPlan, instancesPlan, type Plan, type PlanChange, submittedPlan } from '../plan.js';
import type { Scenario } from '../scenario-schema.js';

interface Ahead extends Pick<ChangePhase, 'name' | 'emits' | 'capacity' | 'losesInFlight'> {
  readonly untilSeconds: number;
  /** In force from this phase on. */
  readonly plan: Plan;
}

export interface Course {
  plan: Plan;
  /** The first one is under way. */
  ahead: Ahead[];
  /** When the youngest processes came up. */
  upSinceSeconds: number;
}

export function engineOf({ engine }: Scenario): ChangeEngine {
  return engine === 'heron' ? 'heron' : 'storm-2.x';
}

export function firstCourse(scenario: Scenario, upSinceSeconds: number): Course {
  const plan = submittedPlan(scenario);
  return { plan: scenario.engine === 'heron' ? instancesPlan(plan) : plan, ahead: [], upSinceSeconds };
}

/** @returns why the change cannot be; null when it can */
export function refusalOf(
  { cluster, engine }: Scenario,
  course: Course,
  { executors = {}, workers, settings = {} }: PlanChange,
): string | null {
  if (course.ahead.length > 0) return 'a change is under way';
  const { components } = course.plan;
  for (const [name, count] of Object.entries(executors)) {
    const component = components.find((one) => one.name === name);
    if (component === undefined) return `there is no component ${name}`;
    if (!Number.isInteger(count) || count < 1) return `${name} cannot have ${count} executors`;
    // Instances of Heron are tasks: nothing but the cluster limits them.
    if (engine === 'storm' && count > component.tasks) return `${name} has ${component.tasks} tasks`;
  }
  const slots = cluster.nodes.reduce((sum, node) => sum + node.slots, 0);
  if (workers !== undefined && (!Number.isInteger(workers) || workers < 1 || workers > slots)) {
    return `${workers} workers, and the cluster has ${slots} slots`;
  }
  const bad = Object.entries(settings).find(([, value]) => typeof value !== 'number' || !(value > 0));
  return bad === undefined ? null : `${bad[0]} cannot be ${String(bad[1])}`;
}

/** How restarts go on a cluster. */
export interface Restarting {
  readonly random: Random;
  /** How much longer than the table its processes take to come up. */
  readonly restartFactor: number;
}

/** Begins a change that is not refused. Durations vary as on a real cluster. */
export function beginChange(
  scenario: Scenario,
  course: Course,
  change: PlanChange,
  waitSeconds: number,
  nowSeconds: number,
  { random, restartFactor }: Restarting,
): void {
  const engine = engineOf(scenario);
  const { executors, workers, settings, resources } = change;
  const named = engine === 'heron' ? instancesPlan(course.plan, executors) : course.plan;
  const moved = changedPlan(named, {
    ...(executors === undefined ? {} : { executors }),
    ...(workers === undefined ? {} : { workers }),
  });
  const after = changedPlan(moved, {
    ...(settings === undefined ? {} : { settings }),
    ...(resources === undefined ? {} : { resources }),
  });
  const steps: { readonly step: ChangeStep; readonly plan: Plan }[] = [];
  if (isMoved(course.plan, moved)) steps.push({ step: 'assignment', plan: moved });
  if (after.settings !== moved.settings || after.resources !== moved.resources) {
    steps.push({ step: 'configuration', plan: after });
  }
  let atSeconds = nowSeconds;
  let inForce = course.plan;
  for (const { step, plan } of steps) {
    const timings = slowed(changeTimings[engine], restartFactor);
    const now = {
      ...timings,
      configurationPoll: 2 * timings.configurationPoll * random.uniform(),
      down: timings.down * random.noise(0.25),
    };
    for (const phase of changePhases({ engine, steps: [step], workers: plan.workers, waitSeconds }, now)) {
      atSeconds += phase.seconds;
      const { name, emits, capacity, losesInFlight, isAfter } = phase;
      inForce = isAfter ? plan : inForce;
      course.ahead.push({ name, emits, capacity, losesInFlight, untilSeconds: atSeconds, plan: inForce });
    }
  }
}

/** A worker is lost: nothing completes until it is back. */
export function loseWorker(course: Course, forSeconds: number, nowSeconds: number): void {
  const { plan } = course;
  const down = { name: 'down', emits: false, capacity: 0, losesInFlight: true, plan } as const;
  course.ahead = [{ ...down, untilSeconds: nowSeconds + forSeconds }, ...course.ahead];
}

function isMoved(before: Plan, after: Plan): boolean {
  return (
    before.workers !== after.workers ||
    before.components.some(({ executors }, i) => executors !== after.components[i]?.executors)
  );
}
