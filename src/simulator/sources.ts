// The logs that the spouts read from: what each source has given, and how far its spout has come.
import { sumOf } from './flow.js';
import type { Topology } from './topology-state.js';
import type { SourceView } from './types.js';

/** What the sources have given in this second, and what is done by now. */
export function readOn(topology: Topology): void {
  const { now, given, work } = topology;
  const offered = sumOf(now.offered);
  for (const [spout, rate] of now.offered) {
    const share = offered > 0 ? rate / offered : 0;
    given.set(spout, (given.get(spout) ?? 0) + work.offeredPerSecond * share);
  }
  commit(topology);
}

/** What is done is taken off what each source has waiting, of all alike: a spout never goes back, whatever the others have waiting. */
export function commit({ given, committed, work }: Topology): void {
  const waiting = sumOf(given) - sumOf(committed);
  const left = waiting > 0 ? Math.min(1, (work.backlogTuples + work.inFlightTuples) / waiting) : 0;
  for (const [spout, n] of given) {
    const before = committed.get(spout) ?? 0;
    committed.set(spout, Math.max(before, n - left * (n - before)));
  }
}

export function sourcesOf({ given, committed }: Topology): SourceView[] {
  return [...given].map(([spout, n]) => ({
    spout,
    head: Math.round(n),
    committed: Math.round(committed.get(spout) ?? 0),
  }));
}
