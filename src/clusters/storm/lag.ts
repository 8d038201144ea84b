// The lag of the spouts behind their source, as the UI tells it: it asks Kafka for each spout, in a process of its own.
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import type { SpoutLag } from '../types.js';

const offset = z.coerce.number();
const partition = z.object({ logHeadOffset: offset, lag: offset });

/** Of one spout: partitions by topic, or why there are none. */
const spoutSchema = z.object({
  spoutId: z.string(),
  spoutLagResult: z.record(z.string(), z.record(z.string(), partition)).optional(),
  errorInfo: z.string().optional(),
});
export const lagSchema = z.record(z.string(), spoutSchema);

/** @throws TrimtabError TRIMTAB_E_EXTERNAL where the UI monitors no lag */
export function spoutLags(path: string, answer: z.output<typeof lagSchema>): SpoutLag[] {
  const spouts = Object.values(answer);
  if (spouts.length === 0) {
    throw new TrimtabError(
      'TRIMTAB_E_EXTERNAL',
      `${path}: the UI tells no lag: ui.disable.spout.lag.monitoring is true there, or no spout reads from Kafka`,
    );
  }
  return spouts.map(({ spoutId, spoutLagResult, errorInfo }) => {
    const partitions = Object.entries(spoutLagResult ?? {}).flatMap(([topic, own]) =>
      Object.entries(own).map(([number, one]) => ({ name: `${topic} ${number}`, ...one })),
    );
    const problem = partitions.length > 0 ? null : (errorInfo ?? 'no partition is told').split('\n')[0];
    return {
      spout: spoutId,
      lag: partitions.reduce((sum, { lag }) => sum + Math.max(0, lag), 0),
      heads: Object.fromEntries(partitions.map(({ name, logHeadOffset }) => [name, logHeadOffset])),
      problem: problem ?? null,
    };
  });
}
