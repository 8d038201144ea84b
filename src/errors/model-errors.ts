// Errors of models and of training; a part of the catalogue.
import type { ErrorEntry } from './entry.js';

export const modelErrors = {
  TRIMTAB_E_MODEL_UNREADABLE: {
    exit: 2,
    meaning: 'A model folder is missing, incomplete or not as it was written: cut off, or changed since.',
    next: 'Copy the folder again from where it was trained, or name another; agent.policy: twin-greedy decides without a model.',
  },
  TRIMTAB_E_MODEL_SCHEMA: {
    exit: 2,
    meaning: 'A model was made for other features, other candidates or another release than this one.',
    next: 'Use a model that was trained with this release of Trimtab, or train it again; agent.policy: twin-greedy decides without one.',
  },
  TRIMTAB_E_MODEL_WRITE: {
    exit: 1,
    meaning: 'A model folder cannot be written: no space, no permission, or something else has its name.',
    next: 'Make room or choose another folder; a model that was there before is as it was.',
  },
  TRIMTAB_E_TRAINING_DIVERGED: {
    exit: 1,
    meaning:
      'Training met a loss, a gradient or a feature that is not a number; the weights are as before that step.',
    next: 'Train anew, without --resume, with a lower learningRate or rewardScale in the training spec; --resume goes on with the same ones.',
  },
  TRIMTAB_E_BACKEND: {
    exit: 1,
    meaning: 'The tensor backend that was asked for is not installed or does not load.',
    next: 'Run npm run native to complete the native backend, or leave the choice to Trimtab.',
  },
  TRIMTAB_E_NO_HISTORY: {
    exit: 2,
    meaning:
      'A history has no decision that a training could learn from, or none of the topology that was named.',
    next: 'Name the state directory of an agent that has decided for a while, or train without --history.',
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
