// One outlook of two worlds, in one of which the hosts of a topology have no CPU left.
import { type Contributions, valueParts } from '../objective/index.js';
import type { Outlook } from './types.js';

/**
 * What is gained counts each world with its chance; the rest is that of the likelier one. Guards are asked about the worse of both: the
 * least capacity, the longest time that a full loop takes, and an SLO that may break on hosts with CPU left, or on full ones that are as
 * likely.
 * @param chance of full hosts, 0 … 1
 */
export function either(free: Outlook, full: Outlook, chance: number): Outlook {
  const isLikely = chance >= 0.5;
  const broken = new Set([...free.brokenSlos.pessimistic, ...(isLikely ? full.brokenSlos.pessimistic : [])]);
  const expected = (a: number, b: number): number => (1 - chance) * a + chance * b;
  return {
    ...(isLikely ? full : free),
    utilityGain: both(free.utilityGain, full.utilityGain, expected),
    utilityGainLow: both(free.utilityGainLow, full.utilityGainLow, expected),
    gainParts: both(free.gainParts, full.gainParts, (a, b) => partsOf((part) => expected(a[part], b[part]))),
    capacityPerSecond: both(free.capacityPerSecond, full.capacityPerSecond, Math.min),
    fullLoopSeconds: both(free.fullLoopSeconds, full.fullLoopSeconds, Math.max),
    brokenSlos: { ...free.brokenSlos, pessimistic: [...broken] },
  };
}

/** null where one of them is unknown. */
function both<T>(a: T | null, b: T | null, of: (a: T, b: T) => T): T | null {
  return a === null || b === null ? null : of(a, b);
}

function partsOf(of: (part: keyof Contributions) => number): Contributions {
  return Object.fromEntries(valueParts.map((part) => [part, of(part)])) as Contributions;
}
