// How a policy is trained: every hyper-parameter, with its default and its reason. `trimtab train --spec` reads it.
import { z } from 'zod';

const share = z.number().gt(0).max(1);
const count = z.int().min(1);

export const trainingSpecSchema = z.strictObject({
  schema: z.literal('trimtab/training/v1').default('trimtab/training/v1'),
  /** Suite whose episodes are played; the same number never comes twice. */
  suite: z.string().default('train'),
  /** One network each. They share what was played, and each learns other batches of it from other first weights. */
  seeds: z.array(z.int()).min(1).default([1, 2, 3]),
  /** Rounds of playing and learning; the first ones are played by the prior alone. */
  rounds: count.default(60),
  priorRounds: count.default(4),
  episodesPerRound: count.default(16),
  /** Of an episode. Most decisions fall into its beginning, and an hour is as far as returns look. */
  minutes: count.default(120),
  /**
   * Chance of any candidate at a decision. Each episode is played once with each of these: the same minutes after different decisions tell
   * more of the difference than other minutes would.
   */
  exploration: z.array(z.number().min(0).max(1)).min(1).default([0.02, 0.3]),
  gradientStepsPerRound: count.default(150),
  batch: count.default(192),
  hidden: z.array(count).min(1).default([64, 64]),
  /** Decisions that a return sums over before a value is trusted; one alone learns too slowly. */
  steps: count.default(8),
  /** A reward a minute later counts so much: an hour is about as far as it pays to look. */
  discountPerMinute: share.default(0.985),
  /** Of utility: brings returns near 1. */
  rewardScale: z.number().gt(0).default(0.3),
  learningRate: z.strictObject({ from: share, to: share }).default({ from: 0.001, to: 0.0003 }),
  huberDelta: z.number().gt(0).default(2),
  gradientNorm: z.number().gt(0).default(10),
  /** Gradient steps between copies of the target network. */
  copyEvery: count.default(250),
  /** Decisions that are remembered. */
  capacity: count.default(60_000),
  /** Without them a few saturated episodes full of restarts undo the mean. */
  guards: z.enum(['full', 'safety']).default('full'),
  /** Neighbouring windows share half of their minutes: every other one is nearly as good, and twice as quick. */
  decideEveryMinutes: count.default(2),
  /** Models are chosen by so many episodes of the suite `validation`, each as long as in reports, after every so many rounds. */
  validation: z
    .strictObject({ episodes: count, everyRounds: count, minutes: count.default(240) })
    .default({ episodes: 96, everyRounds: 15, minutes: 240 }),
});

export type TrainingSpec = z.output<typeof trainingSpecSchema>;

/** What the schema does not see: fields that contradict each other, by path. */
export function specProblems(
  spec: TrainingSpec,
): { readonly path: readonly string[]; readonly text: string }[] {
  const { rounds, priorRounds, seeds } = spec;
  return [
    ...(rounds < priorRounds
      ? [{ path: ['rounds'], text: `found ${rounds}, expected at least priorRounds (${priorRounds})` }]
      : []),
    ...(new Set(seeds).size < seeds.length
      ? [{ path: ['seeds'], text: 'found the same seed twice, expected different ones' }]
      : []),
  ];
}
