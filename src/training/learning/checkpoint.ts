// A training that can go on after it was killed: a model folder of its own, with the best networks so far and the states of all.
import { join } from 'node:path';
import { TrimtabError } from '../../errors/index.js';
import { candidateSchema, schemasWithout } from '../../policy/index.js';
import { loadModel, loadTraining, saveModel } from '../../rl/index.js';
import { aboutOf, type ModelRecord, recordOf } from './record.js';
import type { Standing } from './train.js';

export interface Checkpoint {
  readonly record: ModelRecord;
  readonly standing: Standing;
}

/** Inside the folder of the model, so that it goes when the model is complete. */
export const checkpointFolder = (folder: string): string => join(folder, '.training');

/** @throws TRIMTAB_E_MODEL_WRITE, with the former checkpoint as it was */
export async function saveCheckpoint(folder: string, { record, standing }: Checkpoint): Promise<void> {
  const { best, members, states } = standing;
  // All of one training share their normalisation, and the states hold the networks of now.
  await saveModel(checkpointFolder(folder), best?.members ?? members, aboutOf(record), { training: states });
}

/** @throws TRIMTAB_E_MODEL_UNREADABLE, TRIMTAB_E_MODEL_SCHEMA */
export async function loadCheckpoint(folder: string): Promise<Checkpoint> {
  const place = checkpointFolder(folder);
  const { manifest, members } = await loadModel(place, {
    features: [...schemasWithout.keys()],
    candidates: candidateSchema,
  });
  const states = await loadTraining(place, manifest);
  const record = recordOf(manifest);
  if (record === null) {
    throw new TrimtabError('TRIMTAB_E_MODEL_SCHEMA', `The checkpoint ${place} is of another release.`, {
      next: 'Go on with the release that wrote it, or train anew without --resume.',
    });
  }
  const { training, evaluation } = record;
  const best =
    training.chosenRound === null || evaluation.utility === null
      ? null
      : {
          round: training.chosenRound,
          utility: evaluation.utility,
          trust: evaluation.trust ?? 1,
          members,
        };
  const now = members.map((one, i) => ({ ...one, values: states[i]?.online ?? one.values }));
  return {
    record,
    standing: { rounds: training.rounds, prior: evaluation.prior, best, members: now, states },
  };
}
