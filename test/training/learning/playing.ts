// Short episodes and a tiny training for the tests of learning.
import { objectiveFrom } from '../../../src/config/index.js';
import type { Policy } from '../../../src/policy/index.js';
import { topWords } from '../../../src/simulator/index.js';
import {
  type EpisodeSpec,
  runEpisode,
  type TrainingSpec,
  trainingSpecSchema,
} from '../../../src/training/index.js';

export const episode: EpisodeSpec = {
  scenario: topWords(),
  objective: objectiveFrom('balanced', 'test'),
  minutes: 10,
  external: false,
};

export function playSome(policy: Policy, minutes: number): void {
  runEpisode({ ...episode, policy, minutes, guards: 'safety' });
}

export const tinySpec: TrainingSpec = trainingSpecSchema.parse({
  seeds: [1, 2],
  rounds: 4,
  priorRounds: 1,
  episodesPerRound: 2,
  minutes: 8,
  exploration: [0.5],
  gradientStepsPerRound: 3,
  batch: 8,
  hidden: [4],
  guards: 'safety',
  decideEveryMinutes: 1,
  moments: 2,
  branches: 2,
  branchMinutes: 2,
  validation: { episodes: 1, everyRounds: 2, minutes: 8, trust: [1] },
});
