// A decision beside the earlier ones about the same topology: the states that are nearest to it, and a map of all of them.
import { type Deliberating, situationOf } from '../decision/index.js';
import { candidateSetOf, stateFeatures } from '../policy/index.js';
import { counted, median } from '../util/index.js';
import { inputsOf, onScale, valueIn } from './inputs.js';
import { fewestStates, type Projection, project } from './projection.js';
import type { Input, NotSaid } from './types.js';

/** A decision that was recorded, as far as the map needs it. */
export interface Earlier {
  readonly id: string;
  readonly at: string;
  readonly action: 'apply' | 'hold';
  readonly deliberating: Deliberating;
}

export interface Near {
  readonly id: string;
  readonly at: string;
  readonly action: 'apply' | 'hold';
  /** Root mean square of the inputs' differences, each in the spread that it has over all the decisions. */
  readonly distance: number;
}

export interface Placed extends Omit<Near, 'distance'> {
  readonly utility: number | null;
  /** Distance to the nearest other one, as in `Near`: how unusual its state is. */
  readonly novelty: number;
  readonly linear: readonly number[];
  readonly neighbourly: readonly number[];
}

export interface Past {
  readonly decisions: number;
  /** The decisions of the most similar states, nearest first. */
  readonly nearest: readonly Near[];
  /** Distance to the nearest one over the median of such distances: above 1 this state is more unusual than half of them. */
  readonly unusual: number | null;
  readonly map: {
    /** Oldest first; the last one is the decision itself. */
    readonly states: readonly Placed[];
    readonly axes: readonly { readonly explained: number; readonly madeOf: readonly string[] }[];
  };
}

const nearestTold = 3;

/** @returns what is missing where there are too few */
export function pastOf(own: Earlier, earlier: readonly Earlier[]): Past | NotSaid {
  const all = [...earlier.filter(({ id }) => id !== own.id), own];
  if (all.length < fewestStates) {
    const because = `${counted(all.length, 'decision')} about this topology can be looked at, and ${fewestStates} are needed`;
    return { part: 'nearest decisions and map', because };
  }
  const points = spread(all.map(({ deliberating }) => inputsOf(deliberating)));
  const distances = points.map((a, i) => points.map((b, j) => (i === j ? Infinity : distanceOf(a, b))));
  const novelty = distances.map((row) => Math.min(...row));
  const last = all.length - 1;
  const nearest = (distances[last] ?? [])
    .map((distance, i): Near => ({ ...named(all[i] ?? own), distance }))
    .filter(({ distance }) => Number.isFinite(distance))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, nearestTold);
  const projection = project(all.map(({ deliberating }) => stateOf(deliberating)));
  const middle = median(novelty.slice(0, last));
  return {
    decisions: all.length,
    nearest,
    unusual: middle > 0 ? (novelty[last] ?? 0) / middle : null,
    map: {
      states: all.map(
        (one, i): Placed => ({
          ...named(one),
          utility: situationOf(one.deliberating).utilityOf(one.deliberating.evaluation),
          novelty: novelty[i] ?? 0,
          linear: projection.linear[i] ?? [],
          neighbourly: projection.neighbourly[i] ?? [],
        }),
      ),
      axes: axesOf(projection),
    },
  };
}

function named({ id, at, action }: Earlier): Omit<Near, 'distance'> {
  return { id, at, action };
}

/** Features of the topology as it is, in the order of `stateFeatures`. */
export function stateOf(deliberating: Deliberating): number[] {
  const { features } = candidateSetOf(situationOf(deliberating), []);
  return [...features.subarray(0, stateFeatures.length)];
}

/** Logarithms of the inputs that all have, each over its own spread; what never differs says nothing. */
function spread(all: readonly (readonly Input[])[]): number[][] {
  const named = new Map(all.flat().map((input) => [input.name, input]));
  const shared = [...named.values()].filter(
    (input) => input.kind !== 'weights' && all.every((inputs) => valueIn(inputs, input) !== undefined),
  );
  const columns = shared.map((input) => {
    const values = all.map((inputs) => onScale(input.kind, valueIn(inputs, input) ?? 0));
    const middle = values.reduce((sum, one) => sum + one, 0) / values.length;
    const deviation = Math.sqrt(
      values.reduce((sum, one) => sum + (one - middle) ** 2, 0) / Math.max(1, values.length - 1),
    );
    return values.map((value) => (deviation < 1e-6 ? 0 : (value - middle) / deviation));
  });
  return all.map((_, i) => columns.map((column) => column[i] ?? 0));
}

function distanceOf(a: readonly number[], b: readonly number[]): number {
  const squares = a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, a.length));
}

function axesOf({ explained, loads }: Projection): Past['map']['axes'] {
  return explained.map((share, axis) => ({
    explained: share,
    madeOf: (loads[axis] ?? []).map(
      ({ feature, load }) => `${load < 0 ? '−' : '+'}${stateFeatures[feature]?.name ?? ''}`,
    ),
  }));
}
