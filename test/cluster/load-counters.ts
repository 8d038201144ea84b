// Adds up what the load topology's workers counted, and makes true rates of two such readings.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export type Role = 'lines' | 'split' | 'count';

/** Exact counts since the submission, over all workers there ever were. */
export type Counts = {
  readonly emitted: number;
  readonly acked: number;
  readonly failed: number;
  readonly executed: number;
  /** Sum over acked lines of the time from emission to ack. */
  readonly completeNanos: number;
};

export type Counters = Readonly<Record<Role, Counts>> & {
  /** When the newest of the counts was taken, on the machine's monotonic clock; up to 0.25 s before the reading. */
  readonly atMillis: number;
};

export type Rate = {
  readonly emittedPerSecond: number;
  readonly ackedPerSecond: number;
  readonly failedPerSecond: number;
  readonly executedPerSecond: number;
};

export type Rates = Readonly<Record<Role, Rate>> & {
  readonly seconds: number;
  /** Mean complete latency of the lines acked in between; undefined when there were none. */
  readonly completeMillis: number | undefined;
};

/** One worker's file: its counts by role, and when it wrote them. */
type WorkerCounts = { readonly atMillis: number; readonly counts: Readonly<Record<Role, Counts>> };
export type Reading = ReadonlyMap<string, WorkerCounts>;

const taskLine = z.object({
  component: z.string(),
  atMillis: z.number(),
  emitted: z.number(),
  acked: z.number(),
  failed: z.number(),
  executed: z.number(),
  completeNanos: z.number(),
});

const ROLES: readonly Role[] = ['lines', 'split', 'count'];
const NONE: Counts = { emitted: 0, acked: 0, failed: 0, executed: 0, completeNanos: 0 };

/** Reads every worker's file in the directory. `names` gives the component name of each role. */
export async function readCounters(
  directory: string,
  names: Readonly<Record<Role, string>>,
): Promise<Reading> {
  const reading = new Map<string, WorkerCounts>();
  for (const file of await readdir(directory)) {
    if (!file.endsWith('.jsonl')) continue;
    const lines = (await readFile(join(directory, file), 'utf8')).split('\n').filter(Boolean);
    const tasks = lines.map((line) => taskLine.parse(JSON.parse(line)));
    const sumOf = (role: Role) => tasks.filter((task) => task.component === names[role]).reduce(add, NONE);
    const counts = { lines: sumOf('lines'), split: sumOf('split'), count: sumOf('count') };
    reading.set(file, { atMillis: tasks[0]?.atMillis ?? 0, counts });
  }
  return reading;
}

/** The totals over all workers, dead ones included. */
export function total(reading: Reading): Counters {
  const workers = [...reading.values()];
  const sumOf = (role: Role) => workers.map((worker) => worker.counts[role]).reduce(add, NONE);
  return {
    atMillis: Math.max(0, ...workers.map((worker) => worker.atMillis)),
    lines: sumOf('lines'),
    split: sumOf('split'),
    count: sumOf('count'),
  };
}

/**
 * Rates between two readings `seconds` apart. A worker that wrote at both ends is divided by the time between its own
 * two writings, so that their 0.25 s beat adds no error; one that started or ended in between by the whole time.
 */
export function rates(before: Reading, after: Reading, seconds: number): Rates {
  const sums = { lines: NONE, split: NONE, count: NONE };
  let acked = 0;
  let completeNanos = 0;
  for (const [file, worker] of after) {
    const earlier = before.get(file);
    const own = earlier ? (worker.atMillis - earlier.atMillis) / 1000 : 0;
    const span = own > seconds / 2 ? own : seconds;
    for (const role of ROLES) {
      const grown = subtract(worker.counts[role], earlier?.counts[role] ?? NONE);
      sums[role] = add(sums[role], scale(grown, 1 / span));
      acked += grown.acked;
      completeNanos += grown.completeNanos;
    }
  }
  return {
    seconds,
    completeMillis: acked > 0 ? completeNanos / acked / 1e6 : undefined,
    lines: rate(sums.lines),
    split: rate(sums.split),
    count: rate(sums.count),
  };
}

function rate(perSecond: Counts): Rate {
  return {
    emittedPerSecond: perSecond.emitted,
    ackedPerSecond: perSecond.acked,
    failedPerSecond: perSecond.failed,
    executedPerSecond: perSecond.executed,
  };
}

function add(a: Counts, b: Counts): Counts {
  return {
    emitted: a.emitted + b.emitted,
    acked: a.acked + b.acked,
    failed: a.failed + b.failed,
    executed: a.executed + b.executed,
    completeNanos: a.completeNanos + b.completeNanos,
  };
}

function scale(counts: Counts, factor: number): Counts {
  return {
    emitted: counts.emitted * factor,
    acked: counts.acked * factor,
    failed: counts.failed * factor,
    executed: counts.executed * factor,
    completeNanos: counts.completeNanos * factor,
  };
}

function subtract(a: Counts, b: Counts): Counts {
  return add(a, scale(b, -1));
}
