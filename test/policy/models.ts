// Model folders for tests: networks as they are before any training, which choose as twin-greedy does.
import { valueParts } from '../../src/objective/index.js';
import { candidateSchema, dqnInputs, featureSchema } from '../../src/policy/index.js';
import { initialWeights, type ModelAbout, type NetworkShape, saveModel } from '../../src/rl/index.js';
import { createRandom } from '../../src/util/index.js';

export const shape: NetworkShape = { inputs: dqnInputs, hidden: [8], parts: valueParts.length };

export async function saveUntrained(
  folder: string,
  own: Partial<ModelAbout> = {},
  of: NetworkShape = shape,
): Promise<void> {
  const seeds = own.seeds ?? [1, 2];
  const members = seeds.map((seed) => initialWeights(of, createRandom(seed)));
  await saveModel(folder, members, {
    features: featureSchema,
    candidates: candidateSchema,
    parts: [...valueParts],
    seeds,
    training: {},
    evaluation: {},
    revision: 'test',
    ...own,
  });
}
