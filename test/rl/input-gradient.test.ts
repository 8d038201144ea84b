// The backward pass gives what small steps of the forward pass give.
import { describe, expect, it } from 'vitest';
import { createNetwork, initialWeights, valueGradient, type Weights } from '../../src/rl/index.js';
import { createRandom } from '../../src/util/index.js';

const shape = { inputs: 4, hidden: [16, 8], parts: 3 };

function weightsOf(seed: number): Weights {
  const random = createRandom(seed);
  const weights = initialWeights(shape, random);
  // New networks end in a layer of zeros, which would let everything pass.
  const values = weights.values.map((one) => (one === 0 ? 0.3 * random.normal() : one));
  return { ...weights, values, mean: Float32Array.of(0.1, 0, 0, 0), scale: Float32Array.of(0.5, 1, 2, 1) };
}

describe('the gradient of a value', () => {
  it.each([1, 2, 3])('is the slope of the value along each feature (seed %i)', (seed) => {
    const weights = weightsOf(seed);
    const features = [0.3, -0.7, 1.1, 0.2];
    const { gradient } = valueGradient(weights, features);
    features.forEach((_, i) => {
      const at = (step: number): number =>
        valueGradient(
          weights,
          features.map((one, j) => (j === i ? one + step : one)),
        ).value;
      expect(gradient[i]).toBeCloseTo((at(1e-6) - at(-1e-6)) / 2e-6, 4);
    });
  });

  it('has the value of the network that decides', () => {
    const weights = weightsOf(4);
    const features = Float32Array.of(0.3, -0.7, 1.1, 0.2);
    const forward = createNetwork(shape).forward(weights, features, 1).slice(0, shape.parts);
    expect(valueGradient(weights, features).value).toBeCloseTo(
      forward.reduce((sum, one) => sum + one, 0),
      4,
    );
  });

  it('is 0 for a feature beyond five deviations, where it is cut off', () => {
    expect(valueGradient(weightsOf(5), [0.3, 6, 1.1, 0.2]).gradient[1]).toBe(0);
  });
});
