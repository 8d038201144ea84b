// What kind of change explains the shifts, and how that is said.
import type { DriftKind, Shift } from './types.js';

interface Evidence {
  /** Where the version of the engine differs. */
  readonly engine: { readonly before: string; readonly after: string } | null;
  readonly shifts: readonly Shift[];
  /** Bolts whose cost the last window shows, and could be compared. */
  readonly bolts: number;
}

/** A node that slows down slows all that runs on it; one bolt alone is its own doing. */
const shareOfBolts = 0.6;

/**
 * Selectivity and skew come from the data and from the code, never from the machine. Costs come from both: where most bolts became dearer
 * or cheaper together it is the machine.
 */
export function changeOf({ engine, shifts, bolts }: Evidence): { kind: DriftKind; text: string } {
  if (engine !== null)
    return { kind: 'engine', text: `the engine is ${engine.after}, and was ${engine.before}` };
  const said = shifts.map(shiftText).join('; ');
  if (shifts.some(({ trait }) => trait !== 'cost' && trait !== 'rate'))
    return { kind: 'application', text: said };
  const costs = shifts.filter(({ trait }) => trait === 'cost');
  if (costs.length === 0) return { kind: 'workload', text: said };
  const dearer = costs.filter(({ before, after }) => after > before).length;
  const together = Math.max(dearer, costs.length - dearer);
  const isMachine = together >= 2 && together >= shareOfBolts * bolts;
  if (isMachine) return { kind: 'cluster', text: `${together} of ${bolts} bolts together: ${said}` };
  const alone = bolts === 1 ? ' (the only bolt that could be compared: a slower machine would look the same)' : '';
  return { kind: 'application', text: `${said}${alone}` };
}

function shiftText({ trait, component, before, after }: Shift): string {
  switch (trait) {
    case 'cost':
      return `${component ?? ''} takes ${digits(after)} ms a tuple, and took ${digits(before)}`;
    case 'selectivity':
      return `${component ?? ''} makes ${digits(after)} of a tuple, and made ${digits(before)}`;
    case 'share':
      return `${component ?? ''} gets ${digits(after)} of each tuple before it, and got ${digits(before)}`;
    case 'skew':
      return `the busiest executor of ${component ?? ''} does ${digits(after)} times the mean, and did ${digits(before)}`;
    case 'rate':
      return after > before
        ? `${digits(after)} tuples/s, and the most seen so far was ${digits(before)}`
        : `${digits(after)} tuples/s, and the least seen so far was ${digits(before)}`;
  }
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
