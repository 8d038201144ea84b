// One training from spec to model folder: backend, threads, checkpoints on the way, and what is saved at the end.
import { type Manifest, openBackend, type SaveOptions, saveModel } from '../../rl/index.js';
import { suiteNamed } from '../suites.js';
import { createThreads } from '../threads.js';
import type { Suite } from '../types.js';
import { type Checkpoint, saveCheckpoint } from './checkpoint.js';
import { aboutOf, type ModelRecord } from './record.js';
import type { TrainingSpec } from './spec.js';
import { shapeOf } from './student.js';
import { type Best, type Round, type Standing, type TrainingInput, train } from './train.js';
import type { Rollout, RolloutTask } from './types.js';

/** Of one decision, roughly: what the choice of a backend goes by. */
const usualCandidates = 25;

export interface Training extends Pick<TrainingInput, 'spec' | 'signal' | 'onRound' | 'onPlayed'> {
  /** Of the model; it is replaced when the training is done, and not before. */
  readonly folder: string;
  /** Where it goes on; null begins anew. */
  readonly checkpoint: Checkpoint | null;
  readonly jobs: number;
  /** Of the code. */
  readonly revision: string;
  /** Seconds of any clock. */
  readonly now: () => number;
  readonly files: NonNullable<SaveOptions['files']>;
}

/** @throws TrimtabError TRIMTAB_E_TRAINING_DIVERGED, TRIMTAB_E_MODEL_WRITE; the reason of the signal */
export async function trainModel(options: Training): Promise<Manifest> {
  const { spec, folder, checkpoint, jobs, revision, now } = options;
  const began = now();
  const rows = spec.batch * (1 + usualCandidates);
  const backend = await openBackend({ prefer: 'auto', shape: shapeOf(spec), rows });
  const resumedAfter = [
    ...(checkpoint?.record.training.resumedAfter ?? []),
    ...(checkpoint === null ? [] : [checkpoint.standing.rounds.length]),
  ];
  const recordAt = (standing: Pick<Standing, 'rounds' | 'prior' | 'best'>): ModelRecord =>
    recordFor(spec, standing, {
      seconds: (checkpoint?.record.training.seconds ?? 0) + now() - began,
      resumedAfter,
      backend: backend.name,
      revision,
    });
  const script = new URL('./rollout-thread.js', import.meta.url);
  const threads = createThreads<RolloutTask, Rollout>(script, jobs);
  try {
    const trained = await train({
      ...options,
      episode: (index) => suite(spec.suite).episode(index),
      validationEpisode: (index) => suite('validation').episode(index),
      threads,
      backend,
      resumed: checkpoint?.standing ?? null,
      onStanding: (standing) => saveCheckpoint(folder, { record: recordAt(standing), standing }),
    });
    return await saveModel(folder, trained.best.members, aboutOf(recordAt(trained)), {
      files: options.files,
    });
  } finally {
    await threads.close();
  }
}

interface Circumstances extends Pick<ModelRecord['training'], 'seconds' | 'resumedAfter' | 'backend'> {
  readonly revision: string;
}

function recordFor(
  spec: TrainingSpec,
  { rounds, prior, best }: { rounds: readonly Round[]; prior: number; best: Best | null },
  { seconds, resumedAfter, backend, revision }: Circumstances,
): ModelRecord {
  return {
    training: {
      spec,
      rounds: [...rounds],
      chosenRound: best?.round ?? null,
      seconds: Math.round(seconds),
      resumedAfter,
      backend,
    },
    evaluation: {
      suite: 'validation',
      episodes: spec.validation.episodes,
      utility: best?.utility ?? null,
      trust: best?.trust ?? null,
      prior,
    },
    revision,
  };
}

function suite(name: string): Suite {
  const found = suiteNamed(name);
  if (found === undefined) throw new RangeError(`no suite is named ${name}`);
  return found;
}
