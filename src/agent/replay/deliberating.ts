// What a recorded decision was made from, as it is asked again.
import type { Deliberating } from '../../decision/index.js';
import { asTrimtabError, TrimtabError } from '../../errors/index.js';
import { loadOwnUtility, type OwnUtility } from '../../objective/index.js';
import type { DecisionStore } from './decision-store.js';
import type { DecisionRecord } from './record.js';

/**
 * null where the rules about measuring were against it, so that nobody was asked.
 * @throws TrimtabError TRIMTAB_E_NOT_REPLAYABLE where a window of the past, or the utility function of the site, is no longer there
 */
export async function deliberatingOf(
  { evaluation, measured, considered }: DecisionRecord,
  store: DecisionStore,
): Promise<Deliberating | null> {
  if (considered === null) return null;
  const { inputs, history, earlier } = considered;
  const { own, ...objective } = inputs.objective;
  const windows = (kept: typeof history) => Promise.all(kept.map((one) => store.windowOf(one)));
  return {
    ...inputs,
    objective: own === undefined ? objective : { ...objective, own: await sameUtility(own) },
    evaluation,
    measured,
    history: await windows(history),
    earlier: await windows(earlier),
  };
}

async function sameUtility({ path, sha256 }: Pick<OwnUtility, 'path' | 'sha256'>): Promise<OwnUtility> {
  const wanted = `the utility function with SHA-256 ${sha256.slice(0, 12)}… is not there any more`;
  const next = `Put the module back as it was at ${path}.`;
  const found = await loadOwnUtility(path, () => {}).catch((thrown: unknown) => {
    const reason = asTrimtabError(thrown).message;
    throw new TrimtabError('TRIMTAB_E_NOT_REPLAYABLE', `${wanted}: ${reason}`, { next });
  });
  if (found.sha256 === sha256) return found;
  const text = `${wanted}: ${path} is another one (SHA-256 ${found.sha256.slice(0, 12)}…)`;
  throw new TrimtabError('TRIMTAB_E_NOT_REPLAYABLE', text, { next });
}
