// Times that the operator has named: blackouts, in which nothing is changed, and peaks, for which there is to be room before they come.
import type { Blackout, ExpectedPeak } from '../../config/index.js';
import { type Peak, peakLeadSeconds } from '../../decision/index.js';
import { formatSeconds } from '../../util/index.js';
import { comesTrueBetween } from '../wall-clock.js';

/** @returns why nothing may be changed now; null when it may */
export function blackoutAt(blackouts: readonly Blackout[], nowMs: number, timeZone: string): string | null {
  for (const { cron, for: seconds } of blackouts) {
    const left = leftSeconds(cron, seconds, nowMs, timeZone);
    if (left === null) continue;
    return `a blackout (${cron}, for ${formatSeconds(seconds)}) lasts for another ${formatSeconds(left)}`;
  }
  return null;
}

/** The greatest peak that is on, or will be soon; null without one. */
export function peakAt(peaks: readonly ExpectedPeak[], nowMs: number, timeZone: string): Peak | null {
  const found = peaks.flatMap(({ cron, for: seconds, factor }): Peak[] => {
    const planned = `a planned peak of ${factor} times the usual load`;
    const left = leftSeconds(cron, seconds, nowMs, timeZone);
    if (left !== null) {
      return [{ factor, hasBegun: true, text: `${planned} is on for another ${formatSeconds(left)}` }];
    }
    const [next] = comesTrueBetween(cron, nowMs, nowMs + peakLeadSeconds * 1000, timeZone);
    if (next === undefined) return [];
    const text = `${planned} begins in ${formatSeconds(Math.round((next - nowMs) / 1000))}`;
    return [{ factor, hasBegun: false, text }];
  });
  return found.reduce<Peak | null>((most, one) => (one.factor > (most?.factor ?? 0) ? one : most), null);
}

const dayMs = 86_400_000;

/** How long what began last goes on; null when it is over. */
function leftSeconds(cron: string, seconds: number, nowMs: number, timeZone: string): number | null {
  const earliestMs = nowMs - seconds * 1000;
  // Day by day into the past: it may last for weeks, and begin every minute.
  for (let untilMs = nowMs; untilMs > earliestMs; untilMs -= dayMs) {
    const begun = comesTrueBetween(cron, Math.max(earliestMs, untilMs - dayMs), untilMs, timeZone).at(-1);
    if (begun !== undefined) return Math.round((begun - earliestMs) / 1000);
  }
  return null;
}
