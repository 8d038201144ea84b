// What a candidate is worth before anything is learned: twin-greedy's score, squashed and split by the parts of the utility.
import { valueParts } from '../../objective/index.js';
import { carefulGain, costOf } from '../../outlook/index.js';
import type { Candidate } from '../candidates.js';
import type { Situation } from '../types.js';

/** Scores are utility times minutes; beyond some of them one is hardly better than another. */
const scale = 5;
const steepness = 3;
/** Of what might break an SLO that holds. */
const forbidden = -6;

/** Of a state: its utility goes on for so long, in the units of the values (20 = 0.3 a minute, discounted by 0.985 a minute, for ever). */
const lasts = 20;

/**
 * What every row of a set begins with: as if the present utility went on. It moves no choice, but leaves the network only what differs from
 * that to learn.
 */
export function writeStateValue({ partsNow }: Situation, out: Float32Array): void {
  if (partsNow === null) return;
  for (let row = 0; row < out.length; row += valueParts.length) {
    valueParts.forEach((part, p) => {
      out[row + p] = lasts * partsNow[part];
    });
  }
}

/**
 * prior = state value + 3 asinh(score / 5 min), so that the order of candidates is twin-greedy's and large scores do not drown what is learned. Its parts
 * are in the proportion of the parts of the score; the price and what caution takes away belong to stability.
 * @param out added to from `offset` on, one number for each of `valueParts`
 */
export function addPrior(
  { outlook, score }: Candidate,
  horizonSeconds: number,
  out: Float32Array,
  offset: number,
): void {
  const stability = valueParts.indexOf('stability');
  const add = (part: number, value: number): void => {
    out[offset + part] = (out[offset + part] ?? 0) + value;
  };
  if (!Number.isFinite(score) || outlook.gainParts === null) {
    add(valueParts.indexOf('slo'), forbidden);
    return;
  }
  const minutes = score / 60;
  const squashed = steepness * Math.asinh(minutes / scale);
  const shrink = Math.abs(minutes) < 1e-9 ? steepness / scale : squashed / minutes;
  let gained = 0;
  valueParts.forEach((part, p) => {
    const gain = outlook.gainParts?.[part] ?? 0;
    gained += gain;
    add(p, (shrink * horizonSeconds * gain) / 60);
  });
  const doubted = (carefulGain(outlook) ?? 0) - gained;
  add(stability, (shrink * (horizonSeconds * doubted - costOf(outlook))) / 60);
}
