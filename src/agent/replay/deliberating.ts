// What a recorded decision was made from, as it is asked again.
import type { Deliberating } from '../../decision/index.js';
import type { DecisionStore } from './decision-store.js';
import type { DecisionRecord } from './record.js';

/**
 * null where the rules about measuring were against it, so that nobody was asked.
 * @throws TrimtabError TRIMTAB_E_NOT_REPLAYABLE where a window of the past is no longer there
 */
export async function deliberatingOf(
  { evaluation, measured, considered }: DecisionRecord,
  store: DecisionStore,
): Promise<Deliberating | null> {
  if (considered === null) return null;
  const { inputs, history, earlier } = considered;
  const windows = (kept: typeof history) => Promise.all(kept.map((one) => store.windowOf(one)));
  return {
    ...inputs,
    evaluation,
    measured,
    history: await windows(history),
    earlier: await windows(earlier),
  };
}
