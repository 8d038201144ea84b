// The rules by name. What is learned is not among them: it is made from a model (dqn/load-dqn.ts).
import { bayesian } from './bayesian.js';
import { dhalion, dhalionAsCoded } from './dhalion.js';
import { drs } from './drs.js';
import { ds2 } from './ds2.js';
import { ds2Hysteresis } from './ds2-hysteresis.js';
import { hillClimb } from './hill-climb.js';
import { keep } from './keep.js';
import { random } from './random.js';
import { threshold } from './threshold.js';
import { twinGreedy } from './twin-greedy.js';
import type { Policy } from './types.js';

export const policies: readonly Policy[] = [
  twinGreedy,
  ds2,
  ds2Hysteresis,
  threshold,
  drs,
  dhalion,
  dhalionAsCoded,
  hillClimb,
  bayesian,
  random,
  keep,
];

export function policyNamed(name: string): Policy | undefined {
  return policies.find((policy) => policy.name === name);
}
