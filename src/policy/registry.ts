// The policies by name.
import { ds2 } from './ds2.js';
import { ds2Hysteresis } from './ds2-hysteresis.js';
import { keep } from './keep.js';
import { threshold } from './threshold.js';
import { twinGreedy } from './twin-greedy.js';
import type { Policy } from './types.js';

export const policies: readonly Policy[] = [twinGreedy, ds2, ds2Hysteresis, threshold, keep];

export function policyNamed(name: string): Policy | undefined {
  return policies.find((policy) => policy.name === name);
}
