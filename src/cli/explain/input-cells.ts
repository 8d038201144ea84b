// How the cells of an input of an explanation read: here, at the reference state, and the unit.
import type { Explanation } from '../../explain/index.js';

type Attributed = NonNullable<Explanation['attribution']>['inputs'][number];

/** The weights are a share of two sets of them, which is no number for a reader. */
export function inputCells(
  { name, actual, atReference, unit }: Pick<Attributed, 'name' | 'actual' | 'atReference' | 'unit'>,
  numberText: (value: number) => string,
): [here: string, reference: string, unit: string] {
  return name === 'weights'
    ? ['yours', 'balanced', 'weights']
    : [numberText(actual), numberText(atReference), unit];
}
