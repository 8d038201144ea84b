// The oracle: what an episode would give under the best fixed configuration of each load, were changes free and nothing left to chance.
import {
  type Configuration,
  type Coordinate,
  counted,
  descend,
  executorsKnob,
  type Found,
  knobNamed,
  onLadder,
} from '../knobs/index.js';
import type { Objective } from '../objective/index.js';
import {
  type Circumstance,
  createEnvironment,
  createNoiseFree,
  type Environment,
  type NoiseFree,
} from '../simulator/index.js';
import { planChangeOf, slotsOf, windowSeconds } from './applying.js';
import { type First, firstOf, isIdle, performanceOf, type Scored, utilityAgainst } from './judge.js';
import { changesTo, type StartSpace, startsOf } from './oracle-starts.js';
import { type LoadClass, type Segment, segmentsOf, totalOf } from './segments.js';
import { type EpisodeSpec, objectiveIn } from './types.js';

const pendingKnob = 'topology.max.spout.pending';

export interface OracleSegment extends Found {
  readonly fromMinute: number;
  readonly minutes: number;
  readonly offeredPerSecond: number;
}

export interface Oracle {
  /** Time-weighted mean over the segments. */
  readonly utility: number;
  readonly segments: readonly OracleSegment[];
}

/**
 * The utility is the judge's: against the rate on offer, and the latency and cost of the first minute in which there was something to do.
 * Each segment begins with nothing waiting at the source; what a configuration cannot carry waits longer from minute to minute.
 * @param seed default: the scenario's own
 */
export function oracleOf(spec: EpisodeSpec, seed?: number): Oracle {
  const { scenario, minutes } = spec;
  const noiseFree = createNoiseFree(scenario, seed);
  const environment = createEnvironment(scenario, { ...(seed === undefined ? {} : { seed }), windowSeconds });
  const slots = slotsOf(environment);
  const opening = openingOf(environment, minutes);
  const space = spaceOf(noiseFree, slots);
  const segments = segmentsOf(noiseFree, minutes).flatMap((segment) => byObjective(segment, spec));
  const best = (objective: Objective): OracleSegment[] => {
    const own = segments.filter((segment) => segment.objective === objective);
    const judged = { noiseFree, first: firstOf(opening, objective), objective };
    const found = new Map<LoadClass, Configuration>();
    let before: Configuration | null = null;
    // From the least to the most load, so that each search starts near its end.
    const classes = [...new Set(own.map(({ of }) => of))].sort((a, b) => rateOf(a) - rateOf(b));
    for (const one of classes) {
      const starts = startsOf(space, noiseFree, one.circumstance, before);
      const value = (configuration: Configuration): number =>
        heldFor(one.longestMinutes, configuration, judged, one.circumstance);
      before = descend(starts, space.coordinates, space.bolts, value).configuration;
      found.set(one, before);
    }
    return own.map(({ fromMinute, minutes: length, of }) => {
      const configuration = found.get(of) ?? space.initial;
      const utility = heldFor(length, configuration, judged, of.circumstance);
      return { fromMinute, minutes: length, offeredPerSecond: rateOf(of), configuration, utility };
    });
  };
  const judged = [...new Set(segments.map(({ objective }) => objective))]
    .flatMap(best)
    .sort((a, b) => a.fromMinute - b.fromMinute);
  const sum = judged.reduce((all, one) => all + one.minutes * one.utility, 0);
  return { utility: sum / Math.max(1, minutes), segments: judged };
}

/** A segment in which one objective holds throughout; one in which it changes is cut there. */
function byObjective(segment: Segment, spec: EpisodeSpec): (Segment & { readonly objective: Objective })[] {
  const { fromMinute, minutes } = segment;
  const cuts = (spec.laterObjectives ?? [])
    .map(({ atMinute }) => Math.ceil(atMinute))
    .filter((at) => at > fromMinute && at < fromMinute + minutes);
  const edges = [...new Set([fromMinute, ...cuts, fromMinute + minutes])];
  return edges.slice(0, -1).map((from, i) => ({
    ...segment,
    fromMinute: from,
    minutes: (edges[i + 1] ?? from) - from,
    objective: objectiveIn(spec, from),
  }));
}

/** The first minute with something to do, else the first at all. */
function openingOf(environment: Environment, minutes: number): Scored {
  const opening = environment.advance(60);
  let passed = opening;
  for (let minute = 1; minute < minutes && isIdle(passed); minute++) passed = environment.advance(60);
  return isIdle(passed) ? opening : passed;
}

interface Space extends StartSpace {
  readonly coordinates: readonly Coordinate[];
  /** The most executors of each bolt, by knob. */
  readonly bolts: Readonly<Record<string, number>>;
}

/** More instances of one bolt than any of the suites has use for. */
const mostInstances = 100;

function spaceOf({ plan, elastic }: NoiseFree, slots: number): Space {
  const pending = plan.settings[pendingKnob];
  const executors = plan.components.map(({ name, executors: now }) => [executorsKnob(name), now]);
  // On Heron an update turns bolts and containers alone.
  const turned = elastic ? plan.components.filter(({ kind }) => kind === 'bolt') : plan.components;
  const most = ({ tasks, kind }: (typeof plan.components)[number]): number =>
    elastic && kind === 'bolt' ? mostInstances : tasks;
  return {
    initial: {
      workers: plan.workers,
      [pendingKnob]: typeof pending === 'number' ? pending : null,
      ...Object.fromEntries(executors),
    },
    coordinates: [
      ...(elastic ? [] : [onLadder(pendingKnob, knobNamed(pendingKnob)?.ladder ?? [])]),
      counted('workers', slots),
      ...turned.map((one) => counted(executorsKnob(one.name), most(one))),
    ],
    bolts: Object.fromEntries(
      plan.components
        .filter(({ kind }) => kind === 'bolt')
        .map((one) => [executorsKnob(one.name), most(one)]),
    ),
    tasks: Object.fromEntries(plan.components.map((one) => [one.name, most(one)])),
    slots,
  };
}

interface Judged {
  readonly noiseFree: NoiseFree;
  readonly first: First;
  readonly objective: Objective;
}

/** Mean utility of a configuration over minutes of one load. */
function heldFor(
  minutes: number,
  configuration: Configuration,
  { noiseFree, first, objective }: Judged,
  circumstance: Circumstance,
): number {
  const steady = noiseFree.steady(planChangeOf(changesTo(configuration)), circumstance);
  const offeredPerSecond = totalOf(circumstance);
  const short = Math.max(0, offeredPerSecond - steady.throughputPerSecond);
  const utilityWith = (backlogTuples: number): number => {
    const passed = { ...steady, offeredPerSecond, backlogTuples };
    return utilityAgainst(passed, performanceOf(passed, objective, 0), first, objective);
  };
  if (short <= 1e-6 * offeredPerSecond) return utilityWith(0);
  let sum = 0;
  for (let minute = 1; minute <= minutes; minute++) sum += utilityWith(60 * minute * short);
  return sum / Math.max(1, minutes);
}

function rateOf({ circumstance }: LoadClass): number {
  return totalOf(circumstance);
}
