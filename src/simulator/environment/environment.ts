// The fast environment: whole minutes of a topology in one solution of the model, seen through the engine's imperfect metrics.
import { createRandom, type Random } from '../../util/index.js';
import { conditionsAt, scenarioSeconds } from '../conditions.js';
import { runningPlan, sharesOf } from '../flow.js';
import { assign, type Plan } from '../plan.js';
import type { Scenario } from '../scenario-schema.js';
import { createWorkload, type Workload } from '../workload/index.js';
import { beginChange, firstCourse, loseWorker, refusalOf } from './course.js';
import { createLedger } from './ledger.js';
import { observe } from './observe.js';
import { type State, type Step, step } from './step.js';
import type { Environment, EnvironmentOptions, Passed } from './types.js';

const longestStepSeconds = 60;
/** A spout that gives a smaller part of all more or less than when the tuples were dealt is not worth dealing them anew. */
const sameShare = 0.01;

/** @throws RangeError for a scenario that the model cannot lay out */
export function createEnvironment(scenario: Scenario, options: EnvironmentOptions = {}): Environment {
  const {
    warmUpSeconds = 1200,
    windowSeconds = 180,
    settleSeconds = 60,
    external = false,
    restartFactor = 1,
  } = options;
  const random = createRandom(options.seed ?? scenario.seed);
  const [keys, timing, seeing, loads] = [
    random.fork('keys'),
    random.fork('timing'),
    random.fork('seeing'),
    random.fork('workload'),
  ];
  const course = firstCourse(scenario, -warmUpSeconds);
  const workloads = workloadsOf(scenario, loads);
  const laid = lay({ scenario, course, workloads, keys, nowSeconds: -warmUpSeconds });
  const state: State = {
    scenario,
    workloads,
    course,
    ledger: createLedger(laid.running.names.length, -warmUpSeconds),
    noise: random.fork('noise'),
    keys,
    ...laid,
    nowSeconds: -warmUpSeconds,
    backlogTuples: 0,
    inFlightTuples: 0,
  };
  const boundaries = boundariesOf(scenario);
  let last: Pressing = { limitedBy: '', completedPerSecond: 0 };

  const advance = (seconds: number): Passed => {
    if (!(seconds >= 0)) throw new RangeError(`time cannot go on by ${seconds} seconds`);
    const until = state.nowSeconds + seconds;
    const steps: Step[] = [];
    while (state.nowSeconds < until - 1e-9) {
      // Whose tuples they are decides what each executor gets of them.
      if (isOther(state.laidFor, sharesOf(offeredNow(state)))) Object.assign(state, lay(state));
      const next = Math.min(
        until,
        state.nowSeconds + longestStepSeconds,
        course.ahead[0]?.untilSeconds ?? Number.POSITIVE_INFINITY,
        boundaries[0]?.atSeconds ?? Number.POSITIVE_INFINITY,
      );
      const one = step(state, next - state.nowSeconds);
      last = { limitedBy: one.limitedBy, completedPerSecond: one.completed / (next - state.nowSeconds) };
      steps.push(one);
      state.nowSeconds = next;
      if (meet(state, boundaries)) Object.assign(state, lay(state));
    }
    return passedOver(state, steps, seconds);
  };
  advance(warmUpSeconds);
  // The warm-up fills the statistics only: the scenario begins with a source that is up to date.
  state.backlogTuples = 0;

  return {
    scenario,
    nowSeconds: () => state.nowSeconds,
    advance,
    observe: () =>
      observe({
        scenario,
        running: state.running,
        ledger: state.ledger,
        course,
        nowSeconds: state.nowSeconds,
        windowSeconds,
        settleSeconds,
        external: external ? { backlogTuples: state.backlogTuples } : null,
        pressed: pressedBy(state, last),
        random: seeing,
      }),
    refusal: (change) => refusalOf(scenario, course, change),
    change: (change, waitSeconds) => {
      const refused = refusalOf(scenario, course, change);
      if (refused !== null) throw new RangeError(refused);
      beginChange(scenario, course, change, waitSeconds, state.nowSeconds, { random: timing, restartFactor });
      if (enter(state)) Object.assign(state, lay(state));
    },
    plan: (): Plan => course.ahead.at(-1)?.plan ?? course.plan,
    upSinceSeconds: () => course.upSinceSeconds,
    isChanging: () => course.ahead.length > 0,
  };
}

function workloadsOf({ load, traces = {} }: Scenario, random: Random): ReadonlyMap<string, Workload> {
  return new Map(
    Object.entries(load).map(([name, one]) => [name, createWorkload(one, traces, random.fork(name))]),
  );
}

/** Tuples a second, by spout. */
function offeredNow({
  scenario,
  workloads,
  nowSeconds,
}: Pick<State, 'scenario' | 'workloads' | 'nowSeconds'>): Map<string, number> {
  const at = scenarioSeconds(scenario, nowSeconds);
  return new Map([...workloads].map(([name, workload]) => [name, workload.perSecond(at)]));
}

/** The plan in force on its nodes, with the tuples dealt to its executors as the load is now. */
function lay(
  state: Pick<State, 'scenario' | 'workloads' | 'nowSeconds' | 'course' | 'keys'>,
): Pick<State, 'running' | 'laidFor'> {
  const { scenario, course, keys, nowSeconds } = state;
  const offered = offeredNow(state);
  const conditions = conditionsAt(scenario, nowSeconds);
  const places = assign(course.plan, scenario.cluster.nodes);
  return {
    running: runningPlan(scenario, course.plan, { conditions, offered }, places, keys),
    laidFor: sharesOf(offered),
  };
}

function isOther(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): boolean {
  return [...now].some(([spout, share]) => Math.abs(share - (before.get(spout) ?? 0)) > sameShare);
}

/** Of the last step. */
interface Pressing {
  readonly limitedBy: string;
  readonly completedPerSecond: number;
}

/**
 * Without a limit of pending tuples only full buffers hold the spouts back: for as much of the time as they would emit more. As the simulated
 * topology manager tells it.
 */
function pressedBy(
  { running, backlogTuples }: State,
  { limitedBy, completedPerSecond }: Pressing,
): { readonly component: string; readonly share: number } | null {
  const isFull = !running.acked && running.flows.has(limitedBy) && backlogTuples > 0;
  return isFull
    ? { component: limitedBy, share: backlogTuples / (backlogTuples + completedPerSecond) }
    : null;
}

/** Phases that are over by now, and circumstances that change. @returns whether the topology has to be laid out anew */
function meet(state: State, boundaries: Boundary[]): boolean {
  const { course, nowSeconds } = state;
  let isNew = false;
  while (boundaries[0] !== undefined && boundaries[0].atSeconds <= nowSeconds) {
    const lostForSeconds = boundaries.shift()?.lostForSeconds ?? null;
    isNew = true;
    if (lostForSeconds === null) continue;
    loseWorker(course, lostForSeconds, nowSeconds);
    enter(state);
  }
  while (course.ahead[0] !== undefined && course.ahead[0].untilSeconds <= nowSeconds) {
    if (course.ahead.shift()?.name === 'down') course.upSinceSeconds = nowSeconds;
    isNew = enter(state) || isNew;
  }
  return isNew;
}

/** A phase begins. @returns whether another plan is in force with it */
function enter(state: State): boolean {
  const { course } = state;
  const [now] = course.ahead;
  if (now === undefined) return false;
  if (now.losesInFlight) {
    state.backlogTuples += state.inFlightTuples;
    state.inFlightTuples = 0;
  }
  const differs = now.plan !== course.plan;
  course.plan = now.plan;
  return differs;
}

function passedOver(
  { course, running, backlogTuples }: State,
  steps: readonly Step[],
  seconds: number,
): Passed {
  const sum = (of: (one: Step) => number): number => steps.reduce((all, one) => all + of(one), 0);
  const completed = sum((one) => one.completed);
  const perSecond = (tuples: number): number => (seconds > 0 ? tuples / seconds : 0);
  return {
    seconds,
    offeredPerSecond: perSecond(sum((one) => one.offered)),
    throughputPerSecond: perSecond(completed),
    failedPerSecond: perSecond(sum((one) => one.failed)),
    acked: running.acked,
    completeLatencyMs:
      running.acked && completed > 0 ? (1000 * sum((one) => one.latencySeconds)) / completed : null,
    pauseSeconds: sum((one) => one.pauseSeconds),
    backlogTuples,
    executors: course.plan.components.reduce((all, { executors }) => all + executors, 0),
    workers: course.plan.workers,
    limitedBy: steps.at(-1)?.limitedBy ?? 'offered',
  };
}

interface Boundary {
  readonly atSeconds: number;
  readonly lostForSeconds: number | null;
}

/** When the circumstances change, in order. */
function boundariesOf({ events }: Scenario): Boundary[] {
  return events
    .flatMap((event): Boundary[] => {
      const start = { atSeconds: event.atMinute * 60, lostForSeconds: null };
      if ('set' in event) return [start];
      if (event.fault === 'lost-worker') return [{ ...start, lostForSeconds: event.minutes * 60 }];
      return [start, { ...start, atSeconds: (event.atMinute + event.minutes) * 60 }];
    })
    .sort((a, b) => a.atSeconds - b.atSeconds);
}
