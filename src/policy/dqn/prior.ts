// What a candidate is worth before anything is learned: twin-greedy's score, squashed and split by the parts of the utility.
import { valueParts } from '../../objective/index.js';
import { carefulGain, costOf } from '../../outlook/index.js';
import type { Candidate } from '../candidates.js';

/** Scores are utility times minutes; beyond some of them one is hardly better than another. */
const scale = 5;
const steepness = 3;
/** Of what might break an SLO that holds. */
const forbidden = -6;

/**
 * prior = 3 asinh(score / 5 min), so that the order of candidates is twin-greedy's and large scores do not drown what is learned. Its parts
 * are in the proportion of the parts of the score; the price and what caution takes away belong to stability.
 * @param out written from `offset` on, one number for each of `valueParts`
 */
export function writePrior(
  { outlook, score }: Candidate,
  horizonSeconds: number,
  out: Float32Array,
  offset: number,
): void {
  const stability = valueParts.indexOf('stability');
  if (!Number.isFinite(score) || outlook.gainParts === null) {
    out[offset + valueParts.indexOf('slo')] = forbidden;
    return;
  }
  const minutes = score / 60;
  const squashed = steepness * Math.asinh(minutes / scale);
  const shrink = Math.abs(minutes) < 1e-9 ? steepness / scale : squashed / minutes;
  let gained = 0;
  valueParts.forEach((part, p) => {
    const gain = outlook.gainParts?.[part] ?? 0;
    gained += gain;
    out[offset + p] = (shrink * horizonSeconds * gain) / 60;
  });
  const doubted = (carefulGain(outlook) ?? 0) - gained;
  out[offset + stability] =
    (out[offset + stability] ?? 0) + (shrink * (horizonSeconds * doubted - costOf(outlook))) / 60;
}
