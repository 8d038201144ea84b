// The network: nothing but the prior until it is trained, and the same numbers by loops and by every backend.
import { expect, test } from 'vitest';
import {
  argmax,
  createNetwork,
  createTensorNetwork,
  initialWeights,
  measureNormalisation,
  openBackend,
  partValues,
  totalValues,
  withNormalisation,
} from '../../src/rl/index.js';
import { createRandom } from '../../src/util/index.js';
import { floats, furthest, nativeInstalled, setOf, small, wasm, wornWeights } from './helpers.js';

const deltas = [2, 0.5, 1];

test('an untrained network is the prior', () => {
  const random = createRandom(1);
  const set = setOf(9, small, random);
  expect(partValues(createNetwork(small), initialWeights(small, random), set)).toEqual(set.prior);
});

test('the forward pass by hand: normalise, kernel, bias, ReLU, kernel, bias', () => {
  const shape = { inputs: 2, hidden: [2], parts: 1 };
  // Hidden: kernel [[1, -1], [2, 0.5]], bias [0.5, 0]; output: kernel [[3], [10]], bias [-1].
  const values = Float32Array.from([1, -1, 2, 0.5, 0.5, 0, 3, 10, -1]);
  const weights = { shape, values, mean: Float32Array.from([1, 0]), scale: Float32Array.from([2, 1]) };
  const set = {
    count: 2,
    // Normalised: (1, 2) and (-1, 5): 99 is clipped.
    features: Float32Array.from([3, 2, -1, 99]),
    prior: Float32Array.from([0, 100]),
  };
  // (1, 2) → (1 + 4 + 0.5, -1 + 1) = (5.5, 0) → 16.5 + 0 - 1; (-1, 5) → (9.5, 3.5) → 28.5 + 35 - 1.
  expect([...partValues(createNetwork(shape), weights, set)]).toEqual([15.5, 162.5]);
});

test('a small set after a large one is not touched by what is left in the buffers', () => {
  const random = createRandom(2);
  const [weights, one, many] = [wornWeights(small, 2), setOf(1, small, random), setOf(40, small, random)];
  const network = createNetwork(small);
  partValues(network, weights, many);
  expect(partValues(network, weights, one)).toEqual(partValues(createNetwork(small), weights, one));
});

test('normalised features have mean 0 and deviation 1; a constant feature is left as it is', () => {
  const sets = [
    { count: 2, features: Float32Array.from([1, 7, 3, 7]), prior: new Float32Array(0) },
    { count: 1, features: Float32Array.from([5, 7]), prior: new Float32Array(0) },
  ];
  const { mean, scale } = measureNormalisation(2, sets);
  expect([...mean]).toEqual([3, 7]);
  expect(scale[0]).toBeCloseTo(Math.sqrt(8 / 3), 6);
  expect(scale[1]).toBe(1);
});

test('parts add up to totals, and of equal totals the first wins', () => {
  expect([...totalValues(2, Float32Array.from([1, 2, 3, 0, -1, 1]))]).toEqual([3, 3, 0]);
  expect(argmax([3, 3, 0])).toBe(0);
  expect(argmax([9, 1, 2, 2], 1, 4)).toBe(2);
});

test('loops and WebAssembly agree within 1e-5', async () => {
  const shape = { inputs: 60, hidden: [64, 64], parts: 5 };
  const set = setOf(300, shape, createRandom(3));
  const weights = withNormalisation(wornWeights(shape, 3), [set]);
  const tensors = createTensorNetwork((await wasm(shape)).tf, shape, [1, 1, 1, 1, 1]);
  const byLoops = createNetwork(shape).forward(weights, set.features, set.count);
  const byTensors = tensors.forward(weights, set.features, set.count);
  expect(byTensors).toHaveLength(300 * 5);
  expect(furthest(byTensors, byLoops)).toBeLessThan(1e-5);
});

test.skipIf(!nativeInstalled)(
  `native TensorFlow and WebAssembly agree within 1e-4, values and gradients${nativeInstalled ? '' : ' (not installed: npm run native)'}`,
  async () => {
    const shape = { inputs: 60, hidden: [64, 64], parts: 3 };
    const random = createRandom(4);
    const set = setOf(192, shape, random);
    const weights = withNormalisation(wornWeights(shape, 4), [set]);
    const inputs = {
      rows: 192,
      features: set.features,
      goals: floats(192 * 3, random),
      importance: new Float32Array(192).fill(1),
    };
    const results = [];
    for (const prefer of ['wasm', 'native'] as const) {
      const { tf } = await openBackend({ prefer, shape, rows: 192 });
      const tensors = createTensorNetwork(tf, shape, deltas);
      const [forward, gradient] = [
        tensors.forward(weights, set.features, 192),
        tensors.gradient(weights, inputs),
      ];
      results.push({ forward, gradient });
    }
    const [a, b] = results;
    expect(furthest(a!.forward, b!.forward)).toBeLessThan(1e-4);
    expect(furthest(a!.gradient.values, b!.gradient.values)).toBeLessThan(1e-4);
  },
);

test('the gradient is the slope of the loss, as small changes of each weight show', async () => {
  const random = createRandom(5);
  const weights = wornWeights(small, 5);
  const tensors = createTensorNetwork((await wasm()).tf, small, deltas);
  const inputs = {
    rows: 8,
    features: floats(8 * small.inputs, random),
    goals: floats(8 * small.parts, random).map((goal) => 2 * goal),
    importance: Float32Array.from({ length: 8 }, () => random.uniform()),
  };
  const { loss, values } = tensors.gradient(weights, inputs);
  const lossWith = (i: number, change: number): number => {
    const changed = weights.values.slice();
    changed[i]! += change;
    return tensors.gradient({ ...weights, values: changed }, inputs).loss;
  };
  expect(loss).toBeGreaterThan(0);
  const h = 1e-3;
  const slopes = values.map((_, i) => (lossWith(i, h) - lossWith(i, -h)) / (2 * h));
  expect(furthest(values, slopes)).toBeLessThan(2e-3);
});
