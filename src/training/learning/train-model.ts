// One training from spec to model folder: backend, threads, checkpoints on the way, and what is saved at the end.
import { rm } from 'node:fs/promises';
import { type Manifest, openBackend, saveModel, type Weights } from '../../rl/index.js';
import { judgeHeldBack, type Remembered } from '../history/index.js';
import { suiteNamed } from '../suites.js';
import { createThreads } from '../threads.js';
import type { Suite } from '../types.js';
import { type Checkpoint, checkpointFolder, saveCheckpoint } from './checkpoint.js';
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
  /** A model whose networks it begins with, and must do better than; null: new ones. */
  readonly from: { readonly sha256: string; readonly members: readonly Weights[] } | null;
  /** Of a site, to be learned from as well; null without. */
  readonly history: Remembered | null;
  /** That the model is for, as it was named; null: all topologies of the history alike. */
  readonly topology: string | null;
  /** Of the code. */
  readonly revision: string;
  /** Seconds of any clock. */
  readonly now: () => number;
  /** Files for people beside the model, by name; they are told the names of those of `played`. */
  readonly files: (manifest: Manifest, played: readonly string[]) => Readonly<Record<string, string>>;
  /** More such files, for which something is played first: a training that ends meanwhile has its checkpoint still. */
  readonly played: () => Promise<Readonly<Record<string, string>>>;
}

/** What came of a training. */
export interface Outcome {
  readonly record: ModelRecord;
  /** Of the folder that was written; null where nothing that was learned did better than what it began with, there or on the site. */
  readonly manifest: Manifest | null;
}

/** @throws TrimtabError TRIMTAB_E_TRAINING_DIVERGED, TRIMTAB_E_MODEL_WRITE; the reason of the signal */
export async function trainModel(options: Training): Promise<Outcome> {
  const { spec, folder, checkpoint, jobs, revision, now, from, history, topology } = options;
  const began = now();
  const rows = spec.batch * (1 + usualCandidates);
  const backend = await openBackend({ prefer: 'auto', shape: shapeOf(spec), rows });
  const resumedAfter = resumedIn(spec, checkpoint);
  const recordAt = (
    standing: Pick<Standing, 'rounds' | 'prior' | 'best'>,
    heldBack: ModelRecord['training']['heldBack'] = null,
  ): ModelRecord =>
    recordFor(spec, standing, {
      heldBack,
      seconds: (checkpoint?.record.training.seconds ?? 0) + now() - began,
      resumedAfter,
      backend: backend.name,
      from: from?.sha256 ?? checkpoint?.record.training.from ?? null,
      history: history === null ? null : [...history.topologies],
      topology,
      revision,
    });
  const script = new URL('./rollout-thread.js', import.meta.url);
  const threads = createThreads<RolloutTask, Rollout>(script, jobs);
  try {
    const trained = await train({
      ...options,
      from: from?.members ?? null,
      history: history?.transitions ?? [],
      episode: (index) => suite(spec.suite).episode(index),
      validationEpisode: (index) => suite('validation').episode(index),
      threads,
      backend,
      resumed: checkpoint?.standing ?? null,
      onStanding: (standing) => saveCheckpoint(folder, { record: recordAt(standing), standing }),
    });
    const { members, round } = trained.best;
    const former = from?.members ?? null;
    const heldBack = judgeHeldBack(history?.heldBack ?? [], members, former, spec.rewardScale);
    const record = recordAt(trained, heldBack);
    if (round === 0 || heldBack?.isWorse === true) {
      await rm(checkpointFolder(folder), { recursive: true, force: true });
      return { record, manifest: null };
    }
    const played = await options.played();
    const files = (written: Manifest) => ({
      ...options.files(written, Object.keys(played)),
      ...played,
    });
    const manifest = await saveModel(folder, members, aboutOf(record), { files });
    return { record, manifest };
  } finally {
    await threads.close();
  }
}

/** With no round left nothing is learned that another memory could change. */
function resumedIn({ rounds }: TrainingSpec, checkpoint: Checkpoint | null): number[] {
  if (checkpoint === null) return [];
  const done = checkpoint.standing.rounds.length;
  return [...checkpoint.record.training.resumedAfter, ...(done < rounds ? [done] : [])];
}

interface Circumstances extends Omit<ModelRecord['training'], 'spec' | 'rounds' | 'chosenRound'> {
  readonly revision: string;
}

function recordFor(
  spec: TrainingSpec,
  { rounds, prior, best }: { rounds: readonly Round[]; prior: number; best: Best | null },
  { seconds, revision, ...others }: Circumstances,
): ModelRecord {
  return {
    training: {
      spec,
      rounds: [...rounds],
      chosenRound: best?.round ?? null,
      seconds: Math.round(seconds),
      ...others,
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
