// Trains an ensemble: rounds of playing on threads and of learning here; the snapshot that did best on validation is kept.
import { TrimtabError } from '../../errors/index.js';
import { type Backend, type TrainingState, type Transition, trusting, type Weights } from '../../rl/index.js';
import { mean } from '../statistics.js';
import type { Threads } from '../threads.js';
import type { TrainingSpec } from './spec.js';
import { createStudent, type Student } from './student.js';
import { type Episodes, roundTasks, validationTasks } from './tasks.js';
import type { Rollout, RolloutTask } from './types.js';

/** Rounds that are played again to fill the memory of a training that goes on: enough not to learn a few episodes by heart. */
const refillRounds = 8;

export interface Round {
  /** From 1. */
  readonly round: number;
  readonly rounds: number;
  /** Candidates that were followed in it. */
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
  /** Share of what was learned that is in them. */
  readonly trust: number;
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
  /** Networks to begin with, which what is learned must do better than; null: new ones. Where it goes on, they are not asked. */
  readonly from: readonly Weights[] | null;
  /** What a site recorded: learned from beside what is played. */
  readonly history: readonly Transition[];
  readonly onRound: (round: Round) => void;
  /** After each round in which networks have learned; waited for. */
  readonly onStanding: (standing: Standing) => Promise<void>;
  /** After each episode. */
  readonly onPlayed: (what: Playing, done: number, of: number) => void;
}

/** @throws TrimtabError TRIMTAB_E_TRAINING_DIVERGED; the reason of the signal where it is aborted */
export async function train(input: TrainingInput): Promise<Trained> {
  const { spec, resumed, from, history } = input;
  const former = resumed ?? (from && { members: from, states: [] });
  // The decisions of a site do not come again; what is played does.
  const student = createStudent(spec, input.backend, former, history.length, learningRounds(input));
  const games = createGames(input, student);
  const rounds = [...(resumed?.rounds ?? [])];
  const { prior, ...before } = resumed ?? (await standingOf(from, games));
  let { best } = before;
  if (history.length > 0) student.remember([{ transitions: history }], true);
  if (resumed !== null) await refill(student, games, rounds.length, spec.rounds);
  let playing = rounds.length < spec.rounds ? games.play(rounds.length) : null;
  for (let round = rounds.length; playing !== null; round++) {
    const played = await playing;
    const isLast = round + 1 >= spec.rounds;
    const isAsked = isLast || (round + 1) % spec.validation.everyRounds === 0;
    // While this round is learned from, the next one is played by the networks as they are now; where they are asked
    // afterwards, the threads are needed for that, and the next round is played by what they have learned.
    const ahead = isAsked ? null : games.play(round + 1);
    student.remember(played, round + 1 < spec.priorRounds);
    const loss = await student.learn(round, input.signal);
    const members = student.weights();
    const asked = isAsked ? await bestTrusted(members, input, games) : null;
    best = better(best, asked, round + 1);
    playing = isLast ? null : (ahead ?? games.play(round + 1));
    const validation = asked && { utility: asked.utility, prior };
    const done: Round = { round: round + 1, rounds: spec.rounds, ...means(played), loss, validation };
    rounds.push(done);
    input.onRound(done);
    if (members.length > 0) {
      await input.onStanding({ rounds, prior, best, members, states: student.states() });
    }
  }
  if (best === null) throw nothingToLearn();
  return { best, prior, rounds };
}

/** Networks that it begins with learn from the first round on, new ones from the last of the prior's rounds on. */
function learningRounds({ spec, resumed, from }: TrainingInput): number {
  const isFirstOne = resumed === null ? from !== null : resumed.rounds[0]?.loss !== null;
  return isFirstOne ? spec.rounds : spec.rounds - spec.priorRounds + 1;
}

interface Games {
  play(round: number, what?: Playing): Promise<Rollout[]>;
  /** Mean utility. */
  validate(members: readonly Weights[]): Promise<number>;
}

function createGames(input: TrainingInput, student: Student): Games {
  const { spec, signal, threads, onPlayed } = input;
  const run = (what: Playing, tasks: readonly RolloutTask[]): Promise<Rollout[]> => {
    const playing = threads.run(tasks, { signal, onDone: (done, of) => onPlayed(what, done, of) });
    // It is waited for later: a failure before then is no unhandled one.
    playing.catch(() => undefined);
    return playing;
  };
  return {
    play: (round, what = 'round') => run(what, roundTasks(spec, input, round, student.weights())),
    validate: async (members) =>
      means(await run('validation', validationTasks(spec, input, members))).utility,
  };
}

/** What was played is in no checkpoint: it would be hundreds of times as large. */
async function refill(student: Student, games: Games, done: number, rounds: number): Promise<void> {
  if (done >= rounds) return;
  for (let round = Math.max(0, done - refillRounds); round < done; round++) {
    student.remember(await games.play(round, 'again'), false);
  }
}

type Asked = Omit<Best, 'round'>;

/** Before the first round. What is learned is kept only where it does better than the networks that a training begins with. */
async function standingOf(
  members: readonly Weights[] | null,
  games: Games,
): Promise<Pick<Standing, 'prior' | 'best'>> {
  const prior = await games.validate([]);
  if (members === null) return { prior, best: null };
  return { prior, best: { round: 0, utility: await games.validate(members), trust: 1, members } };
}

/** The share of what was learned that does best on top of the prior; null while there are no networks. */
async function bestTrusted(
  members: readonly Weights[],
  { spec }: TrainingInput,
  games: Games,
): Promise<Asked | null> {
  if (members.length === 0) return null;
  let best: Asked | null = null;
  for (const trust of spec.validation.trust) {
    const trusted = members.map((weights) => trusting(weights, trust));
    const utility = await games.validate(trusted);
    if (best === null || utility > best.utility) best = { members: trusted, utility, trust };
  }
  return best;
}

function better(best: Best | null, now: Asked | null, round: number): Best | null {
  return now === null || (best !== null && now.utility <= best.utility) ? best : { ...now, round };
}

function means(played: readonly Rollout[]): Pick<Round, 'decisions' | 'utility' | 'changes'> {
  return {
    decisions: played.reduce((sum, { transitions }) => sum + transitions.length, 0),
    utility: mean(played.map(({ utility }) => utility)),
    changes: mean(played.map(({ changes }) => changes)),
  };
}

function nothingToLearn(): TrimtabError {
  return new TrimtabError('TRIMTAB_E_CONFIG', 'In no episode was there a decision to learn from.', {
    next: 'Raise minutes, episodesPerRound or rounds of the training spec.',
  });
}
