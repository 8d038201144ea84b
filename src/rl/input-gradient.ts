// How the value of one candidate moves with each of its features: the backward pass of a network, as plain loops.
import { type Layer, layersOf } from './layers.js';
import { featureLimit } from './normalisation.js';
import type { Weights } from './types.js';

/** The sum over the parts of what the network adds, and its derivative by each feature (D). */
export interface ValueGradient {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** @param features D, as they are before normalisation; where one is cut off at ±5 deviations its derivative is 0 */
export function valueGradient(weights: Weights, features: ArrayLike<number>): ValueGradient {
  const { shape, values, mean, scale } = weights;
  const layers = layersOf(shape);
  let activation = Float64Array.from({ length: shape.inputs }, (_, i) =>
    Math.max(-featureLimit, Math.min(featureLimit, (features[i]! - mean[i]!) / scale[i]!)),
  );
  const normalised = activation;
  const active: Float64Array[] = [];
  layers.forEach((layer, depth) => {
    const sums = forward(layer, values, activation);
    if (depth < layers.length - 1) {
      active.push(sums.map((sum) => (sum > 0 ? 1 : 0)));
      activation = sums.map((sum) => Math.max(0, sum));
    } else activation = sums;
  });
  const value = activation.reduce((sum, one) => sum + one, 0);
  let gradient = new Float64Array(shape.parts).fill(1);
  for (let depth = layers.length - 1; depth >= 0; depth--) {
    const layer = layers[depth]!;
    if (depth < layers.length - 1) {
      const open = active[depth]!;
      gradient = gradient.map((one, j) => one * open[j]!);
    }
    gradient = backward(layer, values, gradient);
  }
  const isCut = (i: number): boolean => Math.abs(normalised[i]!) >= featureLimit;
  return { value, gradient: gradient.map((one, i) => (isCut(i) ? 0 : one / scale[i]!)) };
}

function forward(
  { inputs, outputs, kernel, bias }: Layer,
  values: Float32Array,
  from: Float64Array,
): Float64Array<ArrayBuffer> {
  const sums = Float64Array.from({ length: outputs }, (_, j) => values[bias + j]!);
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < outputs; j++) sums[j]! += from[i]! * values[kernel + i * outputs + j]!;
  }
  return sums;
}

function backward(
  { inputs, outputs, kernel }: Layer,
  values: Float32Array,
  by: Float64Array,
): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: inputs }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < outputs; j++) sum += by[j]! * values[kernel + i * outputs + j]!;
    return sum;
  });
}
