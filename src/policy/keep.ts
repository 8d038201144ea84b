// Never changes anything: the floor that every other policy has to beat.
import type { Policy } from './types.js';

export const keep: Policy = {
  name: 'keep',
  about: 'never changes anything',
  decide: () => ({ kind: 'hold', code: 'POLICY_KEEP', text: 'the policy keep never changes anything' }),
};
