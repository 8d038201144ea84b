// One episode as it is played in a training, for the states in which something was decided.
import { describe, type Point } from '../../drift/index.js';
import { type Policy, policyNamed } from '../../policy/index.js';
import { createRandom } from '../../util/index.js';
import { runEpisode } from '../episode.js';
import type { EpisodeSpec } from '../types.js';

/** Plain data: it goes to worker threads. */
export interface StatesTask {
  readonly spec: EpisodeSpec;
  readonly decideEveryMinutes: number;
  /** So many of its states are kept, drawn at random: those of one episode are much alike. */
  readonly kept: number;
  readonly seed: number;
}

/** Networks begin as twin-greedy and stay near it, so that its states stand for those of the training. */
const player = 'twin-greedy';

/** An application that cannot be laid out has no states. */
export function statesIn({ spec, decideEveryMinutes, kept, seed }: StatesTask): Point[] {
  const greedy = policyNamed(player);
  if (greedy === undefined) throw new RangeError(`no policy is named ${player}`);
  const states: Point[] = [];
  const policy: Policy = {
    ...greedy,
    decide: (situation) => {
      states.push(describe(situation));
      return greedy.decide(situation);
    },
  };
  try {
    runEpisode({ ...spec, policy, guards: 'full', decideEveryMinutes });
  } catch (thrown) {
    if (!(thrown instanceof RangeError)) throw thrown;
  }
  const random = createRandom(seed).fork('states');
  const drawn = Array.from({ length: Math.min(kept, states.length) }, () => {
    const [state] = states.splice(random.integer(states.length), 1);
    return state ?? [];
  });
  return drawn;
}
