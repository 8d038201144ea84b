// An evaluation: every policy on every run of every episode, on worker threads, and what comes of it as trimtab/evaluation/v1.
import type { Bounds, Outcome, Played, Run, Task } from './playing.js';
import { type Entrant, playersOf } from './policy-spec.js';
import { mean, shareOfOracle } from './statistics.js';
import {
  type EvaluationRow,
  type Pair,
  type PolicyResult,
  pairsOf,
  resultOf,
  type Tables,
} from './summary.js';
import { onThreads, type ThreadOptions } from './threads.js';

/** One scenario; runs of it differ by the seed of the environment. */
export interface EvaluatedEpisode {
  /** Its number in the suite, or the name of the scenario. */
  readonly name: string;
  /** Options of the command that choose it alone. */
  readonly options: readonly string[];
  readonly runs: readonly Run[];
}

export interface EvaluationInput {
  readonly suite: string | null;
  readonly episodes: readonly EvaluatedEpisode[];
  /** Empty: each scenario with its own. */
  readonly seeds: readonly number[];
  readonly entrants: readonly Entrant[];
  readonly guards: 'full' | 'safety';
  /** Who decides where a policy is out of its depth; auto: as for an agent; null: nobody. */
  readonly fallback: string | null;
  /** The preset that all episodes have in place of their own; null: each its own. */
  readonly objective: string | null;
}

export interface Evaluation {
  readonly schema: 'trimtab/evaluation/v1';
  readonly suite: string | null;
  readonly seeds: readonly number[];
  readonly guards: 'full' | 'safety';
  /** Who decided where a policy was out of its depth; auto: as for an agent; null: nobody. */
  readonly fallback: string | null;
  /** The preset that all episodes had in place of their own; null: each its own. */
  readonly objective: string | null;
  /** How many trainings of one policy the episodes were dealt to; null where each played all. */
  readonly dealt: number | null;
  readonly episodes: number;
  readonly runs: number;
  /** Scenarios in which there is too little to win for a share of the oracle's gain to mean anything. */
  readonly leftOut: number;
  /** Runs that some policy could not play; they count for none. */
  readonly unplayable: readonly {
    readonly episode: string;
    readonly seed: number | null;
    readonly text: string;
  }[];
  readonly oracle: { readonly utility: number };
  readonly keep: { readonly utility: number };
  /** The policy that the others are compared with. */
  readonly reference: string;
  readonly policies: Readonly<Record<string, PolicyResult>>;
  /** REFERENCE-OTHER: the one minus the other. */
  readonly paired: Readonly<Record<string, Pair>>;
  readonly rows: readonly EvaluationRow[];
}

const trained = 'dqn';

/** @returns null where no run could be played */
export async function evaluate(input: EvaluationInput, options: ThreadOptions): Promise<Evaluation | null> {
  const tasks = tasksOf(input);
  const script = new URL('./play-thread.js', import.meta.url);
  const outcomes = await onThreads<Task, Outcome>(script, tasks, options);
  return summarise(input, outcomes);
}

/** In an order that summarise knows: of each run the bounds first, then each policy from each training seed. */
export function tasksOf({ episodes, entrants, guards }: EvaluationInput): Task[] {
  return episodes.flatMap(({ runs }, episode) => {
    const players = entrants.flatMap((entrant) => playersOf(entrant, episode));
    return runs.flatMap((run): Task[] => [
      { kind: 'bounds', run },
      ...players.map((policy): Task => ({ kind: 'policy', run, policy, guards })),
    ]);
  });
}

export function summarise(input: EvaluationInput, outcomes: readonly Outcome[]): Evaluation | null {
  const { entrants, episodes } = input;
  const { tables, unplayable } = tablesOf(input, outcomes);
  if (tables.units.length === 0) return null;
  const names = entrants.map(({ name }) => name);
  const reference = names.includes(trained) ? trained : (names[0] ?? '');
  const [keep, oracle] = [tables.keep, tables.oracle];
  return {
    schema: 'trimtab/evaluation/v1',
    suite: input.suite,
    seeds: input.seeds,
    guards: input.guards,
    fallback: input.fallback,
    objective: input.objective,
    dealt: entrants.find(({ isDealt }) => isDealt)?.specs.length ?? null,
    episodes: episodes.length,
    runs: tables.rows.length,
    leftOut: shareOfOracle([keep], keep, oracle).leftOut,
    unplayable,
    oracle: { utility: mean(oracle) },
    keep: { utility: mean(keep) },
    reference,
    policies: Object.fromEntries(entrants.map((entrant, e) => [entrant.name, resultOf(tables, e)])),
    paired: pairsOf(tables, names, reference),
    rows: tables.rows,
  };
}

function tablesOf(
  { episodes, entrants }: EvaluationInput,
  outcomes: readonly Outcome[],
): { readonly tables: Tables; readonly unplayable: Evaluation['unplayable'] } {
  const specs = entrants.flatMap((entrant, e) => playersOf(entrant, 0).map(() => e));
  const each = 1 + specs.length;
  const unplayable: { episode: string; seed: number | null; text: string }[] = [];
  const rows: EvaluationRow[] = [];
  const played: Played[][][] = [];
  const units = new Map<string, number[]>();
  const places: number[] = [];
  let at = 0;
  for (const [place, { name, options, runs }] of episodes.entries()) {
    for (const { spec, seed } of runs) {
      const own = outcomes.slice(at, at + each);
      at += each;
      const failed = own.find((one) => one.kind === 'unplayable');
      if (failed !== undefined) {
        unplayable.push({ episode: name, seed, text: failed.text });
        continue;
      }
      const [bounds, ...others] = own as [Bounds, ...Played[]];
      const byEntrant = entrants.map((_, e) => others.filter((__, i) => specs[i] === e));
      // Several runs of one scenario are no independent scenarios; of a single one, they are all there is.
      const unit = episodes.length > 1 ? name : `${name}/${seed}`;
      if (!units.has(unit)) places.push(place);
      units.set(unit, [...(units.get(unit) ?? []), rows.length]);
      played.push(byEntrant);
      rows.push({
        episode: name,
        scenario: spec.scenario.name,
        seed: seed ?? spec.scenario.seed,
        again: seed === null ? options : [...options, '--seeds', String(seed)],
        minutes: spec.minutes,
        oracle: bounds.oracle,
        keep: bounds.keep,
        utility: Object.fromEntries(
          entrants.map((entrant, e) => [entrant.name, mean((byEntrant[e] ?? []).map((one) => one.utility))]),
        ),
      });
    }
  }
  const unitRows = [...units.values()];
  const over = (of: (row: EvaluationRow) => number): number[] =>
    unitRows.map((own) => mean(own.flatMap((i) => (rows[i] === undefined ? [] : [of(rows[i])]))));
  const tables = {
    rows,
    played,
    units: unitRows,
    dealt: entrants.map(({ specs: own, isDealt = false }) =>
      isDealt ? places.map((place) => place % own.length) : null,
    ),
    keep: over((row) => row.keep),
    oracle: over((row) => row.oracle),
  };
  return { tables, unplayable };
}
