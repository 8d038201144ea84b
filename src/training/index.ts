// Episodes of policies in the simulator: what they are compared by, and later trained on.
export { type DistilOptions, distil, growTree, type Look } from './distil/index.js';
export { type EpisodeOptions, type EpisodeResult, runEpisode } from './episode.js';
export { type EvaluatedEpisode, type Evaluation, type EvaluationInput, evaluate } from './evaluate.js';
export {
  type Remembered,
  remember,
  type Trusted,
} from './history/index.js';
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
export { type Oracle, type OracleSegment, oracleOf } from './oracle.js';
export {
  type Planted,
  type PlantedOptions,
  plantChanges,
  truthOf,
  underSteadyLoad,
} from './planted.js';
export { type Entrant, type PolicySpec, policyOf } from './policy-spec.js';
export { type PricedChange, pricesOf } from './prices.js';
export { type Restraint, usualRestraint } from './restraint.js';
export { randomScenario } from './scenarios.js';
export { trainingStatesOf } from './states/training-states.js';
export {
  type Estimate,
  estimate,
  mean,
  type PairedDifference,
  paired,
  type Scores,
  shareOfOracle,
} from './statistics.js';
export { createSuites, episodeMinutes, suiteNamed, suites } from './suites.js';
export type { EvaluationRow, PolicyResult } from './summary.js';
export type { ThreadOptions } from './threads.js';
export { type EpisodeSpec, type Suite, withWeights } from './types.js';
export { consideringNow, type Watched, watch } from './watched.js';
export {
  type ProposalKind,
  slosAtBadEnd,
  type Tried,
  tryWrongProposals,
  type WrongProposalsOptions,
} from './wrong-proposals.js';
