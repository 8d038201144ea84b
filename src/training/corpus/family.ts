// What a family of episodes draws from: applications, loads, objectives and clusters; train, validation and tests differ by seed, or by these.
import type { BoltRange } from '../../simulator/index.js';

export type LoadFamily = 'rhythms' | 'others' | 'traces';
export type ObjectiveFamily = 'usual' | 'others';
export type ClusterFamily = 'usual' | 'others';

export interface Family {
  readonly bolts: BoltRange;
  readonly loads: LoadFamily;
  readonly objectives: ObjectiveFamily;
  readonly cluster: ClusterFamily;
}

/** What policies are trained on, and what `seen` is made of. */
export const trained: Family = { bolts: [2, 8], loads: 'rhythms', objectives: 'usual', cluster: 'usual' };
