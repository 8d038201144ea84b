// A recorded decision as it can be asked about again: what it was made from, by whom, and what came of it.
import type { Considered, Deliberating } from '../../decision/index.js';
import type { Policy } from '../../policy/index.js';
import type { DecisionStore } from './decision-store.js';
import { deliberatingOf } from './deliberating.js';
import type { Who } from './record.js';

export interface RecordedCase {
  readonly deliberating: Deliberating;
  readonly policy: Policy;
  readonly fallback: Policy | null;
  /** As it was recorded. */
  readonly result: Considered;
}

/**
 * @param inputs the hash of what it was made from, as the journal or the suggestion has it
 * @returns null where the rules about measuring were against it, so that nobody was asked
 * @throws TrimtabError TRIMTAB_E_NOT_REPLAYABLE
 */
export async function recordedCase(
  id: string,
  inputs: string,
  store: DecisionStore,
  policyOf: (who: Who) => Promise<Policy>,
): Promise<RecordedCase | null> {
  const record = await store.load(id, inputs);
  const deliberating = await deliberatingOf(record, store);
  if (record.considered === null || deliberating === null) return null;
  const { policy, fallback, result } = record.considered;
  return {
    deliberating,
    policy: await policyOf(policy),
    fallback: fallback === null ? null : await policyOf(fallback),
    // The hash of the file is that of the journal: it is as `consider` has answered.
    result: result as Considered,
  };
}
