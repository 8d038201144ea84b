// What doctor says of who decides: a rule needs nothing, a learned policy a model that this release can use.
import { type AgentConfig, modelFolder } from '../../config/index.js';
import { asTrimtabError } from '../../errors/index.js';
import { dqnName, leavesOf, loadDqn, loadTree, policies, policyNamed, treeName } from '../../policy/index.js';
import type { Finding } from './finding.js';

export type PolicyToExamine = Pick<AgentConfig, 'policy' | 'fallback' | 'model' | 'tree'>;

export async function policyFindings(agent: PolicyToExamine): Promise<Finding[]> {
  const { policy: name, fallback } = agent;
  const used = [name, fallback];
  return [
    backendFinding(name),
    ...(used.includes(dqnName) ? [await modelFinding(agent)] : []),
    ...(used.includes(treeName) ? [await treeFinding(agent)] : []),
  ];
}

function backendFinding(name: string): Finding {
  if (name === dqnName) {
    const text = `policy ${name} computes its networks itself: it needs no numeric backend`;
    return { check: 'backend', status: 'ok', text };
  }
  if (policyNamed(name) !== undefined || name === treeName) {
    const what = name === treeName ? 'is made of rules' : 'is a rule';
    return { check: 'backend', status: 'ok', text: `policy ${name} ${what}: it needs no numeric backend` };
  }
  const next = `Set agent.policy to one of ${[...policies.map((p) => p.name), dqnName, treeName].join(', ')}.`;
  return { check: 'backend', status: 'broken', text: `no policy is named ${name}`, next };
}

async function modelFinding({ model }: PolicyToExamine): Promise<Finding> {
  try {
    const { model: facts } = await loadDqn(modelFolder(model));
    const count = facts.seeds.length;
    const text = `${model} can be used: ${count} network${count === 1 ? '' : 's'}, SHA-256 ${facts.sha256.slice(0, 12)}…`;
    return { check: 'model', status: 'ok', text };
  } catch (thrown) {
    return brokenBy(thrown);
  }
}

async function treeFinding({ tree: folder }: PolicyToExamine): Promise<Finding> {
  try {
    const { tree, model } = await loadTree(modelFolder(folder));
    const count = leavesOf(tree.root).length;
    const text = `${folder} can be used: ${count} ${count === 1 ? 'rule' : 'rules'}, SHA-256 ${model.sha256.slice(0, 12)}…`;
    return { check: 'model', status: 'ok', text };
  } catch (thrown) {
    return brokenBy(thrown);
  }
}

function brokenBy(thrown: unknown): Finding {
  const { code, message, next, exitCode } = asTrimtabError(thrown);
  return { check: 'model', status: 'broken', text: `${code}: ${message}`, next, code, exit: exitCode };
}
