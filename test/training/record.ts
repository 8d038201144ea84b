// What the record of a trained model says of its training, as tests need it.
import { type ModelRecord, trainingSpecSchema } from '../../src/training/index.js';

type Training = ModelRecord['training'];

export function trainingRecord(own: Partial<Training> = {}): Training {
  return {
    spec: trainingSpecSchema.parse({}),
    rounds: [],
    chosenRound: null,
    seconds: 9,
    resumedAfter: [],
    backend: 'wasm',
    from: null,
    history: null,
    topology: null,
    heldBack: null,
    ...own,
  };
}
