// Episodes hold policies back as an agent does of which nobody has said otherwise: what is measured there is what is shipped.
import { expect, it } from 'vitest';
import { actingFacts, usualRestraint } from '../../src/training/restraint.js';
import { load } from '../config/helpers.js';

it('holds policies back in episodes as the defaults of the configuration do', () => {
  const { config } = load('topologies: {}');
  const { guards, budgets } = config.topologies.defaults;
  expect(usualRestraint).toEqual({
    coolDownSeconds: config.agent.coolDown,
    minGain: guards.minGain,
    minGainDown: guards.minGainDown,
    downAfterSeconds: guards.downAfter,
    reversalSeconds: guards.reversal,
    horizonSeconds: guards.horizon,
  });
  expect(actingFacts([], 0, usualRestraint).budgets).toEqual(budgets);
});
