// The lag of the spouts behind their source, as the UI tells it: it asks Kafka for each spout, in a process of its own.
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import type { SpoutLag } from '../types.js';

const offset = z.coerce.number();
const partition = z.object({
  consumerCommittedOffset: offset.optional(),
  logHeadOffset: offset,
  lag: offset,
});

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
  return spouts.map(({ spoutId: spout, spoutLagResult, errorInfo }): SpoutLag => {
    const partitions = Object.entries(spoutLagResult ?? {}).flatMap(([topic, own]) =>
      Object.entries(own).map(([number, one]) => ({ name: `${topic} ${number}`, ...one })),
    );
    if (partitions.length === 0) {
      const [problem = ''] = (errorInfo ?? 'no partition is told').split('\n');
      return { spout, lag: null, heads: null, problem };
    }
    const heads = Object.fromEntries(partitions.map(({ name, logHeadOffset }) => [name, logHeadOffset]));
    const unread = partitions.filter((one) => isUncommitted(one) && one.logHeadOffset > 0);
    if (unread.length > 0) return { spout, lag: null, heads, problem: uncommittedText(unread) };
    const lag = partitions.reduce((sum, one) => sum + (isUncommitted(one) ? 0 : Math.max(0, one.lag)), 0);
    return { spout, lag, heads, problem: null };
  });
}

/**
 * The monitor puts -1 for an offset that was never committed, and takes the whole log for the lag (KafkaOffsetLagUtil), what Kafka has
 * removed since included. A spout commits what it has read: where it begins at the end of the log, a partition that gets nothing stays so.
 */
function isUncommitted({ consumerCommittedOffset }: z.output<typeof partition>): boolean {
  return consumerCommittedOffset !== undefined && consumerCommittedOffset < 0;
}

function uncommittedText(unread: readonly { readonly name: string }[]): string {
  const [first, ...others] = unread;
  const more = others.length === 0 ? '' : ` and of ${others.length} more`;
  return `no offset of partition ${first?.name}${more} was committed yet, so that nobody knows what of it waits`;
}
