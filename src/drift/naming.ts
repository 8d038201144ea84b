// What kind of change explains the shifts, and how that is said.
import type { Evidence } from './shifted.js';
import type { DriftKind, Shift } from './types.js';

interface Change {
  readonly kind: DriftKind;
  readonly text: string;
}

export function engineChange(before: string, after: string): Change {
  return { kind: 'engine', text: `the engine is ${after}, and was ${before}` };
}

/**
 * Selectivity and skew come from the data and from the code, never from the machine. Costs come from both: where most bolts became dearer
 * or cheaper together it is the machine.
 */
export function changeOf({
  shifts,
  bolts,
  together,
}: Pick<Evidence, 'shifts' | 'bolts' | 'together'>): Change {
  const said = shifts.map(shiftText).join('; ');
  if (shifts.some(({ trait }) => trait !== 'cost' && trait !== 'rate'))
    return { kind: 'application', text: said };
  if (!shifts.some(({ trait }) => trait === 'cost')) return { kind: 'workload', text: said };
  if (together !== null) return { kind: 'cluster', text: `${together} of ${bolts} bolts together: ${said}` };
  const alone =
    bolts === 1 ? ' (the only bolt that could be compared: a slower machine would look the same)' : '';
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
