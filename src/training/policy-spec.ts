// A policy as it is named to a worker thread, and the one place where the name becomes the policy.
import { TrimtabError } from '../errors/index.js';
import { type Policy, policies, policyNamed } from '../policy/index.js';

/** Plain data: it goes to worker threads. */
export interface PolicySpec {
  readonly name: string;
  /** The folder of the model, for policies that have one. */
  readonly model?: string;
}

/** What is compared under one name. Several specs are the same policy from several training seeds. */
export interface Entrant {
  readonly name: string;
  readonly specs: readonly PolicySpec[];
}

/** @throws TrimtabError TRIMTAB_E_USAGE for a name that is no policy */
export function policyOf({ name }: PolicySpec): Policy {
  const policy = policyNamed(name);
  if (policy !== undefined) return policy;
  const names = policies.map((one) => one.name).join(', ');
  throw new TrimtabError(
    'TRIMTAB_E_USAGE',
    `no policy is named ${JSON.stringify(name)} (there are: ${names})`,
  );
}
