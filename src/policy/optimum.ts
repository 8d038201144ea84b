// The configuration that the twin likes best for a load: coordinate descent over executors, ackers, workers and pending tuples.
import {
  type Changes,
  type Configuration,
  type Coordinate,
  descend,
  executorsKnob,
  knobNamed,
  stepOnLadder,
} from '../knobs/index.js';
import type { ComponentEvaluation } from '../metrics/index.js';
import type { Demand } from '../twin/index.js';
import { boltsToTurn } from './bolts-to-turn.js';
import type { Situation } from './types.js';

const pendingKnob = 'topology.max.spout.pending';
/** Configurations that one search looks at: so many, and more for each knob. */
const evaluations = { least: 40, perKnob: 12 } as const;
/** A knob that gains less than this stays as it is: every one that is turned is one more thing to be wrong about. */
const leastGainPerKnob = 0.002;
/** Share of the tuples that one executor gets. */
const oneKeyed = 0.8;

/**
 * @param starts where the search begins, in this order; for each of them so many more configurations are looked at
 * @returns what differs from the present configuration; empty where that is best
 */
export function optimumFor(situation: Situation, demand: Demand, starts: readonly Changes[]): Changes {
  const { configuration } = situation;
  const worth = (candidate: Configuration): number => {
    const changes = differing(candidate, configuration);
    const utility = situation.utilityUnder(changes, demand);
    return (utility ?? Number.NEGATIVE_INFINITY) - leastGainPerKnob * Object.keys(changes).length;
  };
  const from = starts.map((start) => ({ ...configuration, ...start }));
  const coordinates = coordinatesOf(situation);
  const most = starts.length * (evaluations.least + evaluations.perKnob * coordinates.length);
  const found = descend(from, coordinates, boltsOf(situation), worth, most);
  return differing(found.configuration, configuration);
}

/**
 * Behind a full queue nobody knows what is spare: then nothing is taken away, and workers stay, whose tuples the twin knows least. Spouts and
 * ackers are never made fewer: what a spout's tuple costs no engine tells, few ackers are a bottleneck that nobody looks for, and a load
 * that starved spouts let through looks like a small load. Workers move by one rung: how much CPU their node has left is not told.
 */
function coordinatesOf(situation: Situation): Coordinate[] {
  const { evaluation, configuration, limits, demand } = situation;
  const bolts = boltsToTurn(evaluation.components);
  const executors = evaluation.components
    .filter((one) =>
      one.kind === 'bolt'
        ? bolts.up.includes(one) || bolts.down.includes(one)
        : one.kind === 'spout' || one.name === '__acker',
    )
    .map((component) => {
      const { name, kind, executors: now } = component;
      const mayShrink = kind === 'bolt' && (demand.known || isOneKeyed(component));
      return stepping(executorsKnob(name), mayShrink ? 1 : now, limits.tasks[name] ?? now);
    });
  const workers = configuration['workers'] ?? evaluation.workers;
  return [
    ...(configuration[pendingKnob] === undefined ? [] : [pending]),
    ...(demand.known ? [byOneRung('workers', workers)] : []),
    ...executors,
  ].map((coordinate) => legalOf(coordinate, situation));
}

/** Nearly all of the tuples go to one of the executors, as by a global grouping or one hot key: others beside it do not help it. */
export function isOneKeyed({ kind, executors, skew }: ComponentEvaluation): boolean {
  return kind === 'bolt' && executors > 1 && skew !== null && skew >= oneKeyed * executors;
}

/** What the guard about bounds would drop or clip is not tried. */
function legalOf({ knob, tried }: Coordinate, { legal, configuration }: Situation): Coordinate {
  const known = new Map<number, boolean>();
  const isLegal = (value: number): boolean => {
    const found = known.get(value);
    if (found !== undefined) return found;
    const answer = value === configuration[knob] || legal({ [knob]: value })[knob] === value;
    known.set(value, answer);
    return answer;
  };
  return { knob, tried: (value) => tried(value).filter(isLegal) };
}

/** One rung from where it is now, whatever the search has made of it. */
function byOneRung(name: string, now: number): Coordinate {
  const knob = knobNamed(name);
  const rungs = knob === undefined ? [] : [-1, 1].map((step) => stepOnLadder(knob.ladder, now, step, knob));
  return { knob: name, tried: (value) => [...new Set([now, ...rungs])].filter((to) => to !== value) };
}

const pending: Coordinate = {
  knob: pendingKnob,
  tried: (value) => {
    const knob = knobNamed(pendingKnob);
    if (knob === undefined) return [];
    const now = value ?? knob.ladder.at(-1) ?? 1;
    return [-1, 1, -3, 3].map((steps) => stepOnLadder(knob.ladder, now, steps, knob));
  },
};

/** One more or fewer, half as many more, a third fewer, and the fewest. */
function stepping(knob: string, least: number, most: number): Coordinate {
  return {
    knob,
    tried: (value) => {
      const now = value ?? 1;
      const steps = [now - 1, now + 1, Math.floor(now / 1.5), Math.ceil(1.5 * now), least];
      return [...new Set(steps.map((to) => Math.max(least, Math.min(most, to))))].filter((to) => to !== now);
    },
  };
}

/** Turned together, so that several bottlenecks are relieved in one step; but for those that have no step to go. */
function boltsOf(situation: Situation): Readonly<Record<string, number>> {
  const { evaluation, limits, demand } = situation;
  if (!demand.known) return {};
  return Object.fromEntries(
    evaluation.components.flatMap(({ name, kind, executors }) => {
      const [knob, most] = [executorsKnob(name), limits.tasks[name] ?? executors];
      const canMove = (): boolean => legalOf(stepping(knob, 1, most), situation).tried(executors).length > 0;
      return kind === 'bolt' && canMove() ? [[knob, most] as const] : [];
    }),
  );
}

function differing(wanted: Configuration, configuration: Configuration): Changes {
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([knob, value]) =>
      value === null || value === configuration[knob] ? [] : [[knob, value] as const],
    ),
  );
}
