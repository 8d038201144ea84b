// Budget: only so many changes of a topology in an hour and in a day.
import { counted } from '../util/index.js';
import { actingVerdict, type Refusal } from './answers.js';
import type { ActingRule } from './types.js';

export const budget: ActingRule = {
  name: 'budget',
  check: (input) =>
    actingVerdict(
      'budget',
      input,
      ({ changes, budgets }) =>
        spent(changes.lastHour, budgets.changesPerHour, 'hour', 'changesPerHour') ??
        spent(changes.lastDay, budgets.changesPerDay, '24 hours', 'changesPerDay'),
    ),
};

function spent(made: number, allowed: number, span: string, option: string): Refusal | null {
  if (made < allowed) return null;
  const margin = allowed === 0 ? null : 1 - made / allowed;
  const text = `${counted(made, 'change')} within the last ${span}, ${allowed} allowed (budgets.${option})`;
  return { code: 'BUDGET_SPENT', margin, text };
}
