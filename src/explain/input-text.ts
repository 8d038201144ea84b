// An input in the operator's words and units, with its value at the reference state.
import type { Deliberating } from '../decision/index.js';
import { spoutRate } from '../twin/index.js';
import { formatSeconds } from '../util/index.js';
import { percentOf, plainNumber } from './numbers.js';
import type { Input } from './types.js';

export function inputText(input: Input, deliberating: Deliberating): string {
  const { kind, component, actual, atReference } = input;
  switch (kind) {
    case 'time':
      return `${component ?? ''}, ${busyText(input, deliberating)}`;
    case 'load':
      return `the load, ${plainNumber(actual)} tuples/s (${plainNumber(atReference)} in the mean of the hour)`;
    case 'horizon':
      return `how long the load is expected to last, ${formatSeconds(Math.round(actual))} (${formatSeconds(Math.round(atReference))})`;
    case 'backlog':
      return `${plainNumber(actual)} tuples waiting at the source (none)`;
    case 'pending':
      return `topology.max.spout.pending ${actual} (${atReference} would not limit)`;
    case 'weights':
      return 'the objective’s own weights (balanced)';
  }
}

/** "97 % busy at 2.1 ms per tuple (60 % would be 1.3 ms)" */
function busyText({ component, actual, atReference }: Input, { evaluation }: Deliberating): string {
  const busy = evaluation.components.find(({ name }) => name === component)?.utilisation ?? null;
  const rate = spoutRate(evaluation);
  const share = busy === null || rate <= 0 ? '' : `${percentOf(Math.min(1, busy))} busy at `;
  return `${share}${plainNumber(actual)} ms per tuple (${plainNumber(atReference)} ms at the reference)`;
}
