// Forgets what is kept of those that are no longer there.

/** @param ids of those of which it is kept on */
export function keepOnly(kept: Map<string, unknown>, ids: Iterable<string>): void {
  const staying = new Set(ids);
  for (const id of kept.keys()) if (!staying.has(id)) kept.delete(id);
}
