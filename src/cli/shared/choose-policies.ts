// The policies that are named on the command line or in the configuration: rules by their names, the learned ones from their folders.
import type { Policies } from '../../agent/index.js';
import { type AgentConfig, modelFolder, policyNames } from '../../config/index.js';
import { loadTraining, type Training } from '../../drift/index.js';
import { TrimtabError } from '../../errors/index.js';
import { dqnName, loadDqn, loadTree, type Policy, policyNamed, treeName } from '../../policy/index.js';
import { nearest } from '../../util/index.js';

/**
 * @param agent names that may come from the command line
 * @throws TrimtabError TRIMTAB_E_CONFIG for a name that is no policy, TRIMTAB_E_MODEL_… for a model that cannot be used
 */
export async function choosePolicies(
  agent: Pick<AgentConfig, 'fallback' | 'model' | 'tree'> & { readonly policy: string },
): Promise<Policies> {
  const policy = await choosePolicy(agent.policy, agent);
  const wanted = fallbackFor(policy.name, agent.fallback);
  const fallback = wanted === policy.name ? policy : await choosePolicy(wanted, agent);
  return { policy, fallback, training: await trainingFor(policy, agent) };
}

/** What is learned begins as twin-greedy, which knows what it adds to; a rule that needs the twin is helped by one that does not. */
export function fallbackFor(policy: string, wanted: string): string {
  if (wanted !== 'auto') return wanted;
  return policy === dqnName || policy === treeName ? 'twin-greedy' : 'ds2';
}

/** A rule decides without: where what the model was trained on cannot be read, nobody tells how unusual a state is. */
async function trainingFor(policy: Policy, { model }: Pick<AgentConfig, 'model'>): Promise<Training | null> {
  const training = loadTraining(modelFolder(model));
  return policy.model === undefined ? training.catch(() => null) : training;
}

async function choosePolicy(
  name: string,
  { model, tree }: Pick<AgentConfig, 'model' | 'tree'>,
): Promise<Policy> {
  if (name === dqnName) return loadDqn(modelFolder(model));
  if (name === treeName) return loadTree(modelFolder(tree));
  const policy = policyNamed(name);
  if (policy !== undefined) return policy;
  const near = nearest(name, policyNames);
  throw new TrimtabError(
    'TRIMTAB_E_CONFIG',
    `no policy is named ${JSON.stringify(name)}${near === undefined ? '' : `; did you mean ${near}?`} (there are: ${policyNames.join(', ')})`,
    { next: 'Name one of them with --policy or agent.policy.' },
  );
}
