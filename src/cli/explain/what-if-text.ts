// What an explanation says of a configuration that somebody asks about: what is left of it, what that is worth, and the guard that would stop it.
import { plainNumber, type WhatIf } from '../../explain/index.js';
import type { Changes } from '../../knobs/index.js';
import { signed } from '../shared/numbers.js';

/** "workers=1, executors.split=4, together" */
export function askedText({ changes }: WhatIf): string {
  return `${settingsText(changes)}${Object.keys(changes).length > 1 ? ', together' : ''}`;
}

export function whatIfLines({ changes, inForce, left, worth, predicted, stoppedBy }: WhatIf): string[] {
  const count = (settings: Changes): number => Object.keys(settings).length;
  if (count(inForce) === count(changes)) return ['that is what is in force'];
  const rest = Object.entries(changes).filter(([knob]) => !Object.hasOwn(inForce, knob));
  const differs = rest.some(([knob, value]) => left[knob] !== value);
  const x = predicted?.throughputPerSecond.mean;
  const r = predicted?.completeLatencyMs?.mean;
  const performance = [
    ...(x === undefined ? [] : [`${plainNumber(x)} tuples/s`]),
    ...(r === undefined ? [] : [`${plainNumber(r)} ms`]),
  ];
  return [
    ...(count(inForce) === 0 ? [] : [`in force   ${settingsText(inForce)}`]),
    ...(differs
      ? [`left       ${count(left) === 0 ? 'nothing' : settingsText(left)}, by bounds and tasks`]
      : []),
    ...(count(left) === 0
      ? []
      : [
          `worth      ${worth === null ? 'not known' : signed(worth.total, 2)}${performance.length === 0 ? '' : `: ${performance.join(', ')}`}`,
        ]),
    `guards     ${stoppedBy === null ? 'none would stop it' : `${stoppedBy.guard} would stop it, ${stoppedBy.code}: ${stoppedBy.text}`}`,
  ];
}

function settingsText(settings: Changes): string {
  return Object.entries(settings)
    .map(([knob, value]) => `${knob}=${value}`)
    .join(', ');
}
