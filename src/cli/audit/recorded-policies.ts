// Who decided a recorded decision: a rule of this release by its name, a learned policy by the very model that it decided by.
import type { Who } from '../../agent/index.js';
import { modelFolder } from '../../config/index.js';
import { asTrimtabError, TrimtabError } from '../../errors/index.js';
import { loadDqn, loadTree, type Policy, policyNamed, treeName } from '../../policy/index.js';

/**
 * @param folders where the model may lie, beside the recorded place; the first that is it is taken
 * @returns what gives a policy, and throws TRIMTAB_E_NOT_REPLAYABLE where there is none
 */
export function recordedPolicies(folders: readonly string[]): (who: Who) => Promise<Policy> {
  return async ({ name, model }) => {
    if (model === null) {
      const policy = policyNamed(name);
      if (policy !== undefined) return policy;
      throw unusable(`this release has no policy ${name}`, 'Replay it with the release that made it.');
    }
    const found: string[] = [];
    for (const folder of new Set([...folders.map(modelFolder), model.folder])) {
      try {
        const learned = name === treeName ? await loadTree(folder) : await loadDqn(folder);
        if (learned.model.sha256 === model.sha256) return learned;
        found.push(`${folder} is another one (SHA-256 ${learned.model.sha256.slice(0, 12)}…)`);
      } catch (thrown) {
        found.push(`${folder}: ${asTrimtabError(thrown).message.replace(/\.$/, '')}`);
      }
    }
    const wanted = `the model with SHA-256 ${model.sha256.slice(0, 12)}… is not there any more`;
    throw unusable(`${wanted}: ${found.join('; ')}`, 'Name its folder, or a copy of it, with --model DIR.');
  };
}

function unusable(text: string, next: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_NOT_REPLAYABLE', text, { next });
}
