// A counterfactual in the operator's units: "It would hold if split were 58 % busy …".
import { formatSeconds } from '../util/index.js';
import type { Counterfactual, Moved } from './counterfactual.js';
import { percentOf, plainNumber } from './numbers.js';

export function counterfactualText({ action, changesText, moved, withoutGuards }: Counterfactual): string {
  const does = action === 'hold' ? 'hold' : `apply ${changesText}`;
  if (withoutGuards.length > 0) {
    return `It would ${does} if only the guards about sending (${withoutGuards.join(', ')}) let it.`;
  }
  return `It would ${does} if ${moved.map(movedText).join(' and ')}.`;
}

function movedText({ input, to, busyThen }: Moved): string {
  const { kind, component, actual } = input;
  switch (kind) {
    case 'time': {
      const busy = busyThen === null ? '' : ` (then ${percentOf(Math.min(1, busyThen))} busy)`;
      return `${component ?? ''} took ${plainNumber(to)} ms per tuple instead of ${plainNumber(actual)}${busy}`;
    }
    case 'load':
      return `${plainNumber(to)} tuples/s were on offer instead of ${plainNumber(actual)}`;
    case 'horizon':
      return `the load were expected to last ${formatSeconds(Math.round(to))} instead of ${formatSeconds(Math.round(actual))}`;
    case 'backlog':
      return `${plainNumber(to)} tuples waited at the source instead of ${plainNumber(actual)}`;
    case 'pending':
      return `topology.max.spout.pending were ${to} instead of ${actual}`;
    case 'weights':
      return 'the objective had the weights of the preset balanced';
  }
}
