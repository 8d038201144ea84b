// The newest decisions of a site are not learned from: how well networks foretold what followed them says whether a model may replace another.
import type { RecordedEpisode } from '../../decision/index.js';
import { createEnsemble, type Transition, type Weights } from '../../rl/index.js';
import { mean } from '../statistics.js';

const share = 0.2;
/** Neighbouring decisions share most of their windows: of fewer nobody could tell anything, and all are learned from. */
const fewest = 20;

/** How far networks were off what followed the decisions that were not learned from. */
export interface HeldBack {
  readonly decisions: number;
  /** Mean, utility times minutes. */
  readonly error: number;
  /** Of the networks that the training began with, on the same decisions; null: it began with new ones. */
  readonly before: number | null;
  /** Whether it became larger by more than its standard error. */
  readonly isWorse: boolean;
}

/** @returns milliseconds since the epoch from which on decisions are held back; Infinity: none */
export function heldBackFrom(episodes: readonly RecordedEpisode[]): number {
  const times = episodes.flatMap(({ decisions }) => decisions.map(({ atMs }) => atMs)).sort((a, b) => a - b);
  const count = Math.floor(share * times.length);
  return count < fewest
    ? Number.POSITIVE_INFINITY
    : (times[times.length - count] ?? Number.POSITIVE_INFINITY);
}

/**
 * The error of a value is its distance from the return that followed, and from what the same networks hold of the state after it.
 * @param rewardScale of the returns
 * @returns null where nothing was held back
 */
export function judgeHeldBack(
  transitions: readonly Transition[],
  members: readonly Weights[],
  from: readonly Weights[] | null,
  rewardScale: number,
): HeldBack | null {
  if (transitions.length === 0) return null;
  const errors = errorsOf(transitions, members, rewardScale);
  const before = from === null ? null : errorsOf(transitions, from, rewardScale);
  return {
    decisions: transitions.length,
    error: mean(errors),
    before: before === null ? null : mean(before),
    isWorse: before !== null && isLarger(errors.map((error, i) => error - (before[i] ?? 0))),
  };
}

function errorsOf(
  transitions: readonly Transition[],
  members: readonly Weights[],
  rewardScale: number,
): number[] {
  const { score } = createEnsemble(members);
  return transitions.map(({ set, chosen, reward, discount, next }) => {
    const after = next === null ? null : score(next);
    const later = after === null ? 0 : discount * (after.totals[after.best] ?? 0);
    const followed = reward.reduce((sum, part) => sum + part, later);
    return Math.abs((score(set).totals[chosen] ?? 0) - followed) / rewardScale;
  });
}

/** On average, by more than the standard error of the mean. */
function isLarger(differences: readonly number[]): boolean {
  const by = mean(differences);
  const variance = mean(differences.map((one) => (one - by) ** 2));
  return by > Math.sqrt(variance / differences.length);
}
