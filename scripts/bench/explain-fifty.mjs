// A decision on a chain of fifty components under a load that is more than it can carry: what the time of an explanation is measured on.
import { objectiveFrom } from '../../dist/config/index.js';
import { watch } from '../../dist/training/index.js';
import { chain } from './chain.mjs';
import { madeCase } from './explain-cases.mjs';

export function fiftyComponents(policy) {
  const scenario = chain(50, '{ kind: constant, meanPerSecond: 800 }');
  return madeCase(watch(scenario, 20), objectiveFrom('balanced', 'bench'), policy);
}
