// Lays states of many features out on a few axes: by their principal components, and by UMAP, which keeps neighbours together.
import { UMAP } from 'umap-js';
import { createRandom } from '../util/index.js';

/** With fewer there is nothing to lay out. */
export const fewestStates = 5;
const neighbours = 15;
/** Power iteration stops when an axis turns by less than this. */
const turned = 1e-9;
const mostTurns = 500;

export interface Projection {
  /** Of each state three coordinates, the first with the most variance (Pearson 1901). */
  readonly linear: readonly (readonly number[])[];
  /** Shares of the variance on the three axes. */
  readonly explained: readonly number[];
  /** What each of the three axes is made of: the features with the largest loads, by their places. */
  readonly loads: readonly (readonly { readonly feature: number; readonly load: number }[])[];
  /** Of each state two coordinates (McInnes et al. 2018). */
  readonly neighbourly: readonly (readonly number[])[];
}

/** @param states at least `fewestStates`, all of one length; the same states are laid out in the same way */
export function project(states: readonly (readonly number[])[]): Projection {
  const scaled = standardised(states);
  const axes = principalAxes(scaled, 3);
  const total = scaled.reduce((sum, row) => sum + row.reduce((all, one) => all + one * one, 0), 0);
  const linear = scaled.map((row) => axes.map((axis) => dot(row, axis)));
  const explained = axes.map((_, a) =>
    total === 0 ? 0 : linear.reduce((sum, point) => sum + (point[a] ?? 0) ** 2, 0) / total,
  );
  const loads = axes.map((axis) =>
    axis
      .map((load, feature) => ({ feature, load }))
      .sort((a, b) => Math.abs(b.load) - Math.abs(a.load))
      .slice(0, 3)
      .filter(({ load }) => Math.abs(load) > 0.05),
  );
  const random = createRandom(states.length).fork('umap');
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(neighbours, states.length - 1),
    random: () => random.uniform(),
  });
  return { linear, explained, loads, neighbourly: umap.fit(scaled.map((row) => [...row])) };
}

/** Mean 0 and variance 1 of each feature; one that never differs is 0. */
function standardised(states: readonly (readonly number[])[]): number[][] {
  const width = states[0]?.length ?? 0;
  const means = Array.from({ length: width }, (_, i) => mean(states.map((row) => row[i] ?? 0)));
  const deviations = means.map((middle, i) =>
    Math.sqrt(mean(states.map((row) => ((row[i] ?? 0) - middle) ** 2))),
  );
  return states.map((row) =>
    row.map((value, i) => {
      const deviation = deviations[i] ?? 0;
      return deviation < 1e-9 ? 0 : (value - (means[i] ?? 0)) / deviation;
    }),
  );
}

/** Eigenvectors of the covariance with the largest eigenvalues, by power iteration, each at right angles to those before. */
function principalAxes(rows: readonly (readonly number[])[], count: number): number[][] {
  const width = rows[0]?.length ?? 0;
  const axes: number[][] = [];
  for (let a = 0; a < Math.min(count, width); a++) {
    let axis = normalised(
      apart(
        Array.from({ length: width }, (_, i) => 1 / (1 + ((i + a) % width))),
        axes,
      ),
    );
    for (let turn = 0; turn < mostTurns; turn++) {
      const next = normalised(apart(timesCovariance(rows, axis), axes));
      const change = next.reduce((sum, one, i) => sum + (one - (axis[i] ?? 0)) ** 2, 0);
      axis = next;
      if (change < turned ** 2) break;
    }
    axes.push(axis);
  }
  return axes;
}

function timesCovariance(rows: readonly (readonly number[])[], axis: readonly number[]): number[] {
  const product = axis.map(() => 0);
  for (const row of rows) {
    const along = dot(row, axis);
    row.forEach((value, i) => {
      product[i] = (product[i] ?? 0) + along * value;
    });
  }
  return product;
}

function apart(vector: readonly number[], axes: readonly (readonly number[])[]): number[] {
  return axes.reduce<number[]>(
    (left, axis) => {
      const along = dot(left, axis);
      return left.map((value, i) => value - along * (axis[i] ?? 0));
    },
    [...vector],
  );
}

function normalised(vector: readonly number[]): number[] {
  const length = Math.sqrt(dot(vector, vector));
  return length < 1e-12 ? vector.map(() => 0) : vector.map((value) => value / length);
}

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);
