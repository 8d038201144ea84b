// Why not this configuration: what it would give and cost in the same decision, against the change decided on, and the guard that would stop it.
import { consider, situationOf, wholeOutlookOf } from '../decision/index.js';
import type { GuardAnswer } from '../guard/index.js';
import type { Changes } from '../knobs/index.js';
import type { Outlook } from '../outlook/index.js';
import { type Policy, turnedText } from '../policy/index.js';
import type { Case, Worth } from './types.js';
import { worthIn } from './worth.js';

export interface WhatIf {
  readonly changes: Changes;
  /** Of these the ones that change nothing, since they are what is in force. */
  readonly inForce: Changes;
  /** What bounds, tasks and slots leave of the rest. */
  readonly left: Changes;
  /** null where it cannot be predicted, or nothing is left. */
  readonly worth: Worth | null;
  readonly predicted: Outlook['predicted'];
  readonly price: Outlook['price'] | null;
  readonly guards: readonly GuardAnswer[];
  /** The first guard that would stop it; null where none would. */
  readonly stoppedBy: GuardAnswer | null;
}

export function whatIf({ deliberating, ensemble }: Case, changes: Changes): WhatIf {
  const asked: Policy = {
    name: 'what-if',
    about: 'what somebody asks about',
    decide: (situation) => ({
      kind: 'propose',
      changes,
      text: `asked about: ${turnedText(changes, situation)}`,
    }),
  };
  const { answers, outlook } = consider({ ...deliberating, policy: asked, fallback: null });
  const situation = situationOf(deliberating);
  const left = situation.legal(changes);
  const inForce = Object.fromEntries(
    Object.entries(changes).filter(([knob, value]) => deliberating.configuration[knob] === value),
  );
  const isSomething = Object.keys(left).length > 0;
  const foreseen = outlook ?? (isSomething ? wholeOutlookOf(deliberating, left) : null);
  const guards = answers.filter(({ guard }) => guard !== 'policy');
  return {
    changes,
    inForce,
    left,
    worth: isSomething ? worthIn(situation, left, ensemble) : null,
    predicted: foreseen?.predicted ?? null,
    price: foreseen?.price ?? null,
    guards,
    stoppedBy: guards.find(({ answer }) => answer === 'veto') ?? null,
  };
}
