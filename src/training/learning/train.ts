// Trains an ensemble: rounds of playing on threads and of learning here; the snapshot that did best on validation is kept.
import { TrimtabError } from '../../errors/index.js';
import type { Backend, TrainingState, Weights } from '../../rl/index.js';
import { mean } from '../statistics.js';
import type { Threads } from '../threads.js';
import type { Rollout, RolloutTask } from './rollout.js';
import type { TrainingSpec } from './spec.js';
import { createStudent } from './student.js';
import { type Episodes, roundTasks, validationTasks } from './tasks.js';

/** Rounds that are played again to fill the memory of a training that goes on: enough not to learn a few episodes by heart. */
const refillRounds = 8;

export interface Round {
  /** From 1. */
  readonly round: number;
  readonly rounds: number;
  /** Decisions that were made in it. */
  readonly decisions: number;
  /** Mean over its episodes, exploration included. */
  readonly utility: number;
  readonly changes: number;
  /** Mean loss of the round's gradient steps, over the networks; null before the first one. */
  readonly loss: number | null;
  /** Mean utility on validation and that of the prior alone on the same episodes; null where it was not asked. */
  readonly validation: { readonly utility: number; readonly prior: number } | null;
}

/** The networks that did best on validation so far. */
export interface Best {
  readonly round: number;
  readonly utility: number;
  readonly members: readonly Weights[];
}

/** Where a training is after a round: all that it needs to go on, but what was played. */
export interface Standing {
  readonly rounds: readonly Round[];
  /** Mean utility of the prior alone on validation. */
  readonly prior: number;
  readonly best: Best | null;
  readonly members: readonly Weights[];
  readonly states: readonly TrainingState[];
}

export interface Trained {
  readonly best: Best;
  readonly prior: number;
  readonly rounds: readonly Round[];
}

export type Playing = 'round' | 'validation' | 'again';

export interface TrainingInput extends Episodes {
  readonly spec: TrainingSpec;
  readonly threads: Threads<RolloutTask, Rollout>;
  readonly backend: Backend;
  readonly signal: AbortSignal;
  /** Null: from the beginning. */
  readonly resumed: Standing | null;
  readonly onRound: (round: Round) => void;
  /** After each round in which networks have learned; waited for. */
  readonly onStanding: (standing: Standing) => Promise<void>;
  /** After each episode. */
  readonly onPlayed: (what: Playing, done: number, of: number) => void;
}

/** @throws TrimtabError TRIMTAB_E_TRAINING_DIVERGED; the reason of the signal where it is aborted */
export async function train(input: TrainingInput): Promise<Trained> {
  const { spec, signal, resumed } = input;
  const student = createStudent(spec, input.backend, resumed);
  const rounds = [...(resumed?.rounds ?? [])];
  let best = resumed?.best ?? null;

  const run = (what: Playing, tasks: readonly RolloutTask[]): Promise<Rollout[]> => {
    const onDone = (done: number, of: number): void => input.onPlayed(what, done, of);
    const playing = input.threads.run(tasks, { signal, onDone });
    // It is waited for later: a failure before then is no unhandled one.
    playing.catch(() => undefined);
    return playing;
  };
  const play = (round: number, what: Playing = 'round'): Promise<Rollout[]> =>
    run(what, roundTasks(spec, input, round, student.weights()));
  const validate = async (members: readonly Weights[]): Promise<number> =>
    meanUtility(await run('validation', validationTasks(spec, input, members)));

  const prior = resumed?.prior ?? (await validate([]));
  if (rounds.length < spec.rounds) {
    const from = resumed === null ? rounds.length : Math.max(0, rounds.length - refillRounds);
    for (let round = from; round < rounds.length; round++) {
      student.remember(await play(round, 'again'), false);
    }
  }
  let playing = rounds.length < spec.rounds ? play(rounds.length) : null;
  for (let round = rounds.length; playing !== null; round++) {
    const played = await playing;
    const isLast = round + 1 >= spec.rounds;
    const isAsked = isLast || (round + 1) % spec.validation.everyRounds === 0;
    // While this round is learned from, the next one is played by the networks as they are now; where they are asked
    // afterwards, the threads are needed for that, and the next round is played by what they have learned.
    const ahead = isAsked ? null : play(round + 1);
    student.remember(played, round + 1 < spec.priorRounds);
    const loss = await student.learn(round, signal);
    const members = student.weights();
    let validation: Round['validation'] = null;
    if (isAsked && members.length > 0) {
      const utility = await validate(members);
      validation = { utility, prior };
      if (best === null || utility > best.utility) best = { round: round + 1, utility, members };
    }
    playing = isLast ? null : (ahead ?? play(round + 1));
    const done: Round = {
      round: round + 1,
      rounds: spec.rounds,
      decisions: played.reduce((sum, { steps }) => sum + steps.length, 0),
      utility: meanUtility(played),
      changes: mean(played.map(({ changes }) => changes)),
      loss,
      validation,
    };
    rounds.push(done);
    input.onRound(done);
    if (members.length > 0) {
      await input.onStanding({ rounds, prior, best, members, states: student.states() });
    }
  }
  if (best === null) throw nothingToLearn();
  return { best, prior, rounds };
}

function nothingToLearn(): TrimtabError {
  return new TrimtabError('TRIMTAB_E_CONFIG', 'In no episode were there two decisions to learn from.', {
    next: 'Raise minutes, episodesPerRound or rounds of the training spec.',
  });
}

function meanUtility(played: readonly Rollout[]): number {
  return mean(played.map(({ utility }) => utility));
}
