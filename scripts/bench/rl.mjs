// Prints how long a training step, a pass over many rows and one decision take, on each backend there is.
import {
  batchOf,
  constant,
  createLearner,
  createNetwork,
  createTensorNetwork,
  initialWeights,
  openBackend,
} from '../../dist/rl/index.js';
import { createRandom } from '../../dist/util/index.js';

const inputs = 60;
const parts = 5;
const candidates = 20;

const random = createRandom(1);
const numbers = (length) => Float32Array.from({ length }, () => random.normal());
const set = () => ({
  count: candidates,
  features: numbers(candidates * inputs),
  prior: numbers(candidates * parts),
});
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
const timed = (repetitions, work) => {
  for (let i = 0; i < repetitions / 4; i++) work();
  const times = Array.from({ length: repetitions }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return median(times).toFixed(2);
};

console.log('| backend | batch | hidden | step, ms | pass over all next rows, ms |');
console.log('|---|---|---|---|---|');
for (const [batch, width] of [
  [32, 64],
  [192, 64],
  [192, 128],
  [192, 256],
  [512, 256],
]) {
  const shape = { inputs, hidden: [width, width], parts };
  const transitions = Array.from({ length: batch }, () => ({
    set: set(),
    chosen: 3,
    reward: numbers(parts),
    discount: 0.9,
    next: set(),
  }));
  const data = batchOf(shape, transitions);
  const weights = initialWeights(shape, random);
  for (const prefer of ['wasm', 'native']) {
    const backend = await openBackend({ prefer, shape, rows: batch * (candidates + 1) }).catch(() => null);
    if (backend === null) continue;
    const options = {
      learningRate: constant(1e-3),
      huberDeltas: Array(parts).fill(2),
      gradientNorm: 10,
      copyEvery: 250,
    };
    const learner = createLearner(options, weights, backend);
    const tensors = createTensorNetwork(backend.tf, shape, options.huberDeltas);
    const step = timed(40, () => learner.step(data));
    const pass = timed(40, () => tensors.forward(weights, data.nextFeatures, batch * candidates));
    console.log(`| ${prefer} | ${batch} | ${width}×${width} | ${step} | ${pass} |`);
  }
  const network = createNetwork(shape);
  console.log(
    `| plain loops | ${batch} | ${width}×${width} | | ${timed(10, () => network.forward(weights, data.nextFeatures, batch * candidates))} |`,
  );
}
const shape = { inputs, hidden: [64, 64], parts };
const [network, weights, one] = [createNetwork(shape), initialWeights(shape, random), set()];
console.log(
  `\nOne decision over ${candidates} candidates, plain loops, 64×64: ${timed(2000, () => network.forward(weights, one.features, candidates))} ms`,
);
