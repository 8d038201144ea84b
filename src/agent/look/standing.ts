// How a topology stands to what the model was trained on, with each window; and what a decision is told of it.
import type { Unfamiliar } from '../../decision/index.js';
import {
  noveltyOf,
  type Standing,
  type State,
  standingAfter,
  type Training,
  unusualText,
} from '../../drift/index.js';

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

/** What a policy that learned is not asked for; null where it is asked. */
export function unfamiliarBy(standing: Standing | null): Unfamiliar | null {
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
