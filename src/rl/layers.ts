// Where each layer of a network lies in its flat array of weights, and how new weights are drawn.
import type { Random } from '../util/index.js';
import type { NetworkShape, Weights } from './types.js';

export interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  /** Offsets into `Weights.values`. */
  readonly kernel: number;
  readonly bias: number;
}

/** The layers of a shape from the features to the parts; the last one is linear. */
export function layersOf(shape: NetworkShape): readonly Layer[] {
  const widths = [shape.inputs, ...shape.hidden, shape.parts];
  let offset = 0;
  return widths.slice(1).map((outputs, i) => {
    const inputs = widths[i]!;
    const layer = { inputs, outputs, kernel: offset, bias: offset + inputs * outputs };
    offset = layer.bias + outputs;
    return layer;
  });
}

/** How many numbers `Weights.values` holds. */
export function weightCount(shape: NetworkShape): number {
  return layersOf(shape).reduce((sum, { inputs, outputs }) => sum + (inputs + 1) * outputs, 0);
}

/**
 * New weights: normal with variance 2 / inputs (He 2015, equation 10), biases zero, and the last layer all
 * zero, so that an untrained network adds nothing to the prior. The normalisation changes nothing until it is
 * set (`withNormalisation`).
 */
export function initialWeights(shape: NetworkShape, random: Random): Weights {
  const values = new Float32Array(weightCount(shape));
  for (const layer of layersOf(shape).slice(0, -1)) {
    const deviation = Math.sqrt(2 / layer.inputs);
    for (let i = layer.kernel; i < layer.bias; i++) values[i] = deviation * random.normal();
  }
  const mean = new Float32Array(shape.inputs);
  return { shape, values, mean, scale: new Float32Array(shape.inputs).fill(1) };
}

/** The same network, of which only a share is added to the prior: its last layer is multiplied by it. */
export function trusting(weights: Weights, share: number): Weights {
  const copy = copyWeights(weights);
  const last = layersOf(weights.shape).at(-1);
  if (last === undefined) return copy;
  for (let i = last.kernel; i < last.bias + last.outputs; i++) copy.values[i] = share * (copy.values[i] ?? 0);
  return copy;
}

export function copyWeights(weights: Weights): Weights {
  return { ...weights, values: weights.values.slice() };
}
