// Watches how a load topology flows, second by second, so that the true pause of a change can be told.
import type { LoadTopology } from './load-topology.js';

const everyMillis = 250;

interface Reading {
  /** Wall time, ms since the epoch. */
  readonly at: number;
  readonly emitted: number;
  readonly acked: number;
}

/** What stood still after a moment; seconds. */
export interface Pause {
  /** Without a completed line. */
  readonly ackedSeconds: number;
  /** Without an emitted line: the drain wait is part of it. */
  readonly emittedSeconds: number;
  /** From the moment until the longest gap of completed lines began. */
  readonly beganAfterSeconds: number;
}

export class FlowWatch {
  private readonly readings: Reading[] = [];
  private readonly timer: NodeJS.Timeout;

  constructor(load: LoadTopology) {
    this.timer = setInterval(() => {
      void load.counters().then(
        ({ lines }) => this.readings.push({ at: Date.now(), emitted: lines.emitted, acked: lines.acked }),
        // A worker that is just starting has half a file; the next reading has it whole.
        () => undefined,
      );
    }, everyMillis);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** @param at ms since the epoch; what is longer than a second and within so many seconds after it counts as stood still */
  pauseAfter(at: number, withinSeconds: number): Pause {
    const acked = this.gaps('acked', at, withinSeconds);
    const longest = acked.reduce((most, one) => (one.seconds > most.seconds ? one : most), {
      at,
      seconds: 0,
    });
    const sum = (gaps: readonly { seconds: number }[]): number =>
      gaps.reduce((all, { seconds }) => all + seconds, 0);
    return {
      ackedSeconds: sum(acked),
      emittedSeconds: sum(this.gaps('emitted', at, withinSeconds)),
      beganAfterSeconds: (longest.at - at) / 1000,
    };
  }

  private gaps(
    of: 'acked' | 'emitted',
    at: number,
    withinSeconds: number,
  ): { at: number; seconds: number }[] {
    const within = this.readings.filter((r) => r.at >= at && r.at <= at + withinSeconds * 1000);
    const gaps: { at: number; seconds: number }[] = [];
    let [since, last] = [within[0]?.at ?? at, within[0]?.[of] ?? 0];
    for (const reading of within) {
      if (reading[of] === last) continue;
      const seconds = (reading.at - since) / 1000;
      if (seconds > 1) gaps.push({ at: since, seconds });
      [since, last] = [reading.at, reading[of]];
    }
    return gaps;
  }
}
