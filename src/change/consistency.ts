// Settings that do not fit each other, as problems of an operation.
import { misfitsOf } from '../knobs/index.js';
import { own, type SendFacts } from './facts.js';
import { type Problem, problem } from './problem.js';

/** Of what the settings will be together with those in force. What the operation does not touch is not its fault. */
export function inconsistencies(settings: Readonly<Record<string, unknown>>, facts: SendFacts): Problem[] {
  return misfitsOf(settings, (knob) => own(facts.settings, knob)).map(({ knob, value, expected }) =>
    problem(knob, value, expected),
  );
}
