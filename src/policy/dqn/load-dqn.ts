// The learned policy from the folder of its model, checked before anything is decided with it.
import { TrimtabError } from '../../errors/index.js';
import { valueParts } from '../../objective/index.js';
import { createEnsemble, type Ensemble, loadModel, type Model } from '../../rl/index.js';
import type { ModelFacts, Policy } from '../types.js';
import { type Ablation, schemasWithout } from './ablation.js';
import { candidateSchema, featureSchema, inputs } from './candidate-set.js';
import { createDqn } from './dqn.js';

export interface LearnedPolicy extends Policy {
  readonly model: ModelFacts;
  /** What it decides by. */
  readonly ensemble: Ensemble;
}

/** @throws TRIMTAB_E_MODEL_UNREADABLE, TRIMTAB_E_MODEL_SCHEMA */
export async function loadDqn(folder: string): Promise<LearnedPolicy> {
  const { manifest, members } = await loadDqnModel(folder);
  const { seeds, features, candidates, weights } = manifest;
  const ensemble = createEnsemble(members);
  return {
    ...createDqn(ensemble),
    ensemble,
    model: { folder, sha256: weights.sha256, seeds, features, candidates },
  };
}

/** The same as plain data, for threads. */
export async function loadDqnModel(folder: string): Promise<Model> {
  return checked(folder, await loadModel(folder, { features: [featureSchema], candidates: candidateSchema }));
}

/** Also one that was trained without something, which nothing else takes: to be compared. */
export async function loadDqnToCompare(
  folder: string,
): Promise<Model & { readonly without: readonly Ablation[] }> {
  const features = [...schemasWithout.keys()];
  const model = checked(folder, await loadModel(folder, { features, candidates: candidateSchema }));
  return { ...model, without: schemasWithout.get(model.manifest.features) ?? [] };
}

function checked(folder: string, model: Model): Model {
  const { network, parts } = model.manifest;
  // The schemas name what is meant, but do not count it.
  if (network.inputs !== inputs || parts.join() !== valueParts.join()) {
    throw new TrimtabError(
      'TRIMTAB_E_MODEL_SCHEMA',
      `The model ${folder} takes ${network.inputs} features and gives ${parts.join(', ')}; this release has ${inputs} and ${valueParts.join(', ')}.`,
    );
  }
  const isSound = ({ mean, scale, values }: (typeof model.members)[number]): boolean =>
    [mean, scale, values].every(areNumbers) && scale.every((one) => one > 0);
  if (!model.members.every(isSound)) {
    throw new TrimtabError(
      'TRIMTAB_E_MODEL_UNREADABLE',
      `The model ${folder} has weights that are no numbers.`,
    );
  }
  return model;
}

const areNumbers = (array: Float32Array): boolean => array.every((one) => Number.isFinite(one));
