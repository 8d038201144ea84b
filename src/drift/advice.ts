// What to do about a drift: what the agent does by itself, and when learning anew is worth its time.
import { shellCommand } from '../util/index.js';
import type { Drift, DriftKind } from './types.js';

export type Action = 'keep' | 'recalibrate' | 'continue-learning';

export interface Recommendation {
  readonly action: Action;
  readonly reason: string;
  /** What that takes, in words. */
  readonly cost: string;
  /** To be typed; null where nothing has to be done. */
  readonly command: string | null;
}

export interface Site {
  /** As commands take it, whatever else has its name. */
  readonly topology: string;
  readonly stateDir: string;
  /** Whether the policy that decides has learned, and from which model. */
  readonly model: string | null;
}

const reasons: Record<DriftKind, string> = {
  workload:
    'the load is outside of all that was seen here; the queueing model is fitted to every window, and needs nothing',
  application:
    'what a tuple costs or becomes has changed: what was measured before, and what failed before, no longer counts',
  cluster:
    'the machines are slower or faster than before: look at what else runs there; what was measured before no longer counts',
  engine:
    'another release of the engine has other timings: what was usual, measured and failed under the former no longer counts; restarts are timed anew as they come',
};

export function recommend(
  { kind }: Pick<Drift, 'kind'>,
  { topology, stateDir, model }: Site,
): Recommendation {
  const reason = reasons[kind];
  if (model !== null && kind !== 'workload') {
    return {
      action: 'continue-learning',
      reason: `${reason}; what the networks have learned adds to a twin that has changed`,
      cost: 'a training of about an hour on two cores, once a day or more of new decisions is recorded; it replaces the model only where it does better',
      command: shellCommand([
        'trimtab',
        'train',
        '--history',
        stateDir,
        '--topology',
        topology,
        '--from',
        model,
        '--out',
        `${stateDir}/model`,
      ]),
    };
  }
  if (kind === 'workload') return { action: 'keep', reason, cost: 'nothing', command: null };
  return {
    action: 'recalibrate',
    reason,
    cost: 'nothing: the agent does it by itself with the next windows',
    command: null,
  };
}
