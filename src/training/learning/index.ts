// Learning a policy: rounds of playing and of gradient steps, from a spec to a model folder.
export { type Checkpoint, checkpointFolder, loadCheckpoint } from './checkpoint.js';
export { type ModelRecord, recordOf } from './record.js';
export { mostEpisodes, specProblems, type TrainingSpec, trainingSpecSchema } from './spec.js';
export { specRows } from './spec-fields.js';
export { weighted } from './tasks.js';
export { type Playing, type Round, train } from './train.js';
export { type Training, trainModel } from './train-model.js';
