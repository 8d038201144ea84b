// What each field of a training spec means, for docs/reference/training.md and the guide; its type has every field.
import { type TrainingSpec, trainingSpecSchema } from './spec.js';

type Nested = 'learningRate' | 'validation';
type Inner = { [N in Nested]: `${N}.${keyof TrainingSpec[N] & string}` }[Nested];
type FieldName = Exclude<keyof TrainingSpec, Nested> | Inner;

export const specFields: Readonly<Record<FieldName, string>> = {
  schema: 'the form of the file',
  suite: 'the suite whose episodes are played; no episode comes twice',
  seeds:
    'one network for each; all learn from the same memory, each other batches of it from other first weights',
  rounds: 'rounds of playing and of learning',
  priorRounds:
    'so many at the beginning are played by the prior alone, and learned from after the last of them (the next round is under way by then, and is played so as well); with `--from` its networks play and learn from the first round on',
  episodesPerRound: 'new episodes in a round',
  minutes: 'length of an episode',
  exploration: 'chance of taking any candidate instead of the best; the episodes have these in turn',
  moments: 'moments of an episode that are looked into',
  branches: 'candidates that are followed at each of them: hold, the best, and others by chance',
  branchMinutes: 'for so long nothing else is turned after a candidate, before a value is trusted',
  gradientStepsPerRound: 'gradient steps of each network in a round',
  batch: 'decisions in a gradient step',
  hidden: 'units of the hidden layers of a network',
  discountPerMinute: 'what a utility a minute later counts, of one now',
  rewardScale: 'what a minute of utility 1 counts: brings returns near 1',
  'learningRate.from': 'of the first gradient step; it falls exponentially',
  'learningRate.to': 'of the last one',
  huberDelta: 'errors beyond it count linearly, not squared',
  gradientNorm: 'longer gradients are shortened to it',
  copyEvery: 'gradient steps between two copies of the target network',
  capacity: 'decisions that are remembered; the oldest make room',
  guards: 'full: as the agent acts; safety: validity and bounds only, and nothing is undone',
  without:
    'what is left out, to see what it is worth: prior (values begin at nothing), prediction (what the twin says of a candidate is not shown), configurations (candidates are single edits, one after the other); only trimtab evaluate takes such a model',
  weights:
    'weights of the objective in every episode, `{ throughput, latency, cost, stability }`; drawn: as the suite says',
  decideEveryMinutes: 'minutes between two decisions',
  'validation.episodes': 'episodes of the suite validation that networks are chosen by',
  'validation.everyRounds': 'rounds from one choice to the next; after the last round there always is one',
  'validation.minutes': 'length of such an episode',
  'validation.trust':
    'shares of what was learned that are tried on top of the prior; the one that does best is kept',
};

/** Every field with its default. */
export function specRows(): { readonly name: string; readonly default: unknown; readonly meaning: string }[] {
  const defaults: Readonly<Record<string, unknown>> = trainingSpecSchema.parse({});
  return Object.entries(specFields).map(([name, meaning]) => {
    const [outer = '', inner] = name.split('.');
    const value = defaults[outer];
    return {
      name,
      default: inner === undefined ? value : (value as Record<string, unknown>)[inner],
      meaning,
    };
  });
}
