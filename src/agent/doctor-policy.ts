// What doctor says of who decides: a rule needs nothing, a learned policy a model that this release can use.
import { type AgentConfig, modelFolder } from '../config/index.js';
import { asTrimtabError } from '../errors/index.js';
import { dqnName, loadDqn, policies, policyNamed } from '../policy/index.js';
import type { Finding } from './finding.js';

export type PolicyToExamine = Pick<AgentConfig, 'policy' | 'fallback' | 'model'>;

export async function policyFindings(agent: PolicyToExamine): Promise<Finding[]> {
  const { policy: name, fallback } = agent;
  const isLearned = [name, fallback].includes(dqnName);
  return [backendFinding(name), ...(isLearned ? [await modelFinding(agent)] : [])];
}

function backendFinding(name: string): Finding {
  if (name === dqnName) {
    const text = `policy ${name} computes its networks itself: it needs no numeric backend`;
    return { check: 'backend', status: 'ok', text };
  }
  if (policyNamed(name) !== undefined) {
    return { check: 'backend', status: 'ok', text: `policy ${name} is a rule: it needs no numeric backend` };
  }
  const next = `Set agent.policy to one of ${[...policies.map((p) => p.name), dqnName].join(', ')}.`;
  return { check: 'backend', status: 'broken', text: `no policy is named ${name}`, next };
}

async function modelFinding({ model }: PolicyToExamine): Promise<Finding> {
  try {
    const { model: facts } = await loadDqn(modelFolder(model));
    const count = facts.seeds.length;
    const text = `${model} can be used: ${count} network${count === 1 ? '' : 's'}, SHA-256 ${facts.sha256.slice(0, 12)}…`;
    return { check: 'model', status: 'ok', text };
  } catch (thrown) {
    const { code, message, next, exitCode } = asTrimtabError(thrown);
    return { check: 'model', status: 'broken', text: `${code}: ${message}`, next, code, exit: exitCode };
  }
}
