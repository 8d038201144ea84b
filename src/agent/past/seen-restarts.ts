// Restarts of the cluster as the journal tells of them: what the price of the next change rests on.
import { z } from 'zod';
import type { SeenRestart } from '../../twin/index.js';

const appliedSchema = z.object({
  upAfterSeconds: z.number().positive(),
  operation: z.object({ kind: z.string(), waitSeconds: z.number() }),
  slots: z.array(z.string()),
});

/** @param line the body of an `applied` line; null where it tells of no restart, as in journals of earlier releases */
export function restartIn(line: unknown): SeenRestart | null {
  const applied = appliedSchema.safeParse(line);
  if (!applied.success) return null;
  const { upAfterSeconds, operation, slots } = applied.data;
  return {
    step: operation.kind === 'rebalance-assignment' ? 'assignment' : 'configuration',
    workers: slots.length,
    waitSeconds: operation.waitSeconds,
    upAfterSeconds,
  };
}

/** The newest of them; older ones have no bearing. */
export function withRestart(restarts: readonly SeenRestart[], line: unknown): readonly SeenRestart[] {
  const seen = restartIn(line);
  return seen === null ? restarts : [...restarts, seen].slice(-kept);
}

const kept = 30;
