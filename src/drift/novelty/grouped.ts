// What a model was trained on, by groups of descriptors: each group has a limit of its own, and the worst one counts.
import { quantile } from '../../util/index.js';
import { descriptors, type Group } from './descriptors.js';
import { type Familiar, familiarWith, nowhere, type Point } from './familiar.js';

export type Limits = Readonly<Record<Group, number>>;

/** By one of the groups. */
export interface GroupDistance {
  readonly group: Group;
  readonly distance: number;
  /** What each descriptor of the group adds to it, by its place among all. */
  readonly parts: readonly { readonly at: number; readonly part: number }[];
}

export interface GroupedFamiliar {
  distancesOf(state: Point): readonly GroupDistance[];
  /** Between which a descriptor lies in the states of the training. */
  rangeOf(at: number): { readonly low: number; readonly high: number };
}

export const groups = ['topology', 'objective'] as const satisfies readonly Group[];

export function familiarByGroups(states: readonly Point[]): GroupedFamiliar {
  const known = groups.map((group) => {
    const places = descriptors.flatMap((one, at) => (one.group === group ? [at] : []));
    const of = (state: Point): Point => places.map((at) => state[at] ?? null);
    const familiar: Familiar = familiarWith(states.map(of));
    return { group, places, of, familiar };
  });
  return {
    distancesOf: (state) =>
      known.map(({ group, places, of, familiar }) => {
        const { distance, parts } = familiar.distanceOf(of(state));
        return { group, distance, parts: places.map((at, i) => ({ at, part: parts[i] ?? 0 })) };
      }),
    rangeOf: (at) => {
      const own = known.find(({ places }) => places.includes(at));
      return own?.familiar.rangeOf(own.places.indexOf(at)) ?? nowhere;
    },
  };
}

/** Where the states of a training are all the same, half a deviation is still no wonder. */
const leastLimit = 0.5;

/**
 * The limits by states that were held back, each for its part of the false alarms.
 * @param falseAlarms share of such states that is called unfamiliar, at most
 */
export function limitsBy(familiar: GroupedFamiliar, others: readonly Point[], falseAlarms: number): Limits {
  const distances = others.map((state) => familiar.distancesOf(state));
  const limitOf = (group: Group): number =>
    Math.max(
      leastLimit,
      quantile(
        distances.flatMap((all) => all.filter((one) => one.group === group).map(({ distance }) => distance)),
        1 - falseAlarms / groups.length,
      ),
    );
  return { topology: limitOf('topology'), objective: limitOf('objective') };
}

/** The worst of the groups, as a share of its limit: above 1 the state is unlike those of the training. */
export function worstOf(
  distances: readonly GroupDistance[],
  limits: Limits,
): GroupDistance & { readonly ratio: number } {
  const [first, ...rest] = distances.map((one) => ({ ...one, ratio: one.distance / limits[one.group] }));
  if (first === undefined) throw new RangeError('a state has at least one group of descriptors');
  return rest.reduce((worst, one) => (one.ratio > worst.ratio ? one : worst), first);
}
