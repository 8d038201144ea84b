// The same network with tensors: scores thousands of rows at once, and finds the gradient of a loss by back-propagation.
import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFunctions } from './backend.js';
import { type Loss, weightedHuber } from './huber.js';
import { type Layer, layersOf } from './layers.js';
import { normaliseInto } from './normalisation.js';
import type { NetworkShape, Weights } from './types.js';

/** What one training step asks: rows, where the network should have been, and how much each error counts. */
export interface LossInputs {
  readonly rows: number;
  /** rows × D. */
  readonly features: Float32Array;
  /** rows × P: what the network should add to the prior. */
  readonly goals: Float32Array;
  /** rows. */
  readonly importance: Float32Array;
}

export interface Gradient extends Loss {
  /** d loss / d values, laid out as `Weights.values`. */
  readonly values: Float32Array;
}

export interface TensorNetwork {
  /** What the network adds to the prior: rows × P for rows × D features, newly allocated. */
  forward(weights: Weights, features: Float32Array, rows: number): Float32Array;
  gradient(weights: Weights, inputs: LossInputs): Gradient;
}

interface LayerTensors extends Layer {
  readonly matrix: Tensor2D;
  readonly offset: Tensor1D;
}

/**
 * Only operations that both backends have; the gradient is written out, since tfjs-core for Node brings no
 * gradients of operations along. No tensor outlives a call.
 * @param huberDeltas P: errors beyond this count linearly, in units of the reward
 */
export function createTensorNetwork(
  tf: TensorFunctions,
  shape: NetworkShape,
  huberDeltas: readonly number[],
): TensorNetwork {
  const layers = layersOf(shape);
  let buffer = new Float32Array(0);

  const inputTensor = (weights: Weights, features: Float32Array, rows: number): Tensor2D => {
    const length = rows * shape.inputs;
    if (buffer.length < length) buffer = new Float32Array(length);
    normaliseInto(weights, features, rows, buffer);
    return tf.tensor2d(buffer.subarray(0, length), [rows, shape.inputs]);
  };
  const layerTensors = ({ values }: Weights): LayerTensors[] =>
    layers.map((layer) => ({
      ...layer,
      matrix: tf.tensor2d(values.subarray(layer.kernel, layer.bias), [layer.inputs, layer.outputs]),
      offset: tf.tensor1d(values.subarray(layer.bias, layer.bias + layer.outputs)),
    }));
  /** What goes into each layer, and last what comes out of the network. */
  const activationsOf = (input: Tensor2D, tensors: readonly LayerTensors[]): Tensor2D[] => {
    const activations = [input];
    tensors.forEach(({ matrix, offset }, depth) => {
      const activation = depth === tensors.length - 1 ? 'linear' : 'relu';
      const a = activations[depth]!;
      activations.push(tf.fused.matMul({ a, b: matrix, bias: offset, activation }) as Tensor2D);
    });
    return activations;
  };
  const numbersOf = (tensor: Tensor2D | Tensor1D): Float32Array => tensor.dataSync<'float32'>();

  return {
    forward: (weights, features, rows) => {
      if (rows === 0) return new Float32Array(0);
      return tf.tidy(() => {
        const activations = activationsOf(inputTensor(weights, features, rows), layerTensors(weights));
        return numbersOf(activations[layers.length]!).slice();
      });
    },
    gradient: (weights, { rows, features, goals, importance }) =>
      tf.tidy(() => {
        const tensors = layerTensors(weights);
        const activations = activationsOf(inputTensor(weights, features, rows), tensors);
        const loss = weightedHuber(numbersOf(activations[layers.length]!), goals, importance, huberDeltas);
        const values = new Float32Array(weights.values.length);
        // d loss / d output of the layer at hand, from the last to the first (Rumelhart 1986).
        let slope = tf.tensor2d(loss.slopes, [rows, shape.parts]);
        for (let depth = layers.length - 1; depth >= 0; depth--) {
          const { kernel, bias, matrix } = tensors[depth]!;
          const input = activations[depth]!;
          values.set(numbersOf(tf.matMul(input, slope, true, false)), kernel);
          values.set(numbersOf(tf.sum<Tensor1D>(slope, 0)), bias);
          // ReLU lets the slope through where it let the value through.
          if (depth > 0) slope = tf.mul(tf.matMul(slope, matrix, false, true), tf.step(input));
        }
        return { ...loss, values };
      }),
  };
}
