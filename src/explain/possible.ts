// Which configurations can be asked about: knobs that the topology has, with values that they can take.
import type { Deliberating } from '../decision/index.js';
import { TrimtabError } from '../errors/index.js';
import {
  type Changes,
  componentOf,
  type Generation,
  knobNamed,
  memoryComponentOf,
  unfitFor,
} from '../knobs/index.js';
import { nearest } from '../util/index.js';

/**
 * What guards would answer is left to them: only what nobody could want is refused.
 * @param deliberating null where what the decision was made from is not known: the catalogue alone is asked then
 * @param nameOf how a knob is called where it is asked about
 * @throws TrimtabError TRIMTAB_E_USAGE with the values that are possible
 */
export function refuseImpossible(
  asked: Changes,
  deliberating: Deliberating | null,
  nameOf: (knob: string) => string = (knob) => knob,
): void {
  for (const [knob, value] of Object.entries(asked)) {
    const problem = problemOf(knob, value, deliberating, nameOf);
    if (problem === null) continue;
    throw new TrimtabError('TRIMTAB_E_USAGE', `--what-if ${nameOf(knob)}=${value}: ${problem}`, {
      next: 'docs/reference/knobs.md has all knobs with their values.',
    });
  }
}

function problemOf(
  knob: string,
  value: number,
  deliberating: Deliberating | null,
  nameOf: (knob: string) => string,
): string | null {
  const known = knobNamed(knob);
  const isElsewhere =
    known !== undefined && deliberating !== null && !known.generations.includes(generationOf(deliberating));
  if (known === undefined || isElsewhere) {
    const near = nearest(knob, Object.keys(deliberating?.configuration ?? {}));
    const on = isElsewhere ? `${generationOf(deliberating)} has` : 'Trimtab knows';
    return `${on} no such knob${near === undefined ? '' : `; did you mean ${nameOf(near)}?`}`;
  }
  const component = componentOf(knob) ?? memoryComponentOf(knob);
  const tasks = deliberating?.limits.tasks;
  if (component !== undefined && tasks !== undefined && !Object.hasOwn(tasks, component)) {
    return `the topology has no component ${component}, but ${Object.keys(tasks).sort().join(', ')}`;
  }
  const least = Math.max(1, known.min);
  const unfit = unfitFor(known, value);
  if (unfit === null && value >= least) return null;
  const isTasked = componentOf(knob) !== undefined && deliberating?.limits.elastic !== true;
  const most = isTasked ? (tasks?.[component ?? ''] ?? known.max) : known.max;
  const those = known.values === 'power of two' ? 'powers of two' : 'whole numbers';
  return `possible are ${those}, ${least} … ${most}`;
}

function generationOf({ limits }: Deliberating): Generation {
  return limits.generation;
}
