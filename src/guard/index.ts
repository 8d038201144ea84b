// The guards, in order; every answer is kept, so that "why not" can always be asked.
import type { Changes } from '../knobs/index.js';
import { backOff } from './back-off.js';
import { besideLeader } from './beside-leader.js';
import { bounds } from './bounds.js';
import { budget } from './budget.js';
import { coolDown } from './cool-down.js';
import { fresh } from './fresh.js';
import { gain } from './gain.js';
import { killSwitch } from './kill-switch.js';
import { oneChange } from './one-change.js';
import { ready } from './ready.js';
import type { GuardAnswer, GuardInput, Rule } from './types.js';

export type { ActingFacts, GuardAnswer, GuardInput, Limits, Rule, Verdict } from './types.js';

/** Before a policy is asked: is there anything to decide on? */
export const measuringRules: readonly Rule[] = [ready, fresh];
/** After a policy has proposed: may it be done? */
export const proposalRules: readonly Rule[] = [bounds];
/** Once it is known what is left of the proposal, and what that would give. */
export const outcomeRules: readonly Rule[] = [gain];
/** Before anything is sent; they pass where nothing will be. */
export const actingRules: readonly Rule[] = [killSwitch, besideLeader, oneChange, coolDown, budget, backOff];

/** Asks every rule in order, each with what the ones before it have left of the changes. */
export function runGuards(
  rules: readonly Rule[],
  input: GuardInput,
): { readonly answers: readonly GuardAnswer[]; readonly changes: Changes } {
  const answers: GuardAnswer[] = [];
  let changes = input.changes;
  for (const rule of rules) {
    const verdict = rule.check({ ...input, changes });
    answers.push(verdict.answer);
    changes = verdict.changes ?? changes;
  }
  return { answers, changes };
}
