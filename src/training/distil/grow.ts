// Grows a decision tree over the features of changes: each time the leaf is split whose split explains most.
import { type Node, rounded, rowNames, withoutTwins } from '../../policy/index.js';
import type { Look } from './types.js';

export interface GrowOptions {
  readonly mostLeaves: number;
  /** A leaf rests on at least so many decisions. */
  readonly leastDecisions: number;
}

/** Values of a feature that a split may be at: so many quantiles of it, to so many digits, so that they can be read. */
const [quantiles, digits] = [64, 2];
/** What one decision can count, in the units of the teacher's values: a few large ones would drown the rest. */
const most = 1;
/** And what one counts at least: a teacher that hardly cares is followed all the same. */
const least = 0.1;

interface Sample {
  readonly row: Float32Array;
  readonly worth: number;
  readonly weight: number;
}

interface Split {
  readonly feature: number;
  readonly atMost: number;
  readonly won: number;
}

interface Growing {
  readonly samples: readonly Sample[];
  readonly split: Split | null;
  yes: Growing | null;
  no: Growing | null;
}

/**
 * Breiman et al. 1984, best first, of the sign of the teacher's worth. A decision counts as much as deciding otherwise would cost the teacher
 * (Bastani et al. 2018, equation 4), and changes that were made count together as much as those that were not.
 */
export function growTree(looks: readonly Look[], { mostLeaves, leastDecisions }: GrowOptions): Node {
  const samples = weighed(looks);
  const thresholds = rowNames.map((_, feature) => thresholdsOf(looks, feature));
  const leaf = (own: readonly Sample[]): Growing => ({
    samples: own,
    split: bestSplit(own, thresholds, leastDecisions),
    yes: null,
    no: null,
  });
  const root = leaf(samples);
  const leaves = [root];
  while (leaves.length < mostLeaves) {
    const next = leaves.reduce<Growing | null>((best, one) => (won(one) > won(best) ? one : best), null);
    if (next === null || next.split === null) break;
    const { feature, atMost } = next.split;
    const isYes = ({ row }: Sample): boolean => (row[feature] ?? 0) <= atMost;
    next.yes = leaf(next.samples.filter(isYes));
    next.no = leaf(next.samples.filter((one) => !isYes(one)));
    leaves.splice(leaves.indexOf(next), 1, next.yes, next.no);
  }
  return withoutTwins(nodeOf(root));
}

function weighed(looks: readonly Look[]): Sample[] {
  const bounded = (worth: number): number => Math.max(-most, Math.min(most, worth));
  const cost = ({ worth }: Look): number => Math.max(least, Math.abs(bounded(worth)));
  const sum = (isMade: boolean): number =>
    looks.reduce((all, look) => (look.worth > 0 === isMade ? all + cost(look) : all), 0);
  const [made, waited] = [sum(true), sum(false)];
  return looks.map((look) => ({
    row: look.row,
    worth: bounded(look.worth),
    weight: cost(look) / Math.max(1e-9, look.worth > 0 ? made : waited),
  }));
}

function thresholdsOf(looks: readonly Look[], feature: number): number[] {
  const values = looks.map(({ row }) => row[feature] ?? 0).sort((a, b) => a - b);
  const at = (share: number): number => values[Math.floor(share * (values.length - 1))] ?? 0;
  const chosen = Array.from({ length: quantiles - 1 }, (_, i) =>
    Number(at((i + 1) / quantiles).toPrecision(digits)),
  );
  return [...new Set(chosen)];
}

/** @returns null where none leaves enough decisions on both sides */
function bestSplit(
  samples: readonly Sample[],
  thresholds: readonly number[][],
  fewest: number,
): Split | null {
  let best: Split | null = null;
  thresholds.forEach((all, feature) => {
    for (const atMost of all) {
      const wins = wonBy(samples, feature, atMost, fewest);
      if (wins > 1e-9 && wins > (best?.won ?? 0)) best = { feature, atMost, won: wins };
    }
  });
  return best;
}

/** How much less the signs differ from the mean on both sides than they did together, as a weighted sum of squares. */
function wonBy(samples: readonly Sample[], feature: number, atMost: number, fewest: number): number {
  const [yes, no] = [
    { count: 0, weight: 0, sum: 0 },
    { count: 0, weight: 0, sum: 0 },
  ];
  for (const { row, worth, weight } of samples) {
    const side = (row[feature] ?? 0) <= atMost ? yes : no;
    side.count += 1;
    side.weight += weight;
    side.sum += weight * (worth > 0 ? 1 : -1);
  }
  if (yes.count < fewest || no.count < fewest) return 0;
  const squares = ({ sum, weight }: { sum: number; weight: number }): number => (sum * sum) / weight;
  return squares(yes) + squares(no) - squares({ sum: yes.sum + no.sum, weight: yes.weight + no.weight });
}

const won = (one: Growing | null): number => one?.split?.won ?? 0;

function nodeOf({ samples, split, yes, no }: Growing): Node {
  if (split !== null && yes !== null && no !== null) {
    const feature = rowNames[split.feature] ?? '';
    return { feature, atMost: split.atMost, yes: nodeOf(yes), no: nodeOf(no) };
  }
  const weight = samples.reduce((sum, one) => sum + one.weight, 0);
  const vote = samples.reduce((sum, one) => sum + one.weight * (one.worth > 0 ? 1 : -1), 0) / weight;
  return { vote: rounded(vote), decisions: samples.length };
}
