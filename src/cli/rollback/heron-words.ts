// A rollback in Heron's words where it is of a topology of Heron: parallelism and containers.
import { heronText, type RollbackPlan } from '../../agent/index.js';
import { placeOf } from '../../clusters/index.js';
import { componentOf, heronName } from '../../knobs/index.js';

export function inEnginesWords(plan: RollbackPlan): RollbackPlan {
  if (placeOf(plan.change.topology.id) === null) return plan;
  const names = plan.knobs.flatMap(({ knob }) => componentOf(knob) ?? []);
  return {
    ...plan,
    knobs: plan.knobs.map((one) => ({ ...one, knob: heronName(one.knob) })),
    reasons: plan.reasons.map((one) => ({ ...one, text: heronText(one.text, names) })),
  };
}
