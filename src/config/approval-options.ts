// The options of topologies about who answers for a change: a person for each, or Trimtab once it has earned it; in the same table form.
import { z } from 'zod';
import { duration, whole } from './kinds.js';
import { acting, actingOrExamined, option } from './option.js';
import { builtInEarned } from './presets.js';

export const approvalSchema = z.strictObject({
  expires: option(duration().exactOptional(), {
    description:
      'How long a proposal waits for an answer. Then it expires. An advice is shown for as long as it is given.',
    usedBy: acting,
    builtIn: '24h',
  }),
  rejectedFor: option(duration().exactOptional(), {
    description:
      'For how long what `trimtab reject` turned down is not proposed again the same way, nor the advice shown.',
    usedBy: acting,
    builtIn: '24h',
  }),
});

/** No more outcomes are kept of a topology. */
export const mostOutcomes = 100;

export const earnedSchema = z.strictObject({
  verified: option(whole(0, mostOutcomes).exactOptional(), {
    description:
      'In `auto`: so many of the last changes of the topology must all have been verified; until then each change waits for approval. 0: none.',
    usedBy: actingOrExamined,
    builtIn: builtInEarned.verified,
    example: 10,
  }),
});
