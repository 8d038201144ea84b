// What waits for a person's answer: a change that would be made, or an advice that only he can follow; as it is kept on disk.
import { z } from 'zod';
import { promisedSchema } from '../act/under-way.js';

const answerSchema = z.object({
  kind: z.enum(['rejected', 'snoozed']),
  /** The operating-system user. */
  by: z.string(),
  at: z.iso.datetime(),
  /** Cluster time: until then it is not proposed again the same way, nor shown. */
  until: z.iso.datetime(),
});
export type Declined = z.output<typeof answerSchema>;

const common = {
  /** Of the decision, for a change: all lines of the journal about it carry it. */
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/),
  cluster: z.string(),
  topology: z.object({ name: z.string(), id: z.string() }),
  at: z.iso.datetime(),
  /** Cluster time; null for advice, which stays for as long as it is given. */
  expiresAt: z.iso.datetime().nullable(),
  /** What somebody has answered; null while nobody has. */
  answer: answerSchema.nullable(),
  /** In a sentence, for whoever has to answer. */
  text: z.string(),
  commands: z.array(z.string()).readonly(),
};

const changeSchema = z.object({
  schema: z.literal('trimtab/pending/v1'),
  kind: z.literal('change'),
  ...common,
  policy: z.string(),
  /** Why it waits although the mode is auto; null in mode approve. */
  because: z.string().nullable(),
  /** The configuration that it was decided for. */
  current: z.record(z.string(), z.number().nullable()).readonly(),
  proposed: z.record(z.string(), z.number()).readonly(),
  predicted: promisedSchema.nullable(),
  price: z
    .object({
      restarts: z.number(),
      pauseSeconds: z.number(),
      breakEvenSeconds: z.number().nullable(),
    })
    .nullable(),
});

const adviceSchema = z.object({
  schema: z.literal('trimtab/pending/v1'),
  kind: z.literal('advice'),
  ...common,
  knob: z.string(),
  needs: z.string(),
});

export const entrySchema = z.discriminatedUnion('kind', [changeSchema, adviceSchema]);
export type PendingChange = z.output<typeof changeSchema>;
export type PendingAdvice = z.output<typeof adviceSchema>;
export type PendingEntry = PendingChange | PendingAdvice;

/** The answer that still holds at that time; null where it waits for one. */
export function answerAt({ answer }: PendingEntry, nowMs: number): Declined | null {
  return answer !== null && Date.parse(answer.until) > nowMs ? answer : null;
}
