// Whether a topology stands outside of what a model was trained on, at once when it leaves, with hysteresis when it comes back; and how that is told.
import { z } from 'zod';
import type { State } from './descriptors.js';
import { type Novelty, noveltyOf, noveltySchema, unusualText } from './novelty.js';
import type { Training } from './training-states.js';

/** Beyond 1 the state is unlike the training. Nearer than this, so many windows in a row, it is back. */
const [backWithin, backWindows] = [0.9, 2];
/** Windows that share more than a tenth count once. */
const mostShared = 0.1;

export const standingSchema = z.object({
  isOutside: z.boolean(),
  /** Cluster time since which it is as it is, milliseconds since the epoch. */
  since: z.number(),
  /** Windows in a row that were well inside, while it counts as outside. */
  calmWindows: z.number(),
  /** Of the last window that was counted. */
  countedAt: z.number(),
  /** Of the last window. */
  novelty: noveltySchema,
  /** SHA-256 of the states that it is compared with: another model has others. */
  training: z.string(),
});
/** Plain data: it is kept on disk as it is. */
export type Standing = z.infer<typeof standingSchema>;

export interface NoveltyWindow {
  readonly at: number;
  readonly seconds: number;
  readonly novelty: Novelty;
  readonly training: string;
}

/** @param before null, or against other states: nothing is known of before */
export function standingAfter(
  before: Standing | null,
  { at, seconds, novelty, training }: NoveltyWindow,
): Standing {
  const isUnlike = novelty.distance > 1;
  if (before === null || before.training !== training || at < before.countedAt) {
    return { isOutside: isUnlike, since: at, calmWindows: 0, countedAt: at, novelty, training };
  }
  if (isUnlike) {
    const since = before.isOutside ? before.since : at;
    return { isOutside: true, since, calmWindows: 0, countedAt: at, novelty, training };
  }
  if (!before.isOutside) return { ...before, novelty, countedAt: at };
  if (novelty.distance > backWithin) return { ...before, novelty, calmWindows: 0, countedAt: at };
  if (at - before.countedAt < (1 - mostShared) * 1000 * seconds) return { ...before, novelty };
  const calmWindows = before.calmWindows + 1;
  if (calmWindows < backWindows) return { ...before, novelty, calmWindows, countedAt: at };
  return { isOutside: false, since: at, calmWindows: 0, countedAt: at, novelty, training };
}

/** @returns null where nobody can tell: the model has no states of its training */
export function standingIn(
  state: State,
  training: Training | null,
  before: Standing | null,
): Standing | null {
  if (training === null) return null;
  const { at, window } = state.evaluation;
  const novelty = noveltyOf(state, training);
  return standingAfter(before, { at, seconds: window.seconds, novelty, training: training.sha256 });
}

/** Why a policy that learned is not asked; null where it is. */
export function unfamiliarBy(
  standing: Standing | null,
): { readonly distance: number; readonly text: string } | null {
  if (standing?.isOutside !== true) return null;
  return { distance: standing.novelty.distance, text: outsideText(standing) };
}

export function outsideText({ since, novelty }: Standing): string {
  const from = new Date(since).toISOString();
  const far = `${novelty.distance.toFixed(1)} times the limit away`;
  return novelty.distance > 1
    ? `its state is unlike those that it was trained on, since ${from}, ${far}: ${unusualText(novelty)}`
    : `its state was unlike those that it was trained on, since ${from}, and is not back for long enough (${far})`;
}
