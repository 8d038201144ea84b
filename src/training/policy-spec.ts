// A policy as it is named to a worker thread, and the one place where the name becomes the policy.
import { TrimtabError } from '../errors/index.js';
import {
  type Ablation,
  createDqn,
  createTreePolicy,
  dqnName,
  masked,
  type Node,
  type Policy,
  policies,
  policyNamed,
  treeName,
} from '../policy/index.js';
import { createEnsemble, type Weights } from '../rl/index.js';

/** Plain data: it goes to worker threads. */
export interface PolicySpec {
  readonly name: string;
  /** The networks of the learned policy; as they were when the evaluation began, whatever becomes of their folder. */
  readonly networks?: readonly Weights[];
  /** What these networks were trained without, and so decide without. */
  readonly without?: readonly Ablation[];
  /** The rules of the policy tree, likewise. */
  readonly tree?: Node;
}

/** What is compared under one name. Several specs are the same policy from several training seeds. */
export interface Entrant {
  readonly name: string;
  readonly specs: readonly PolicySpec[];
  /** Each episode is played by one of the specs, in turn, in place of all. */
  readonly isDealt?: boolean;
}

/** Who plays an episode, by its place in the evaluation. */
export function playersOf({ specs, isDealt = false }: Entrant, episode: number): readonly PolicySpec[] {
  const player = specs[episode % specs.length];
  return isDealt && player !== undefined ? [player] : specs;
}

/** @throws TrimtabError TRIMTAB_E_USAGE for a name that is no policy */
export function policyOf({ name, networks, without = [], tree }: PolicySpec): Policy {
  if (name === dqnName && networks !== undefined) {
    const { score } = createEnsemble(networks);
    return createDqn({ score: (set) => score(masked(set, without)) });
  }
  if (name === treeName && tree !== undefined) return createTreePolicy(tree);
  const policy = policyNamed(name);
  if (policy !== undefined) return policy;
  const names = [...policies.map((one) => one.name), dqnName, treeName].join(', ');
  throw new TrimtabError(
    'TRIMTAB_E_USAGE',
    `no policy is named ${JSON.stringify(name)} (there are: ${names})`,
  );
}
