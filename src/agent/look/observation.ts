// What the polls of one topology add up to: a window once it is full, or why there is none yet.
import type { ClusterInfo, Snapshot } from '../../clusters/index.js';
import { type NotReady, SampleHistory, type Window } from '../../metrics/index.js';
import { median } from '../../util/index.js';
import { executorsMissing, notReadyBySnapshot } from './readiness.js';

export interface ObservationOptions {
  readonly windowSeconds: number;
  /** Samples of processes younger than this are not used. */
  readonly warmUpSeconds: number;
}

/** What there is after a poll: a full window, one that still fills, or what stands in its way. */
export type WindowState =
  | { readonly kind: 'window'; readonly window: Window; readonly ageSeconds: number }
  | { readonly kind: 'missing'; readonly notReady: NotReady; readonly gotSeconds: number }
  | { readonly kind: 'filling'; readonly gotSeconds: number; readonly missing: NotReady | null };

/** A gap is longer than so many windows, and than so many usual gaps where looks or statistics are rarer than that. */
const longestGaps = 3;
/** Of the usual gap. */
const gapsKept = 20;

export class Observation {
  private readonly history: SampleHistory;
  private readonly freshness = new Freshness();

  /** @param gaps seconds between samples, as another one of the same topology knows them */
  constructor(
    private readonly options: ObservationOptions,
    private gaps: readonly number[] = [],
  ) {
    this.history = new SampleHistory(options.warmUpSeconds);
  }

  /**
   * Takes one poll.
   * @param atSeconds by a clock that is never set back
   * @param waitSeconds how much longer polls will come; what takes longer is in the way at once
   */
  add(snapshot: Snapshot, info: ClusterInfo, atSeconds: number, waitSeconds: number): WindowState {
    const { windowSeconds } = this.options;
    const notReady = notReadyBySnapshot(snapshot, info, { ...this.options, waitSeconds });
    if (notReady !== null) return { kind: 'missing', notReady, gotSeconds: this.history.spanSeconds() };
    this.history.add(snapshot);
    this.noticeGap();
    this.history.keepSeconds(windowSeconds);
    this.freshness.add(snapshot, atSeconds);
    const gotSeconds = this.history.spanSeconds();
    const missing = executorsMissing(snapshot);
    if (gotSeconds < windowSeconds || missing !== null) return { kind: 'filling', gotSeconds, missing };
    return { kind: 'window', window: this.history.window(), ageSeconds: this.ageSeconds(atSeconds) };
  }

  /** One that begins anew, and knows how rarely there are samples. */
  anew(options: ObservationOptions): Observation {
    return new Observation(options, this.gaps);
  }

  /** After a time without statistics (a UI out of reach, a machine asleep, a schedule with nights off) the window begins anew. */
  private noticeGap(): void {
    const gap = this.history.newestGapSeconds();
    const usual = this.gaps.length === 0 ? 0 : median(this.gaps);
    this.history.breakAtGaps(longestGaps * Math.max(this.options.windowSeconds, usual));
    if (gap !== null) this.gaps = [...this.gaps, gap].slice(-gapsKept);
  }

  /** Since the stalest executor had something new. */
  ageSeconds(nowSeconds: number): number {
    return this.freshness.ageSeconds(nowSeconds);
  }
}

/** When each executor's newest sample was first seen. */
class Freshness {
  private seen = new Map<string, { uptimeSeconds: number; atSeconds: number }>();

  add(snapshot: Snapshot, atSeconds: number): void {
    const now = new Map<string, { uptimeSeconds: number; atSeconds: number }>();
    for (const component of snapshot.components) {
      if (component.kind === 'system') continue;
      for (const { id, uptimeSeconds } of component.samples) {
        const key = JSON.stringify([component.name, id]);
        const before = this.seen.get(key);
        const isSame = before?.uptimeSeconds === uptimeSeconds;
        now.set(key, isSame ? before : { uptimeSeconds, atSeconds });
      }
    }
    this.seen = now;
  }

  ageSeconds(nowSeconds: number): number {
    return Math.max(0, ...[...this.seen.values()].map((s) => nowSeconds - s.atSeconds));
  }
}
