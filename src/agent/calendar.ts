// Times that the operator has named: blackouts, in which nothing is changed, and peaks, for which there is to be room before they come.
import { Cron } from 'croner';
import type { Blackout, ExpectedPeak } from '../config/index.js';
import { type Peak, peakLeadSeconds } from '../decision/index.js';
import { formatSeconds } from '../util/index.js';

interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** @returns why nothing may be changed now; null when it may */
export function blackoutAt(blackouts: readonly Blackout[], nowMs: number, timeZone: string): string | null {
  for (const { cron, for: seconds } of blackouts) {
    const span = spanAround(cron, seconds, nowMs, timeZone);
    if (span === null || span.fromMs > nowMs) continue;
    const left = formatSeconds(Math.round((span.untilMs - nowMs) / 1000));
    return `a blackout (${cron}, for ${formatSeconds(seconds)}) lasts for another ${left}`;
  }
  return null;
}

/** The greatest peak that is on, or will be soon; null without one. */
export function peakAt(peaks: readonly ExpectedPeak[], nowMs: number, timeZone: string): Peak | null {
  const found = peaks.flatMap(({ cron, for: seconds, factor }): Peak[] => {
    const span = spanAround(cron, seconds, nowMs, timeZone);
    if (span === null || span.fromMs > nowMs + peakLeadSeconds * 1000) return [];
    const hasBegun = span.fromMs <= nowMs;
    const text = hasBegun
      ? `a planned peak of ${factor} times the usual load is on for another ${formatSeconds(Math.round((span.untilMs - nowMs) / 1000))}`
      : `a planned peak of ${factor} times the usual load begins in ${formatSeconds(Math.round((span.fromMs - nowMs) / 1000))}`;
    return [{ factor, hasBegun, text }];
  });
  return found.reduce<Peak | null>((most, one) => (one.factor > (most?.factor ?? 0) ? one : most), null);
}

/** The one that is on, or the next one. */
function spanAround(cron: string, seconds: number, nowMs: number, timeZone: string): Span | null {
  const from = new Cron(cron, { timezone: timeZone }).nextRun(new Date(nowMs - seconds * 1000));
  return from === null ? null : { fromMs: from.getTime(), untilMs: from.getTime() + seconds * 1000 };
}
