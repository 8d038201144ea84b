// One task of an evaluation and what comes of it: an episode played by a policy, or the bounds that every policy lies between.
import { createEnvironment, createNoiseFree } from '../simulator/index.js';
import { windowSeconds } from './applying.js';
import { minutesToConverge } from './converging.js';
import { runEpisode } from './episode.js';
import { Judge } from './judge.js';
import { oracleOf } from './oracle.js';
import { decidersOf, type PolicySpec } from './policy-spec.js';
import { type EpisodeSpec, objectiveIn } from './types.js';

/** One run of an episode; the seed is the environment's, by default the scenario's own. */
export interface Run {
  readonly spec: EpisodeSpec;
  readonly seed: number | null;
}

/** Plain data: it goes to worker threads. */
export type Task =
  | { readonly kind: 'bounds'; readonly run: Run }
  | {
      readonly kind: 'policy';
      readonly run: Run;
      readonly policy: PolicySpec;
      readonly guards: 'full' | 'safety';
    };

export interface Bounds {
  readonly kind: 'bounds';
  readonly oracle: number;
  /** The utility when nothing is ever changed. */
  readonly keep: number;
}

export interface Played {
  readonly kind: 'policy';
  readonly utility: number;
  readonly sloMinutes: number;
  readonly executorHours: number;
  readonly changes: number;
  readonly undone: number;
  readonly restarts: number;
  readonly minutesToConverge: number | null;
}

/** Why there is no result. */
export interface Unplayable {
  readonly kind: 'unplayable';
  readonly text: string;
}

export type Outcome = Bounds | Played | Unplayable;

/** An application that cannot be laid out makes one episode unplayable, and not the evaluation. */
export function play(task: Task): Outcome {
  try {
    return task.kind === 'bounds' ? boundsOf(task.run) : playedBy(task);
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
    return { kind: 'unplayable', text: thrown.message };
  }
}

function boundsOf({ spec, seed }: Run): Bounds {
  const environment = createEnvironment(spec.scenario, { ...seeded(seed), windowSeconds });
  const judge = new Judge();
  for (let minute = 0; minute < spec.minutes; minute++)
    judge.take(environment.advance(60), objectiveIn(spec, minute));
  return {
    kind: 'bounds',
    oracle: oracleOf(spec, seed ?? undefined).utility,
    keep: judge.result().utility,
  };
}

function playedBy({ run: { spec, seed }, policy, guards }: Task & { readonly kind: 'policy' }): Played {
  const result = runEpisode({ ...spec, ...seeded(seed), ...decidersOf(policy), guards });
  const { utility, sloMinutes, executorHours, changes, reverts, restarts } = result;
  const noiseFree = createNoiseFree(spec.scenario, seed ?? undefined);
  const offeredPerSecond = Array.from({ length: spec.minutes }, (_, minute) =>
    [...noiseFree.at(minute).offered.values()].reduce((sum, rate) => sum + rate, 0),
  );
  const { brokenMinutes, changeTimes } = result;
  return {
    kind: 'policy',
    utility,
    sloMinutes,
    executorHours,
    changes,
    undone: reverts,
    restarts,
    minutesToConverge: minutesToConverge({
      minutes: spec.minutes,
      changes: changeTimes,
      brokenMinutes,
      offeredPerSecond,
      objectiveChangedAt: (spec.laterObjectives ?? [])
        .map(({ atMinute }) => atMinute)
        .filter((at) => at < spec.minutes),
    }),
  };
}

function seeded(seed: number | null): { readonly seed?: number } {
  return seed === null ? {} : { seed };
}
