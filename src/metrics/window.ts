// Makes a Window out of polls: differences of counters per executor, over the executor's own uptime.
import type { Counters, ExecutorSample, Snapshot } from '../clusters/types.js';
import type { ExecutorWindow, Window } from './types.js';

/** Distinct samples of one process, oldest first. */
interface Track {
  readonly component: string;
  readonly samples: ExecutorSample[];
}

/** The samples seen so far, of processes old enough to be believed. */
export class SampleHistory {
  private readonly tracks = new Map<string, Track>();
  private newest: Snapshot | undefined;

  /** @param warmUpSeconds samples of a process younger than this are not used */
  constructor(private readonly warmUpSeconds: number) {}

  /** Takes one poll. A poll that repeats the last sample adds nothing; one of a new process starts over. */
  add(snapshot: Snapshot): void {
    const seen = new Set<string>();
    for (const component of snapshot.components) {
      for (const sample of component.samples) {
        const key = JSON.stringify([component.name, sample.id]);
        seen.add(key);
        this.addSample(key, component.name, sample);
      }
    }
    for (const key of this.tracks.keys()) if (!seen.has(key)) this.tracks.delete(key);
    this.newest = snapshot;
  }

  private addSample(key: string, component: string, sample: ExecutorSample): void {
    const track = this.tracks.get(key) ?? { component, samples: [] };
    this.tracks.set(key, track);
    const last = track.samples.at(-1);
    if (last !== undefined && isOtherProcess(last, sample)) track.samples.length = 0;
    else if (last?.uptimeSeconds === sample.uptimeSeconds) return;
    if (sample.uptimeSeconds >= this.warmUpSeconds) track.samples.push(sample);
  }

  /** Seconds between the first and the last sample of the executor that has the fewest; system components apart. */
  spanSeconds(): number {
    const spans = this.countedTracks().map((t) => spanOf(t.samples));
    return spans.length === 0 ? 0 : Math.min(...spans);
  }

  /** Drops what a window of so many seconds no longer needs, so that it slides along with the samples. */
  keepSeconds(seconds: number): void {
    for (const { samples } of this.tracks.values()) {
      const last = samples.at(-1)?.uptimeSeconds ?? 0;
      while (last - (samples[1]?.uptimeSeconds ?? last) >= seconds && samples.length > 2) samples.shift();
    }
  }

  /** Seconds between the two newest samples of the executor in which they lie closest; null before there are two of any. */
  newestGapSeconds(): number | null {
    const gaps = this.countedTracks().flatMap(({ samples }) => {
      const [before, last] = samples.slice(-2);
      return before === undefined || last === undefined ? [] : [last.uptimeSeconds - before.uptimeSeconds];
    });
    return gaps.length === 0 ? null : Math.min(...gaps);
  }

  /** Drops what lies before two samples further apart than so many seconds: a mean over such a time is none of now. */
  breakAtGaps(longestSeconds: number): void {
    for (const { samples } of this.tracks.values()) {
      const after = samples.findLastIndex(
        ({ uptimeSeconds }, i) =>
          uptimeSeconds - (samples[i - 1]?.uptimeSeconds ?? uptimeSeconds) > longestSeconds,
      );
      if (after > 0) samples.splice(0, after);
    }
  }

  /** Distinct samples in all, to notice statistics that no longer move. */
  sampleCount(): number {
    return [...this.tracks.values()].reduce((sum, t) => sum + t.samples.length, 0);
  }

  /** The window of all polls so far; call it once spanSeconds() is long enough. */
  window(): Window {
    const { newest } = this;
    if (newest === undefined) throw new Error('no poll yet');
    const counted = this.countedTracks();
    return {
      source: 'samples',
      seconds: this.spanSeconds(),
      samples: Math.min(...counted.map((t) => t.samples.length - 1)),
      executors: [...this.tracks.values()].flatMap(({ component, samples }) => {
        const [first, last] = [samples[0], samples.at(-1)];
        const errorMs = newest.measuring.latencyErrorMs ?? roundingMs;
        return first && last && first !== last ? [difference(component, first, last, errorMs)] : [];
      }),
      snapshot: newest,
    };
  }

  private countedTracks(): Track[] {
    return [...this.tracks.values()].filter((t) => !t.component.startsWith('__'));
  }
}

function spanOf(samples: readonly ExecutorSample[]): number {
  return (samples.at(-1)?.uptimeSeconds ?? 0) - (samples[0]?.uptimeSeconds ?? 0);
}

/** Each falls with a new process alone: one that acknowledges less so far may have emitted more. */
const sums = ['emitted', 'acked', 'failed', 'executed'] as const;

function isOtherProcess(before: ExecutorSample, after: ExecutorSample): boolean {
  return (
    after.uptimeSeconds < before.uptimeSeconds ||
    after.host !== before.host ||
    after.port !== before.port ||
    sums.some((sum) => (after.counters[sum] ?? 0) < (before.counters[sum] ?? 0))
  );
}

function difference(
  component: string,
  first: ExecutorSample,
  last: ExecutorSample,
  errorMs: number,
): ExecutorWindow {
  const [a, b] = [first.counters, last.counters];
  return {
    component,
    id: last.id,
    seconds: last.uptimeSeconds - first.uptimeSeconds,
    emitted: b.emitted - a.emitted,
    acked: b.acked - a.acked,
    failed: b.failed - a.failed,
    executed: b.executed === null ? null : b.executed - (a.executed ?? 0),
    executeLatencyMs: meanBetween(a, b, 'executed', 'executeLatencyMs', errorMs),
    processLatencyMs: meanBetween(a, b, 'acked', 'processLatencyMs', errorMs),
    completeLatencyMs: meanBetween(a, b, 'acked', 'completeLatencyMs', errorMs),
  };
}

const roundingMs = 0.0005;
const rounding = { absoluteMs: 0.002, share: 0.05 };

/**
 * Mean of a latency over the window, from two running means: (L₁n₁ − L₀n₀) / (n₁ − n₀).
 * Storm prints running means with three decimals, so the error grows with n₁/(n₁ − n₀): null when it may pass 5 % (or 0.002 ms). Also null
 * where what was counted before has no mean, as tuples of the minute in which a latency of Heron is born: n₁ tells too many for it then.
 * @param errorMs of a printed mean
 */
function meanBetween(
  a: Counters,
  b: Counters,
  count: 'executed' | 'acked',
  latency: 'executeLatencyMs' | 'processLatencyMs' | 'completeLatencyMs',
  errorMs: number,
): number | null {
  const [n0, n1] = [a[count] ?? 0, b[count] ?? 0];
  const [l0, l1] = [a[latency], b[latency]];
  if (l1 === null || (l0 === null && n0 > 0) || n1 <= n0) return null;
  const mean = Math.max(0, (l1 * n1 - (l0 ?? 0) * n0) / (n1 - n0));
  const error = (errorMs * (n1 + n0)) / (n1 - n0);
  return error <= Math.max(rounding.absoluteMs, rounding.share * mean) ? mean : null;
}
