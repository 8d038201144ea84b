// The policies that are named on the command line or in the configuration: rules by their names, the learned one from its model.
import type { Policies } from '../agent/index.js';
import { type AgentConfig, modelFolder, policyNames } from '../config/index.js';
import { TrimtabError } from '../errors/index.js';
import { dqnName, loadDqn, type Policy, policyNamed } from '../policy/index.js';
import { nearest } from '../util/index.js';

/**
 * @param agent names that may come from the command line
 * @throws TrimtabError TRIMTAB_E_CONFIG for a name that is no policy, TRIMTAB_E_MODEL_… for a model that cannot be used
 */
export async function choosePolicies(
  agent: Pick<AgentConfig, 'fallback' | 'model'> & { readonly policy: string },
): Promise<Policies> {
  const folder = modelFolder(agent.model);
  const policy = await choosePolicy(agent.policy, folder);
  const isSame = agent.fallback === policy.name;
  return { policy, fallback: isSame ? policy : await choosePolicy(agent.fallback, folder) };
}

async function choosePolicy(name: string, folder: string): Promise<Policy> {
  const policy = name === dqnName ? await loadDqn(folder) : policyNamed(name);
  if (policy !== undefined) return policy;
  const near = nearest(name, policyNames);
  throw new TrimtabError(
    'TRIMTAB_E_CONFIG',
    `no policy is named ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`} (there are: ${policyNames.join(', ')})`,
    { next: 'Name one of them with --policy or agent.policy.' },
  );
}
