// What Nimbus counts of an executor, summed over its streams: a mean that is no time is not known.
import { expect, it } from 'vitest';
import { countersOf } from '../../../../src/clusters/storm/thrift/counters.js';
import type { ExecutorStats } from '../../../../src/clusters/storm/thrift/schemas.js';

const of = <K>(...entries: readonly (readonly [K, number])[]) => new Map([[':all-time', new Map(entries)]]);
const lines = { componentId: 'lines', streamId: 'default' };
const words = { componentId: 'words', streamId: 'default' };

function executeLatencyOf(linesMs: number, wordsMs: number): number | null {
  const bolt: ExecutorStats['specific']['bolt'] = {
    acked: of(),
    failed: of(),
    process_ms_avg: of(),
    executed: of([lines, 100], [words, 300]),
    execute_ms_avg: of([lines, linesMs], [words, wordsMs]),
  };
  const stats = { emitted: of<string>(), transferred: of<string>(), specific: { bolt } };
  return countersOf(stats, 'count', ':all-time').executeLatencyMs;
}

it.each([
  ['each as often as it was counted', 2, 6, 5],
  ['negative, after a clock was set back', 2, -40, 2],
  ['of nothing', Number.NaN, 6, 6],
  ['none at all', Number.NaN, -40, null],
])('takes means for what they are: %s', (_, linesMs, wordsMs, mean) => {
  expect(executeLatencyOf(linesMs, wordsMs)).toBe(mean);
});
