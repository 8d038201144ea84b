// The search for the best configuration looks at none that the guard about bounds would not let be.
import { expect, it } from 'vitest';
import type { Changes } from '../../src/knobs/index.js';
import type { Policy, Situation } from '../../src/policy/index.js';
import { optimumFor } from '../../src/policy/optimum.js';
import { bolt, evaluation, spout } from '../builders.js';
import { ask } from './steady-state.js';

it('a bolt that may not be turned is not turned together with the others', () => {
  const asked: Changes[] = [];
  const policy: Policy = {
    name: 'search',
    about: '',
    decide: (situation: Situation) => {
      optimumFor(situation, { known: true, perSecond: 100 }, [{}]);
      return { kind: 'hold', code: 'X', text: '' };
    },
  };
  ask(
    policy,
    evaluation({
      components: [spout('text'), bolt('split', { executors: 8 }), bolt('frozen', { executors: 8 })],
    }),
    {
      demand: { known: true, perSecond: 100 },
      configuration: { 'executors.text': 1, 'executors.split': 8, 'executors.frozen': 8, workers: 1 },
      limits: { tasks: { text: 1, split: 16, frozen: 16 }, slotsFree: 0 },
      legal: ({ 'executors.frozen': _, ...rest }) => rest,
      utilityUnder: (changes) => {
        asked.push(changes);
        return -(changes['executors.split'] ?? 8);
      },
    },
  );
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((changes) => 'executors.frozen' in changes)).toEqual([]);
});
