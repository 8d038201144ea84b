// Coordinate descent over configurations: each knob in turn, then executors of all bolts together, until nothing is better.
import type { Configuration } from './types.js';

/** One knob: what may be tried from a value on, nearest first. */
export interface Coordinate {
  readonly knob: string;
  tried(value: number | null): readonly number[];
}

/** A whole number between two ends: single steps, double steps, and half as many more or a third fewer. */
export function counted(knob: string, most: number): Coordinate {
  return {
    knob,
    tried: (value) => {
      const now = value ?? 1;
      const steps = [now + 1, now - 1, now + 2, now - 2, Math.ceil(1.5 * now), Math.floor(now / 1.5)];
      return [...new Set(steps.map((to) => Math.max(1, Math.min(most, to))))].filter((to) => to !== now);
    },
  };
}

/** Any rung of a ladder. */
export function onLadder(knob: string, ladder: readonly number[]): Coordinate {
  return { knob, tried: (value) => ladder.filter((rung) => rung !== value) };
}

/** All of them by the same factor, so that several bottlenecks are relieved in one step. */
const together = [1.25, 0.8] as const;

export interface Found {
  readonly configuration: Configuration;
  readonly utility: number;
}

/**
 * The best that is reached from any of the starts.
 * @param limits the most of each of the bolts that are turned together
 * @param evaluations when so many configurations were tried, nothing further is
 */
export function descend(
  starts: readonly Configuration[],
  coordinates: readonly Coordinate[],
  limits: Readonly<Record<string, number>>,
  utilityOf: (configuration: Configuration) => number,
  evaluations = Number.POSITIVE_INFINITY,
): Found {
  const known = new Map<string, number>();
  const knobs = [
    ...new Set([...starts.flatMap((start) => Object.keys(start)), ...coordinates.map(({ knob }) => knob)]),
  ];
  const value = (configuration: Configuration): number => {
    const key = knobs.map((knob) => configuration[knob]).join();
    if (known.size >= evaluations) return known.get(key) ?? Number.NEGATIVE_INFINITY;
    const found = known.get(key) ?? numberOr(Number.NEGATIVE_INFINITY, utilityOf(configuration));
    known.set(key, found);
    return found;
  };
  const [first] = starts;
  if (first === undefined) throw new RangeError('no configuration to start from');
  let best: Found = { configuration: first, utility: value(first) };
  for (const start of starts) {
    const reached = descendFrom({ configuration: start, utility: value(start) }, coordinates, limits, value);
    if (reached.utility > best.utility) best = reached;
  }
  return best;
}

function descendFrom(
  start: Found,
  coordinates: readonly Coordinate[],
  limits: Readonly<Record<string, number>>,
  value: (configuration: Configuration) => number,
): Found {
  let now = start;
  for (;;) {
    const before = now.utility;
    for (const { knob, tried } of coordinates) {
      const others = tried(now.configuration[knob] ?? null).map((to) => ({
        ...now.configuration,
        [knob]: to,
      }));
      now = bestOf(now, others, value);
    }
    now = bestOf(
      now,
      together.map((factor) => scaled(now.configuration, factor, limits)),
      value,
    );
    if (now.utility <= before + 1e-9) return now;
  }
}

/** What is not a number is worse than any: nothing could be compared with it, and a search would not end. */
function numberOr(other: number, value: number): number {
  return Number.isNaN(value) ? other : value;
}

function bestOf(
  now: Found,
  others: readonly Configuration[],
  value: (configuration: Configuration) => number,
): Found {
  let best = now;
  for (const configuration of others) {
    const utility = value(configuration);
    if (utility > best.utility + 1e-12) best = { configuration, utility };
  }
  return best;
}

function scaled(
  configuration: Configuration,
  factor: number,
  limits: Readonly<Record<string, number>>,
): Configuration {
  const bolts = Object.entries(limits).map(([knob, most]) => {
    const wanted = Math.round(factor * (configuration[knob] ?? 1));
    return [knob, Math.max(1, Math.min(most, wanted))];
  });
  return { ...configuration, ...Object.fromEntries(bolts) };
}
