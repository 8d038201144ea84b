// A decision of the running agent: what was decided, for which watched topology, and who carries it out.
import type { Objective } from '../../objective/index.js';
import type { Watch } from '../look/watch.js';
import type { Autonomy } from './autonomy.js';
import type { Decided } from './decide.js';

export interface AgentDecision extends Decided {
  readonly objective: Objective;
  readonly watch: Watch;
  /** Who carries it out; where nobody does, the guards of acting were not asked. */
  readonly autonomy: Autonomy;
  /** By the wall: from here to the call is what an operator waits for. */
  readonly decidedAtMs: number;
}
