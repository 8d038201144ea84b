// What the runs of an evaluation come to: for each policy, and for each pair.
import type { Played } from './playing.js';
import {
  type Dealt,
  type Difference,
  type Estimate,
  estimate,
  mean,
  type PairedDifference,
  paired,
  type Scores,
  shareOfOracle,
} from './statistics.js';

/** One run by all policies. */
export interface EvaluationRow {
  readonly episode: string;
  readonly scenario: string;
  /** Of the environment. */
  readonly seed: number;
  /** Options of the command that play this run alone. */
  readonly again: readonly string[];
  readonly minutes: number;
  readonly oracle: number;
  readonly keep: number;
  /** By policy; the mean over training seeds. */
  readonly utility: Readonly<Record<string, number>>;
}

/** Means over scenarios unless said otherwise; minutes, hours and counts are those of one run. */
export interface PolicyResult {
  readonly utility: Estimate;
  /** Of the oracle's utility, what is missing. */
  readonly regret: number;
  /** (U − U_keep) / (U_oracle − U_keep) where there is something to win; null where there is nowhere. */
  readonly shareOfOracle: number | null;
  readonly sloMinutes: number;
  readonly executorHours: number;
  readonly changes: number;
  /** In one run. */
  readonly mostChanges: number;
  readonly undone: number;
  readonly restarts: number;
  /** Over the runs that converged; null where none did. */
  readonly minutesToConverge: number | null;
  /** Share of the runs. */
  readonly converged: number;
}

/** What one policy has more than another on the same scenarios. */
export interface Pair {
  readonly utility: PairedDifference;
  /** Of one run. */
  readonly sloMinutes: Difference;
  readonly changes: Difference;
}

export interface Tables {
  readonly rows: readonly EvaluationRow[];
  /** played[row][entrant][training seed]; one alone where scenarios are dealt. */
  readonly played: readonly (readonly (readonly Played[])[])[];
  /** Rows of each independent scenario. */
  readonly units: readonly (readonly number[])[];
  /** By entrant; of each unit, which of the trainings played it. */
  readonly dealt: readonly Dealt[];
  /** By unit. */
  readonly keep: readonly number[];
  readonly oracle: readonly number[];
}

/** Of the bootstrap: the same evaluation has the same intervals. */
const bootstrapSeed = 1;

export function resultOf(tables: Tables, entrant: number): PolicyResult {
  const all = tables.played.flatMap((row) => row[entrant] ?? []);
  const scores = scoresOf(tables, entrant, ({ utility }) => utility);
  const over = (of: (one: Played) => number): number => mean(scoresOf(tables, entrant, of).map(mean));
  const converged = all.flatMap(({ minutesToConverge: minutes }) => (minutes === null ? [] : [minutes]));
  const utility = estimate(scores, bootstrapSeed, tables.dealt[entrant]);
  return {
    utility,
    regret: mean(tables.oracle) - utility.mean,
    shareOfOracle: shareOfOracle(scores, tables.keep, tables.oracle).share,
    sloMinutes: over((one) => one.sloMinutes),
    executorHours: over((one) => one.executorHours),
    changes: over((one) => one.changes),
    mostChanges: all.reduce((most, { changes }) => Math.max(most, changes), 0),
    undone: over((one) => one.undone),
    restarts: over((one) => one.restarts),
    minutesToConverge: converged.length === 0 ? null : mean(converged),
    converged: converged.length / all.length,
  };
}

export function pairsOf(tables: Tables, names: readonly string[], reference: string): Record<string, Pair> {
  const own = names.indexOf(reference);
  return Object.fromEntries(
    names.flatMap((name, e) => (e === own ? [] : [[`${reference}-${name}`, pairOf(tables, own, e)]])),
  );
}

function pairOf(tables: Tables, own: number, other: number): Pair {
  const dealt = tables.dealt[own] ?? tables.dealt[other] ?? null;
  const over = (of: (one: Played) => number): PairedDifference =>
    paired(scoresOf(tables, own, of), scoresOf(tables, other, of), bootstrapSeed, dealt);
  const plain = ({ difference, ci95 }: Difference): Difference => ({ difference, ci95 });
  return {
    utility: over((one) => one.utility),
    sloMinutes: plain(over((one) => one.sloMinutes)),
    changes: plain(over((one) => one.changes)),
  };
}

/** [training seed][unit]: the mean over the runs of the unit. */
function scoresOf({ played, units }: Tables, entrant: number, of: (one: Played) => number): Scores {
  const seeds = played[0]?.[entrant]?.length ?? 0;
  return Array.from({ length: seeds }, (_, seed) =>
    units.map((rows) =>
      mean(
        rows.flatMap((row) => {
          const one = played[row]?.[entrant]?.[seed];
          return one === undefined ? [] : [of(one)];
        }),
      ),
    ),
  );
}
