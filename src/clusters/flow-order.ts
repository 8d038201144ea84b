// The order in which components are shown: with the flow of tuples.
import type { StreamInput } from './types.js';

interface Row {
  readonly name: string;
  readonly inputs: readonly StreamInput[];
}

/** Spouts first, then each bolt after those that feed it; where streams form a loop, as they come. */
export function inOrderOfFlow<R extends Row>(rows: readonly R[]): R[] {
  const byName = new Map(rows.map((row) => [row.name, row]));
  const ordered = new Set<R>();
  const visiting = new Set<string>();
  const visit = (row: R): void => {
    if (ordered.has(row) || visiting.has(row.name)) return;
    visiting.add(row.name);
    for (const { from } of row.inputs) {
      const before = byName.get(from);
      if (before !== undefined) visit(before);
    }
    ordered.add(row);
  };
  rows.forEach(visit);
  return [...ordered];
}
