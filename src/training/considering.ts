// One decision in the environment, as the agent makes it: what episodes and tried proposals have in common.
import {
  type Considered,
  type Considering,
  consider,
  type EvidenceInput,
  evidenceOf,
} from '../decision/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Environment } from '../simulator/index.js';
import { configurationOf, limitsOf, waitSecondsOf, windowSeconds } from './applying.js';
import type { Restraint } from './restraint.js';

type Given = Pick<
  Considering,
  'demand' | 'objective' | 'reference' | 'history' | 'earlier' | 'policy' | 'acting' | 'guards'
> &
  Partial<Pick<Considering, 'fallback' | 'unfamiliar'>>;

/** Heron: how it is packed. */
type Packing = Partial<Pick<Considering, 'packed'>>;
type PastOf = Pick<EvidenceInput, 'loads' | 'lastChange' | 'failed' | 'peak'>;

/** @param past what the topology was through, and is expected to be */
export function considerIn(
  environment: Environment,
  seen: Evaluation,
  restraint: Restraint,
  past: PastOf,
  given: Given & Packing,
): Considered {
  return consider(consideringIn(environment, seen, restraint, past, given));
}

/** What a decision in the environment is made from. */
export function consideringIn(
  environment: Environment,
  seen: Evaluation,
  restraint: Restraint,
  past: PastOf,
  given: Given & Packing,
): Considering {
  return {
    fallback: null,
    ...given,
    engine: environment.scenario.engine === 'heron' ? 'heron' : 'storm-2.x',
    evaluation: seen,
    configuration: configurationOf(environment),
    limits: limitsOf(environment, seen, given.packed ?? null),
    waitSeconds: waitSecondsOf(seen),
    evidence: evidenceOf({
      ...past,
      nowSeconds: environment.nowSeconds(),
      evaluation: seen,
      hysteresis: restraint,
      horizonSeconds: restraint.horizonSeconds,
    }),
    measured: {
      notReady: null,
      windowSeconds: { wanted: windowSeconds, got: windowSeconds },
      ageSeconds: 30,
      maxAgeSeconds: 180,
    },
  };
}
