// One episode played to learn from: its decisions, what each was followed by until the next, and its score.
import { valueParts } from '../../objective/index.js';
import {
  type CandidateSet,
  createEnsemble,
  type EpisodeStep,
  totalValues,
  type Weights,
} from '../../rl/index.js';
import { createRandom } from '../../util/index.js';
import { runEpisode } from '../episode.js';
import type { EpisodeSpec } from '../types.js';
import { type Choice, createExplorer } from './explorer.js';

/** Plain data: it goes to worker threads. */
export interface RolloutTask {
  readonly spec: EpisodeSpec;
  /** They decide by their mean; none: by the prior alone. */
  readonly members: readonly Weights[];
  readonly exploration: number;
  readonly seed: number;
  readonly discountPerMinute: number;
  /** What a utility of 1 for a minute counts. */
  readonly rewardScale: number;
  readonly guards: 'full' | 'safety';
  readonly decideEveryMinutes: number;
}

export interface Rollout {
  readonly steps: readonly EpisodeStep[];
  readonly utility: number;
  readonly changes: number;
}

/**
 * Moments at which nothing could be chosen belong to the decision before them, so that a step lasts until there is a choice again
 * (a semi-Markov decision process; Sutton, Precup & Singh 1999).
 */
export function rollOut(task: RolloutTask): Rollout {
  const { spec, members, exploration, seed, discountPerMinute, rewardScale, guards, decideEveryMinutes } =
    task;
  const totalsOf = members.length === 0 ? priorTotals : ensembleTotals(members);
  const explorer = createExplorer(totalsOf, exploration, createRandom(seed).fork('exploration'));
  const steps: EpisodeStep[] = [];
  let open: (Choice & { reward: Float64Array; minutes: number }) | null = null;
  const close = (): void => {
    if (open === null || open.minutes === 0) return;
    steps.push({ set: open.set, chosen: open.chosen, reward: open.reward, seconds: 60 * open.minutes });
  };
  const { utility, changes } = runEpisode({
    ...spec,
    policy: explorer,
    guards,
    decideEveryMinutes,
    observer: {
      minute: (parts) => {
        if (open === null) return;
        const { reward } = open;
        const weight = rewardScale * discountPerMinute ** open.minutes;
        valueParts.forEach((part, p) => {
          reward[p] = (reward[p] ?? 0) + weight * (parts?.[part] ?? 0);
        });
        open.minutes += 1;
      },
      decided: (isDone) => {
        const choice = explorer.take();
        if (choice === null) return;
        close();
        // What a guard stopped all the same is a hold.
        const chosen = isDone ? choice.chosen : 0;
        open = { set: choice.set, chosen, reward: new Float64Array(valueParts.length), minutes: 0 };
      },
    },
  });
  close();
  return { steps, utility, changes };
}

function priorTotals({ prior }: CandidateSet): Float32Array {
  return totalValues(valueParts.length, prior);
}

function ensembleTotals(members: readonly Weights[]): (set: CandidateSet) => Float32Array {
  const ensemble = createEnsemble(members);
  return (set) => ensemble.score(set).totals;
}
