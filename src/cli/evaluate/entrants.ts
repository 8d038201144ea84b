// Which policies an evaluation compares: rules by their names, the learned one from one model or from several training seeds, its tree.
import { modelFolder, shippedModel, shippedTree } from '../../config/index.js';
import { loadTraining } from '../../drift/index.js';
import { TrimtabError } from '../../errors/index.js';
import { dqnName, loadDqnToCompare, loadTree, policies, treeName } from '../../policy/index.js';
import { type Entrant, type PolicySpec, policyOf } from '../../training/index.js';
import { fallbackFor } from '../shared/choose-policies.js';

export interface Chosen {
  readonly policies?: string;
  readonly model?: string;
  readonly tree?: string;
  readonly deal?: boolean;
  readonly fallback?: string;
}

/** @throws TrimtabError TRIMTAB_E_USAGE, and TRIMTAB_E_MODEL_… for a model that cannot be used */
export async function entrantsOf({
  policies: named,
  model,
  tree,
  deal = false,
  fallback,
}: Chosen): Promise<Entrant[]> {
  const usual = [...policies.map(({ name }) => name), dqnName];
  const names = named === undefined ? usual : listOf(named);
  if (names.length === 0) throw usage('--policies names none');
  const folders = foldersOf(model);
  if (folders.length === 0) throw usage('--model names none');
  if (model !== undefined && !names.includes(dqnName)) throw usage(`--model goes with --policies ${dqnName}`);
  if (deal && folders.length === 1) throw usage('--deal goes with several models: --model A,B');
  if (tree !== undefined && !names.includes(treeName)) throw usage(`--tree goes with --policies ${treeName}`);
  const specsOf = async (name: string): Promise<PolicySpec[]> => {
    if (name === dqnName) {
      return Promise.all(folders.map(async (one) => guarded(await learned(one), fallback, one)));
    }
    const spec = name === treeName ? await rules(tree ?? shippedTree) : rule(name);
    return [await guarded(spec, fallback, name === treeName ? shippedModel : null)];
  };
  return Promise.all(
    names.map(async (name) => ({ name, specs: await specsOf(name), isDealt: deal && name === dqnName })),
  );
}

/**
 * Adds whom an agent asks instead, and the states that the model was trained on, where it has them: in others the fallback decides.
 * @param model null of a rule, which has learned nothing that a state could be unlike to
 */
async function guarded(
  spec: PolicySpec,
  wanted: string | undefined,
  model: string | null,
): Promise<PolicySpec> {
  if (wanted === undefined) return spec;
  const fallback = fallbackFor(spec.name, wanted);
  const training = model === null ? null : await loadTraining(modelFolder(model));
  if (training === null) return { ...spec, fallback };
  const { states, sha256 } = training;
  return { ...spec, fallback, training: { states, sha256 } };
}

/** The folders of the trainings, in their order. */
export function foldersOf(model = shippedModel): string[] {
  return listOf(model);
}

async function rules(folder: string): Promise<PolicySpec> {
  const { tree } = await loadTree(modelFolder(folder));
  return { name: treeName, tree: tree.root };
}

async function learned(folder: string): Promise<PolicySpec> {
  const { members: networks, without } = await loadDqnToCompare(modelFolder(folder));
  return { name: dqnName, networks, without };
}

function rule(name: string): PolicySpec {
  policyOf({ name });
  return { name };
}

function listOf(text: string): string[] {
  return [...new Set(text.split(',').map((one) => one.trim()))].filter((one) => one !== '');
}

function usage(text: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_USAGE', text);
}
