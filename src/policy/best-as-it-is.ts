// What a policy says where no configuration that it looked at is worth its change.
import { slosAtRisk } from '../outlook/index.js';
import { counted } from '../util/index.js';
import type { Candidate } from './candidates.js';

/** @param looked configurations that were looked at; those that might break an SLO that holds are not told by what they would gain */
export function bestAsItIsText(looked: readonly Pick<Candidate, 'outlook'>[]): string {
  const count = looked.length;
  if (count === 0) {
    return 'there is no other configuration: nothing here may be turned, or all of it is at its limit';
  }
  const atRisk = looked.map(({ outlook }) => slosAtRisk(outlook)).filter((names) => names.length > 0);
  const might = `might break an SLO that holds (${[...new Set(atRisk.flat())].join(', ')})`;
  const all = counted(count, 'configuration');
  const gain = 'predicted to gain more than its change costs';
  if (atRisk.length === 0) return `of ${all} none is ${gain}`;
  if (atRisk.length === count) return `of ${all} each ${might}`;
  return `of ${all} ${atRisk.length} ${might}, and none of the others is ${gain}`;
}
