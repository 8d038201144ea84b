// An objective as the journal and the files of decisions keep it, and how a change is judged by the one that it was decided for.
import { z } from 'zod';
import type { Objective, OwnUtility } from '../objective/index.js';

const weights = z.object({
  throughput: z.number(),
  latency: z.number(),
  cost: z.number(),
  stability: z.number(),
});

export const referenceSchema = z.object({
  throughputPerSecond: z.number().exactOptional(),
  completeLatencyMs: z.number().exactOptional(),
  costPerHour: z.number().exactOptional(),
});

export type RecordedObjective = Omit<Objective, 'own'> & {
  readonly own?: Pick<OwnUtility, 'path' | 'sha256'> | undefined;
};

/** The function itself is in its file. */
const ownUtility = z.object({ path: z.string(), sha256: z.string() });

export const recordedObjectiveSchema: z.ZodType<RecordedObjective> = z.looseObject({
  weights,
  slo: z.object({
    completeLatencyMs: z.number().exactOptional(),
    minThroughputPerSecond: z.number().exactOptional(),
  }),
  prices: z.object({ executorPerHour: z.number(), workerPerHour: z.number() }),
  reference: referenceSchema,
  own: ownUtility.exactOptional(),
});

export function recorded(objective: Objective): RecordedObjective {
  const { own, ...others } = objective;
  return own === undefined ? others : { ...others, own: { path: own.path, sha256: own.sha256 } };
}

/**
 * What was measured before a change is compared with what comes after it under one objective, though another may be in force by then: an SLO
 * that is new is not broken by what was done before it.
 * @param decidedFor null in a journal of an earlier release
 */
export function judgedBy(decidedFor: RecordedObjective | null, now: Objective): Objective {
  if (decidedFor === null) return now;
  const { own, ...others } = decidedFor;
  if (own === undefined) return others;
  // A function that is no longer there gives no utility; SLOs and the promise still tell.
  const of = now.own?.sha256 === own.sha256 ? now.own.of : () => null;
  return { ...others, own: { ...own, of } };
}
