// The guards, in order; every answer is kept, so that "why not" can always be asked.
import type { Changes } from '../knobs/index.js';
import { backOff } from './back-off.js';
import { besideLeader } from './beside-leader.js';
import { blackout } from './blackout.js';
import { bounds } from './bounds.js';
import { breakEven } from './break-even.js';
import { budget } from './budget.js';
import { coolDown } from './cool-down.js';
import { failedDirection } from './failed-direction.js';
import { fresh } from './fresh.js';
import { gain } from './gain.js';
import { killSwitch } from './kill-switch.js';
import { oneChange } from './one-change.js';
import { ready } from './ready.js';
import { scaleDown } from './scale-down.js';
import { slo } from './slo.js';
import { timeouts } from './timeouts.js';
import type { ActingRule, GuardAnswer, GuardInput, MeasuringInput, MeasuringRule, Rule } from './types.js';

export type {
  ActingFacts,
  Evidence,
  GuardAnswer,
  GuardInput,
  Hysteresis,
  Limits,
  MeasuringInput,
} from './types.js';

/** Before a policy is asked: is there anything to decide on? */
const measuringRules: readonly MeasuringRule[] = [ready, fresh];
/** After a policy has proposed: may it be done? */
export const proposalRules: readonly Rule[] = [bounds];
/** Once it is known what is left of the proposal, and what that would give. */
export const outcomeRules: readonly Rule[] = [gain, slo, timeouts, failedDirection, scaleDown, breakEven];
/** Before anything is sent; they pass where nothing will be. */
export const actingRules: readonly ActingRule[] = [
  killSwitch,
  besideLeader,
  blackout,
  oneChange,
  coolDown,
  budget,
  backOff,
];

/** @param acting null in a dry run: they pass then */
export function runActingGuards(
  acting: GuardInput['acting'],
  rules: readonly ActingRule[] = actingRules,
): readonly GuardAnswer[] {
  return rules.map((rule) => rule.check({ acting }).answer);
}

/** What may be otherwise a little later, though the proposal stays as it is. */
export const passingRules: ReadonlySet<string> = new Set(
  [...measuringRules, ...actingRules].map(({ name }) => name),
);

/** What even the undoing of a change has to keep to. */
export const undoingRules: readonly ActingRule[] = [killSwitch, besideLeader];

export function runMeasuringGuards(input: MeasuringInput): { readonly answers: readonly GuardAnswer[] } {
  return { answers: measuringRules.map((rule) => rule.check(input).answer) };
}

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
