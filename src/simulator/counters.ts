// Counters as Storm keeps them: sampled one in twenty, summed over all time and over sliding windows.
import type { Random } from '../util/index.js';

export const windowSeconds = { '600': 600, '10800': 10_800, '86400': 86_400 } as const;
export type SlidingWindow = keyof typeof windowSeconds;
export type WindowName = SlidingWindow | ':all-time';
export const windowNames: readonly WindowName[] = ['10800', '600', '86400', ':all-time'];

/** num.stat.buckets: a window is a ring of that many buckets. */
const bucketsPerWindow = 20;
const slidingWindows = Object.keys(windowSeconds) as SlidingWindow[];

interface Tally {
  events: number;
  /** Which event of the current run of `every` is counted: one at random in each run (ConfigUtils.evenSampler). */
  pickAt: number;
}

interface Bucket {
  readonly atSeconds: number;
  readonly totals: ReadonlyMap<string, number>;
}

/** All counters of one executor since its process started. */
export interface Ledger {
  readonly every: number;
  readonly tallies: Map<string, Tally>;
  readonly totals: Map<string, number>;
  readonly buckets: Record<SlidingWindow, Bucket[]>;
}

/** Java's largest int, which 1 / 0 becomes. */
const rarest = 0x7fffffff;

/** @param sampleRate topology.stats.sample.rate; Storm counts one event in trunc(1 / rate), as that many */
export function createLedger(sampleRate: number): Ledger {
  return {
    every: Math.max(1, Math.min(rarest, Math.trunc(1 / sampleRate))),
    tallies: new Map(),
    totals: new Map(),
    buckets: { '600': [], '10800': [], '86400': [] },
  };
}

/**
 * Counts events, of which only the sampled ones show.
 * @param events may be a fraction; the rest is carried over
 * @returns how many of them were sampled
 */
export function countEvents(ledger: Ledger, key: string, events: number, random: Random): number {
  const { every } = ledger;
  let tally = ledger.tallies.get(key);
  if (tally === undefined) {
    tally = { events: 0, pickAt: random.integer(every) };
    ledger.tallies.set(key, tally);
  }
  const before = picks(tally, every);
  const run = Math.floor(tally.events / every);
  tally.events += events;
  if (Math.floor(tally.events / every) > run) tally.pickAt = random.integer(every);
  const sampled = picks(tally, every) - before;
  addTo(ledger, key, sampled * every);
  return sampled;
}

function picks({ events, pickAt }: Tally, every: number): number {
  return Math.floor(events / every) + (Math.floor(events % every) > pickAt ? 1 : 0);
}

/** Adds a sum that belongs to a sampled counter, such as milliseconds x `every`. */
export function addTo(ledger: Ledger, key: string, amount: number): void {
  ledger.totals.set(key, (ledger.totals.get(key) ?? 0) + amount);
}

/** Closes the buckets that end at this age of the process; call once for each second. */
export function closeBuckets(ledger: Ledger, uptimeSeconds: number): void {
  for (const window of slidingWindows) {
    const bucketSeconds = windowSeconds[window] / bucketsPerWindow;
    if (uptimeSeconds % bucketSeconds !== 0) continue;
    const ring = ledger.buckets[window];
    ring.push({ atSeconds: uptimeSeconds, totals: new Map(ledger.totals) });
    if (ring.length > bucketsPerWindow + 2) ring.shift();
  }
}

/**
 * Sum over the last `window`, or since the start where that is less. Where the window begins inside a bucket the
 * bucket counts in proportion, so window sums need not be multiples of twenty.
 */
export function windowTotal(ledger: Ledger, key: string, window: WindowName, uptimeSeconds: number): number {
  const total = ledger.totals.get(key) ?? 0;
  if (window === ':all-time') return total;
  const since = uptimeSeconds - windowSeconds[window];
  if (since <= 0) return total;
  let earlier: Bucket = { atSeconds: 0, totals: new Map() };
  for (const bucket of ledger.buckets[window]) {
    if (bucket.atSeconds >= since) {
      const part = (since - earlier.atSeconds) / (bucket.atSeconds - earlier.atSeconds);
      const low = earlier.totals.get(key) ?? 0;
      return Math.round(total - low - part * ((bucket.totals.get(key) ?? 0) - low));
    }
    earlier = bucket;
  }
  return total - (earlier.totals.get(key) ?? 0);
}

/**
 * Sum of n latency samples in whole milliseconds. Storm subtracts two readings of a millisecond clock, so a duration
 * d counts floor(d + u) with u uniform: right on average, and 0 or 1 for anything short.
 * @param variation coefficient of variation of the durations themselves
 */
export function sumOfSamples(n: number, meanMs: number, variation: number, random: Random): number {
  if (n === 0) return 0;
  if (n <= 16) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += Math.floor(meanMs * random.noise(variation) + random.uniform());
    return sum;
  }
  // Many samples: their sum is nearly normal; the clock adds f (1 - f) to the variance of each.
  const fraction = meanMs - Math.floor(meanMs);
  const variance = (variation * meanMs) ** 2 + fraction * (1 - fraction);
  return Math.max(0, Math.round(n * meanMs + Math.sqrt(n * variance) * random.normal()));
}
