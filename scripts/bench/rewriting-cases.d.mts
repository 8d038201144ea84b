// The types of rewriting-cases.mjs, for the test that uses it.
export interface RewritingCase {
  readonly name: string;
  readonly text: string;
  readonly target:
    | { readonly kind: 'setting'; readonly key: string }
    | { readonly kind: 'component'; readonly component: string; readonly field: string };
  readonly value: number;
  /** The key is missing: one piece is put in. */
  readonly insert: boolean;
  /** The value is shared, so the edit must be refused. */
  readonly refused: boolean;
  /** Of the value in what the file means. */
  readonly path: readonly (string | number)[];
  readonly encoding: 'utf8' | 'latin1';
  /** Where a value is replaced: what stands around it, and what it becomes. */
  readonly before?: string;
  readonly becomes?: string;
  readonly after?: string;
}
export function rewritingCase(random: () => number): RewritingCase;
