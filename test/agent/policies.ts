// Policies for tests of the agent: the usual one, and some that propose what a test wants.
import { type Policy, policyNamed } from '../../src/policy/index.js';

export const ds2 = policyNamed('ds2') as Policy;

/** Proposes what a test wants, one after the other as it is asked, and then holds. */
export function proposing(...proposals: Readonly<Record<string, number>>[]): Policy {
  const left = [...proposals];
  return {
    name: 'test',
    about: 'proposes what a test wants',
    decide: () => {
      const changes = left.shift();
      return changes === undefined
        ? { kind: 'hold', code: 'SUFFICIENT', text: 'nothing more is wanted' }
        : { kind: 'propose', changes, text: 'because' };
    },
  };
}

/** Wants so many executors of split, always. */
export function always(split: number): Policy {
  return {
    name: 'test',
    about: 'wants what a test wants',
    decide: () => ({ kind: 'propose', changes: { 'executors.split': split }, text: 'because' }) as const,
  };
}
