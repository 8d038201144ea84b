// The network as plain loops over typed arrays: what decides in use, where one decision is too small for tensors.
import { type Layer, layersOf } from './layers.js';
import { normaliseInto } from './normalisation.js';
import type { CandidateSet, NetworkShape, Weights } from './types.js';

export interface Network {
  readonly shape: NetworkShape;
  /**
   * What the network adds to the prior: rows × P for rows × D features. The array is reused: valid until the
   * next call, and longer than rows × P where an earlier call had more rows.
   */
  forward(weights: Weights, features: Float32Array, rows: number): Float32Array;
}

/** Buffers for one shape; they grow to the largest set seen, then nothing is allocated any more. */
export function createNetwork(shape: NetworkShape): Network {
  const layers = layersOf(shape);
  const widest = Math.max(...layers.flatMap(({ inputs, outputs }) => [inputs, outputs]));
  let capacity = 0;
  let from = new Float32Array(0);
  let to = new Float32Array(0);
  const reserve = (rows: number): void => {
    if (rows <= capacity) return;
    capacity = rows;
    from = new Float32Array(rows * widest);
    to = new Float32Array(rows * widest);
  };
  const sums = new Float64Array(widest);

  return {
    shape,
    forward: (weights, features, rows) => {
      reserve(rows);
      normaliseInto(weights, features, rows, from);
      layers.forEach((layer, depth) => {
        const linear = depth === layers.length - 1;
        for (let row = 0; row < rows; row++) {
          sumInputs(layer, weights.values, from, row * layer.inputs, sums);
          const start = row * layer.outputs;
          // Written so that what is not a number stays visible.
          for (let j = 0; j < layer.outputs; j++) to[start + j] = !linear && sums[j]! < 0 ? 0 : sums[j]!;
        }
        [from, to] = [to, from];
      });
      return from;
    },
  };
}

/** One row through one layer: sums = bias + row · kernel. */
function sumInputs(
  { inputs, outputs, kernel, bias }: Layer,
  values: Float32Array,
  from: Float32Array,
  start: number,
  sums: Float64Array,
): void {
  for (let j = 0; j < outputs; j++) sums[j] = values[bias + j]!;
  for (let i = 0; i < inputs; i++) {
    const input = from[start + i]!;
    // About half of what ReLU lets through is zero.
    if (input === 0) continue;
    const place = kernel + i * outputs;
    for (let j = 0; j < outputs; j++) sums[j]! += input * values[place + j]!;
  }
}

/** Q of each part and candidate: prior + network, n × P, newly allocated. */
export function partValues(network: Network, weights: Weights, set: CandidateSet): Float32Array {
  const output = network.forward(weights, set.features, set.count);
  return set.prior.map((prior, i) => prior + output[i]!);
}

/** Q of each candidate (n): the sum over its parts. */
export function totalValues(parts: number, partValues: Float32Array): Float32Array {
  const totals = new Float32Array(partValues.length / parts);
  for (let i = 0; i < totals.length; i++) {
    let sum = 0;
    for (let p = 0; p < parts; p++) sum += partValues[i * parts + p]!;
    totals[i] = sum;
  }
  return totals;
}

/** Index of the largest value in values[from .. to); of equal ones the first, so that `hold` wins a tie. */
export function argmax(values: ArrayLike<number>, from = 0, to = values.length): number {
  let best = from;
  for (let i = from + 1; i < to; i++) if (values[i]! > values[best]!) best = i;
  return best;
}
