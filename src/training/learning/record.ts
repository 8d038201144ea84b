// What the manifest of a trained model, or of a checkpoint, says of its training and of how it did.
import { z } from 'zod';
import { valueParts } from '../../objective/index.js';
import { candidateSchema, schemaWithout } from '../../policy/index.js';
import type { ModelAbout } from '../../rl/index.js';
import { trainingSpecSchema } from './spec.js';

const number = z.number();

const roundShape = z.strictObject({
  round: z.int(),
  rounds: z.int(),
  decisions: z.int(),
  utility: number,
  changes: number,
  loss: number.nullable(),
  validation: z.strictObject({ utility: number, prior: number }).nullable(),
});

const recordShape = z.object({
  training: z.strictObject({
    spec: trainingSpecSchema,
    rounds: z.array(roundShape),
    /** The round whose networks these are: the best on validation so far; null where none was asked yet. */
    chosenRound: z.int().nullable(),
    seconds: number,
    /** Rounds after which it was interrupted and went on. */
    resumedAfter: z.array(z.int()),
    /** Of the tensors: another one rounds otherwise. */
    backend: z.string(),
    /** SHA-256 of the weights that it began with; null: with new ones. */
    from: z.string().nullable().default(null),
    /** What of a site's history was learned from beside the simulator; null without any. */
    history: z
      .array(
        z.strictObject({
          cluster: z.string(),
          topology: z.string(),
          decisions: z.int(),
          changes: z.int(),
          trust: number,
        }),
      )
      .nullable()
      .default(null),
    /** Of that history: the topology that the model is for, as it was named; null: all of them alike. */
    topology: z.string().nullable().default(null),
    /** The newest decisions of that history, which were not learned from; null where none were held back. */
    heldBack: z
      .strictObject({ decisions: z.int(), error: number, before: number.nullable(), isWorse: z.boolean() })
      .nullable()
      .default(null),
  }),
  evaluation: z.strictObject({
    suite: z.literal('validation'),
    episodes: z.int(),
    utility: number.nullable(),
    /** Share of what was learned that is in them. */
    trust: number.nullable(),
    /** Of the prior alone, which is what the networks add to. */
    prior: number,
  }),
  revision: z.string(),
});

export type ModelRecord = z.output<typeof recordShape>;

/** Null where the model was not written by this release's training. */
export function recordOf(
  about: Pick<ModelAbout, 'training' | 'evaluation' | 'revision'>,
): ModelRecord | null {
  const parsed = recordShape.safeParse(about);
  return parsed.success ? parsed.data : null;
}

export function aboutOf({ training, evaluation, revision }: ModelRecord): ModelAbout {
  return {
    features: schemaWithout(training.spec.without),
    candidates: candidateSchema,
    parts: [...valueParts],
    seeds: training.spec.seeds,
    training,
    evaluation,
    revision,
  };
}
