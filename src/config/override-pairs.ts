// Overrides that are fine one by one and contradict each other for a topology that both match: it would be left alone, and only then be noticed.
import { mergedProblems } from './contradictions.js';
import { mergeTopology } from './merge.js';
import type { Path } from './path.js';
import { type Problem, sentence } from './problems.js';
import type { Config, TopologyOverride } from './types.js';

/** One for each pair; a third override that matches too may settle it, which nobody can know here. */
export function contradictingPairs({ defaults, overrides }: Config['topologies']): Problem[] {
  const weighty = overrides.flatMap((override, index) =>
    override.knobs?.bounds !== undefined || override.objective !== undefined ? [{ override, index }] : [],
  );
  return weighty.flatMap((later, n) =>
    weighty.slice(0, n).flatMap((earlier): Problem[] => {
      if (!mayMeet(earlier.override, later.override)) return [];
      const problems = mergedProblems(mergeTopology([earlier.override, later.override], defaults), []);
      if (problems.length === 0) return [];
      const path: Path = ['topologies', 'overrides', later.index];
      const text = `contradicts overrides[${earlier.index}] where a topology matches both, which is then left alone: ${problems.map(sentence).join('; ')}`;
      return [{ path, text }];
    }),
  );
}

/** One for each entry that has the match of an earlier one: what of the earlier it overwrites is easily overlooked. */
export function sameMatches(
  { overrides }: Config['topologies'],
  placeOf: (path: Path) => { readonly text: string },
): Problem[] {
  return overrides.flatMap((later, index): Problem[] => {
    const before = overrides.slice(0, index).findLastIndex((earlier) => isSame(earlier, later));
    if (before < 0) return [];
    const where = `overrides[${before}] (${placeOf(['topologies', 'overrides', before]).text})`;
    const text = `the same match as ${where}: both hold, and this later one wins where they differ`;
    return [{ path: ['topologies', 'overrides', index, 'match'], text }];
  });
}

function isSame({ match: one }: TopologyOverride, { match: other }: TopologyOverride): boolean {
  return (one.cluster ?? '*') === (other.cluster ?? '*') && (one.name ?? '*') === (other.name ?? '*');
}

function mayMeet({ match: one }: TopologyOverride, { match: other }: TopologyOverride): boolean {
  const [a = '*', b = '*'] = [one.name, other.name];
  // A pattern with a slash is for role/environ/name, any other for the name alone.
  const isPlaced = a.includes('/') || b.includes('/');
  const placed = (pattern: string): string => (isPlaced && !pattern.includes('/') ? `*/${pattern}` : pattern);
  return overlap(one.cluster ?? '*', other.cluster ?? '*') && overlap(placed(a), placed(b));
}

/** Whether some text fits both patterns, in which `*` stands for any characters, also none. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [[...one], [...other]];
  /** Whether the rest of `a` behind the next character has a text in common with the rest of `b` from each place on. */
  let below: boolean[] = [];
  for (let i = a.length; i >= 0; i--) {
    const row: boolean[] = [];
    for (let j = b.length; j >= 0; j--) {
      const [x, y] = [a[i], b[j]];
      row[j] =
        x === '*' || y === '*'
          ? below[j] === true || row[j + 1] === true
          : x === y && (x === undefined || below[j + 1] === true);
    }
    below = row;
  }
  return below[0] === true;
}
