// What became of the last changes of each topology: what trust rests on, and what autonomy is earned by.
import { z } from 'zod';
import type { JournalKind } from '../../audit/index.js';
import { mostOutcomes } from '../../config/index.js';
import { bareName, lastingName, type Named } from '../lasting-name.js';

const outcomeSchema = z.object({
  /** Of the change. */
  id: z.string(),
  kind: z.enum(['verified', 'undone', 'failed']),
});
export type ChangeOutcome = z.output<typeof outcomeSchema>;

/** By the lasting name of the topology, oldest first: a new submission is judged by what was done to the former ones. */
export const outcomesSchema = z.record(z.string(), z.array(outcomeSchema));
export type OutcomesByName = Readonly<Record<string, readonly ChangeOutcome[]>>;

export interface Trust {
  /** Changes that it counts: the last so many. */
  readonly of: number;
  readonly verified: number;
  readonly undone: number;
  readonly failed: number;
}

/** Of the last changes, `most` at the most. */
export function trustOf(outcomes: readonly ChangeOutcome[], most: number): Trust {
  const last = outcomes.slice(-most);
  const count = (kind: ChangeOutcome['kind']): number => last.filter((one) => one.kind === kind).length;
  return { of: last.length, verified: count('verified'), undone: count('undone'), failed: count('failed') };
}

/** Whether the last so many changes were all verified; 0: nothing has to be earned. */
export function isEarned(outcomes: readonly ChangeOutcome[], needed: number): boolean {
  if (needed === 0) return true;
  return trustOf(outcomes, needed).verified === needed;
}

export function trustText({ of, verified, undone, failed }: Trust): string {
  return of === 0
    ? 'no change has come to its outcome yet'
    : `${verified} verified, ${undone} undone, ${failed} failed of the last ${of === 1 ? 'change' : `${of} changes`}`;
}

/** Listens to the lines of the journal, as they are written or as they are read. */
export class Outcomes {
  private readonly byName = new Map<string, ChangeOutcome[]>();
  /** Changes that undo another one say nothing of what was proposed. */
  private readonly undoing = new Set<string>();

  /**
   * Oldest first, 100 at the most.
   * @param lasting as `lastingName` has it
   */
  of(lasting: string): readonly ChangeOutcome[] {
    return this.byName.get(lasting) ?? [];
  }

  /** Without what an earlier release kept under the bare name of a topology that has a place: nobody knows of which place it was. */
  all(): OutcomesByName {
    const names = [...this.byName.keys()];
    const placed = new Set(names.filter((name) => name !== bareName(name)).map(bareName));
    return Object.fromEntries([...this.byName].filter(([name]) => !placed.has(name)));
  }

  /** What was kept of earlier changes; those that are known already stay as they are. */
  addEarlier(kept: OutcomesByName): void {
    for (const [name, earlier] of Object.entries(kept)) {
      const known = this.of(name);
      const unknown = earlier.filter(({ id }) => !known.some((one) => one.id === id));
      this.byName.set(name, [...unknown, ...known].slice(-mostOutcomes));
    }
  }

  /**
   * Forgets those of topologies that are gone, but for the newest: where each submission has a name of its own, there would be ever more.
   * @param running lasting names: theirs always stay
   * @param most of the others stay
   * @returns whether any were forgotten
   */
  forgetGone(running: ReadonlySet<string>, most: number): boolean {
    const gone = [...this.byName]
      .filter(([name]) => !running.has(name))
      // Ids begin with their time.
      .map(([name, outcomes]) => ({ name, last: outcomes.at(-1)?.id ?? '' }))
      .sort((a, b) => (a.last < b.last ? 1 : -1));
    const forgotten = gone.slice(most);
    for (const { name } of forgotten) this.byName.delete(name);
    return forgotten.length > 0;
  }

  /** @returns whether it told of an outcome */
  take(
    kind: JournalKind,
    { id, topology }: { readonly id: string | null; readonly topology: Named | null },
    body: Readonly<Record<string, unknown>>,
  ): boolean {
    if (id === null || topology === null) return false;
    if (kind === 'intended' && typeof body['revertOf'] === 'string') this.undoing.add(id);
    const outcome = this.undoing.has(id) ? null : outcomeIn(kind, body);
    if (outcome === null) return false;
    const name = lastingName(topology);
    const others = this.of(name).filter((one) => one.id !== id);
    this.byName.set(name, [...others, { id, kind: outcome }].slice(-mostOutcomes));
    return true;
  }
}

function outcomeIn(kind: JournalKind, body: Readonly<Record<string, unknown>>): ChangeOutcome['kind'] | null {
  if (kind === 'verified') return 'verified';
  if (kind === 'reverted') return 'undone';
  // What never came to the cluster was no change, and a change whose files cannot be written is in force all the same.
  const isOfChange = body['sent'] !== false && body['stage'] !== 'persist';
  return kind === 'failed' && isOfChange ? 'failed' : null;
}
