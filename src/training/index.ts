// Episodes of policies in the simulator: what they are compared by, and later trained on.
export { distil, growTree, type Look } from './distil/index.js';
export { type EpisodeOptions, type EpisodeResult, runEpisode } from './episode.js';
export { type EvaluatedEpisode, type Evaluation, evaluate } from './evaluate.js';
export { type Remembered, remember, type Trusted } from './history/index.js';
export {
  type Checkpoint,
  checkpointFolder,
  loadCheckpoint,
  type ModelRecord,
  mostEpisodes,
  type Playing,
  type Round,
  recordOf,
  specProblems,
  specRows,
  type Training,
  type TrainingSpec,
  trainingSpecSchema,
  trainModel,
} from './learning/index.js';
export { onHeron } from './on-heron.js';
export { type Oracle, oracleOf } from './oracle.js';
export { plantChanges, truthOf, underSteadyLoad } from './planted.js';
export { type Entrant, type PolicySpec, policyOf } from './policy-spec.js';
export { pricesOf } from './prices.js';
export { usualRestraint } from './restraint.js';
export { randomScenario } from './scenarios.js';
export { trainingStatesOf } from './states/training-states.js';
export { paired } from './statistics.js';
export { createSuites, episodeMinutes, episodesOfSuite, suiteNamed, suites } from './suites.js';
export type { EvaluationRow, PolicyResult } from './summary.js';
export type { ThreadOptions } from './threads.js';
export { type EpisodeSpec, withWeights } from './types.js';
export { consideringNow, watch } from './watched.js';
export { slosAtBadEnd, tryWrongProposals } from './wrong-proposals.js';
