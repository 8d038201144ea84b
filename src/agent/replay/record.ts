// A decision with everything that it was made from, as it is kept on disk: enough to make it again.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Considered, Considering } from '../../decision/index.js';
import type { GuardAnswer, MeasuringInput } from '../../guard/index.js';
import { type Evaluation, evaluationSchema } from '../../metrics/index.js';
import type { Policy } from '../../policy/index.js';
import type { DecisionCode } from './code-digest.js';
import { inputsSchema, measuredSchema, type PlainInputs } from './inputs-schema.js';

/** What a decision was made from, and what came of it. */
export interface MadeDecision {
  readonly id: string;
  readonly evaluation: Evaluation;
  readonly measured: MeasuringInput;
  /** null where the rules about measuring were against it, so that nobody was asked. */
  readonly considered: { readonly input: Considering; readonly result: Considered } | null;
}

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A window of a former decision, which lies in that one's file; or the window itself, where it was never kept. */
const windowSchema = z.union([
  z.object({ of: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/), sha256 }),
  z.object({ evaluation: z.unknown() }),
]);
export type KeptWindow = z.output<typeof windowSchema>;

const whoSchema = z.object({
  name: z.string(),
  /** Of a learned one. */
  model: z.object({ folder: z.string(), sha256 }).nullable(),
});
export type Who = z.output<typeof whoSchema>;

export const recordSchema = z.object({
  schema: z.literal('trimtab/decision/v1'),
  id: z.string(),
  code: z.object({ version: z.string(), sha256, node: z.string() }),
  evaluation: evaluationSchema,
  measured: measuredSchema,
  considered: z
    .object({
      policy: whoSchema,
      fallback: whoSchema.nullable(),
      inputs: inputsSchema,
      history: z.array(windowSchema),
      earlier: z.array(windowSchema),
      /** What `consider` answered. */
      result: z.unknown(),
    })
    .nullable(),
});
export type DecisionRecord = z.output<typeof recordSchema>;

/** @param kept where a window of the past lies; undefined where it was never kept */
export function recordOf(
  { id, evaluation, measured, considered }: MadeDecision,
  code: DecisionCode,
  kept: (window: Evaluation) => KeptWindow | undefined,
): unknown {
  const windowOf = (window: Evaluation): KeptWindow => kept(window) ?? { evaluation: window };
  const plain = { schema: 'trimtab/decision/v1', id, code, evaluation, measured };
  if (considered === null) return { ...plain, considered: null };
  const { input, result } = considered;
  return {
    ...plain,
    considered: {
      policy: whoOf(input.policy),
      fallback: input.fallback === null ? null : whoOf(input.fallback),
      inputs: plainInputs(input),
      history: input.history.map(windowOf),
      earlier: input.earlier.map(windowOf),
      result,
    },
  };
}

function plainInputs(input: Considering): PlainInputs {
  const { evaluation: _, history, earlier, measured, policy, fallback, ...plain } = input;
  return plain;
}

function whoOf({ name, model }: Policy): Who {
  return { name, model: model === undefined ? null : { folder: model.folder, sha256: model.sha256 } };
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Answers of the guards, in the order in which a decision has them. */
export function answersOf(
  measuring: readonly GuardAnswer[],
  result: { readonly answers: readonly GuardAnswer[] } | null,
): readonly GuardAnswer[] {
  return [...measuring, ...(result?.answers ?? [])];
}
