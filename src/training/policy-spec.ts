// A policy as it is named to a worker thread, and the one place where the name becomes the policy.
import { familiarTraining, type Standing, standingIn, type Training, unfamiliarBy } from '../drift/index.js';
import { TrimtabError } from '../errors/index.js';
import {
  type Ablation,
  createDqn,
  createTreePolicy,
  dqnName,
  lookWithout,
  masked,
  type Node,
  type Policy,
  policies,
  policyNamed,
  type Situation,
  treeName,
} from '../policy/index.js';
import { createEnsemble, type Weights } from '../rl/index.js';
import type { EpisodeOptions } from './episode.js';

/** Plain data: it goes to worker threads. */
export interface PolicySpec {
  readonly name: string;
  /** The networks of the learned policy; as they were when the evaluation began, whatever becomes of their folder. */
  readonly networks?: readonly Weights[];
  /** What these networks were trained without, and so decide without. */
  readonly without?: readonly Ablation[];
  /** The rules of the policy tree, likewise. */
  readonly tree?: Node;
  /** Who decides where it is unsure, and where a state is unlike `training`; absent: nobody, so that it waits. */
  readonly fallback?: string;
  /** The states that it was trained on; a rule has none. */
  readonly training?: Omit<Training, 'familiar'>;
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
    const look = (situation: Situation) => lookWithout(situation, without);
    return createDqn({ score: (set) => score(masked(set, without)) }, look);
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

/** Who decides in an episode, as an agent asks them. */
export function decidersOf(spec: PolicySpec): Pick<EpisodeOptions, 'policy' | 'fallback' | 'unfamiliarIn'> {
  const { fallback, training } = spec;
  const policy = policyOf(spec);
  if (fallback === undefined) return { policy };
  const asked = { policy, fallback: policyOf({ name: fallback }) };
  if (training === undefined) return asked;
  const familiar = familiarTraining(training);
  let standing: Standing | null = null;
  const unfamiliarIn: EpisodeOptions['unfamiliarIn'] = (evaluation, objective) => {
    standing = standingIn({ evaluation, objective }, familiar, standing);
    return unfamiliarBy(standing);
  };
  return { ...asked, unfamiliarIn };
}
