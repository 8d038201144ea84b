// How a policy is trained: every hyper-parameter, with its default and its reason. `trimtab train --spec` reads it.
import { z } from 'zod';
import { ablations } from '../../policy/index.js';

const share = z.number().gt(0).max(1);
/** More of anything no machine would be done with. */
const most = 1_000_000;
const count = z.int().min(1).max(most);
/** Beyond these a batch or a network does not fit into memory. */
const [largestBatch, widest, deepest] = [65_536, 4096, 8];
const weight = z.number().min(0);
/** Beyond these, episodes are held back, and then those of the next suite begin. */
export const mostEpisodes = 500_000;

export const trainingSpecSchema = z.strictObject({
  schema: z.literal('trimtab/training/v1').default('trimtab/training/v1'),
  /** Suite whose episodes are played; the same number never comes twice. */
  suite: z.string().default('train'),
  /** One network each. They share what was played, and each learns other batches of it from other first weights. */
  seeds: z.array(z.int().min(0).max(0xffff_ffff)).min(1).default([1, 2, 3]),
  /** Rounds of playing and learning; the first ones are played by the prior alone. */
  rounds: count.default(100),
  priorRounds: count.default(6),
  episodesPerRound: count.default(32),
  /** Of an episode. Most decisions fall into its beginning, and an hour is as far as returns look. */
  minutes: count.default(75),
  /** Chance of any candidate at a decision: one of these for each episode, in turn. */
  exploration: z.array(z.number().min(0).max(1)).min(1).default([0, 0.05, 0.3]),
  /** Moments of an episode that are looked into, and candidates that are followed at each. */
  moments: count.default(24),
  branches: count.default(12),
  /** For so long nothing else is turned, before a value is trusted. */
  branchMinutes: count.default(60),
  gradientStepsPerRound: count.default(60),
  batch: z.int().min(1).max(largestBatch).default(192),
  hidden: z.array(z.int().min(1).max(widest)).min(1).max(deepest).default([64, 64]),
  /** A reward a minute later counts so much: an hour is about as far as it pays to look. */
  discountPerMinute: share.default(0.985),
  /** Of utility: brings returns near 1. */
  rewardScale: z.number().gt(0).default(0.3),
  learningRate: z.strictObject({ from: share.default(0.001), to: share.default(0.0002) }).prefault({}),
  huberDelta: z.number().gt(0).default(2),
  gradientNorm: z.number().gt(0).default(10),
  /** Gradient steps between copies of the target network. */
  copyEvery: count.default(100),
  /** Decisions that are remembered. */
  capacity: count.default(60_000),
  /** Without them a few saturated episodes full of restarts undo the mean. */
  guards: z.enum(['full', 'safety']).default('full'),
  /** To see what a part of the learner is worth; a model without something is for comparisons. */
  without: z.array(z.enum(ablations)).default([]),
  /** Of the objective of every episode, instead of those that the suite draws; its SLOs and prices stay. */
  weights: z
    .union(
      [
        z.literal('drawn'),
        z.strictObject({ throughput: weight, latency: weight, cost: weight, stability: weight }),
      ],
      { error: 'drawn or all of { throughput, latency, cost, stability }' },
    )
    .default('drawn'),
  /** Neighbouring windows share half of their minutes: every third one is nearly as good, and three times as quick. */
  decideEveryMinutes: count.default(3),
  /** Models are chosen by so many episodes of the suite `validation`, each as long as in reports, after every so many rounds. */
  validation: z
    .strictObject({
      episodes: count.default(64),
      everyRounds: count.default(50),
      minutes: count.default(240),
      trust: z.array(share).min(1).default([0.5, 1]),
    })
    .prefault({}),
});

export type TrainingSpec = z.output<typeof trainingSpecSchema>;

/** What the schema does not see: fields that contradict each other, by path. */
export function specProblems(
  spec: TrainingSpec,
): { readonly path: readonly string[]; readonly text: string }[] {
  const { suite, rounds, priorRounds, episodesPerRound, seeds, weights } = spec;
  const played = rounds * episodesPerRound;
  return [
    ...(rounds < priorRounds
      ? [{ path: ['rounds'], text: `found ${rounds}, expected at least priorRounds (${priorRounds})` }]
      : []),
    ...(played > mostEpisodes
      ? [{ path: ['rounds'], text: `found ${played} episodes in all, expected at most ${mostEpisodes}` }]
      : []),
    ...(suite === 'validation'
      ? [{ path: ['suite'], text: 'found validation, expected another one: models are chosen by it' }]
      : []),
    ...(new Set(seeds).size < seeds.length
      ? [{ path: ['seeds'], text: 'found the same seed twice, expected different ones' }]
      : []),
    ...(weights !== 'drawn' && Object.values(weights).every((one) => one === 0)
      ? [{ path: ['weights'], text: 'found 0 for each, expected one above 0' }]
      : []),
  ];
}
