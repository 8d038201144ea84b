// A fault of Trimtab's own with one topology: the others are decided on, and it is said once whose it is.
import { afterEach, describe, expect, it } from 'vitest';
import type { Policy } from '../../src/policy/index.js';
import { topWords } from '../../src/simulator/index.js';
import { Acting } from './acting.js';
import { ds2 } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const failingOn = (...names: readonly string[]): Policy => ({
  ...ds2,
  decide: (situation) => {
    if (names.includes(situation.evaluation.topology.name)) throw new RangeError('not thought of');
    return ds2.decide(situation);
  },
});
const start = async (policy: Policy): Promise<void> => {
  acting = await Acting.start({
    scenarios: [{ ...topWords(), name: 'other' }, topWords()],
    topology: (name) => ({ mode: name === 'other' ? 'suggest' : 'auto' }),
    settings: { policy },
  });
};
const said = (): unknown[] => acting.logs.filter(({ message }) => message === 'not-decided');

it('the end of the agent does not wait for topologies that are yet to be decided on', async () => {
  const decided = new Set<string>();
  await start({
    ...ds2,
    decide: (situation) => {
      decided.add(situation.evaluation.topology.name);
      acting.end();
      return ds2.decide(situation);
    },
  });
  await expect(acting.ticks(10)).rejects.toThrow('the agent is ending');
  expect([...decided]).toEqual(['other']);
});

describe('a fault of Trimtab itself', () => {
  it('with one topology leaves the others decided on and changed, and is said once', async () => {
    await start(failingOn('other'));
    await acting.until('verified');
    expect(acting.calls.map((c) => c.topology)).toEqual(['top-words']);
    expect(said()).toMatchObject([
      { level: 'error', topology: 'other', code: 'TRIMTAB_E_INTERNAL', text: 'not thought of' },
    ]);
  });

  it('with all of them fails the look, so that the watchdog is not fed', async () => {
    await start(failingOn('other', 'top-words'));
    await expect(acting.ticks(10)).rejects.toThrow('not thought of');
  });
});
