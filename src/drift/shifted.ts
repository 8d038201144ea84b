// Which traits of a topology are no longer what they were, and by how much.
import { median } from '../util/index.js';
import { isCompared, isLike, lastOf, type Series, shiftOf } from './series.js';
import type { Shift, Signature, TraitValue } from './types.js';

/** Less is of no consequence for what to turn: natural logarithms of 1.2 and 1.3. */
const matters: Record<TraitValue['trait'], number> = {
  cost: 0.18,
  selectivity: 0.18,
  share: 0.18,
  skew: 0.26,
};
/** A node that slows down slows all that runs on it; one bolt alone is its own doing. */
const shareOfBolts = 0.6;

type AllSeries = Readonly<Record<string, Series>>;
interface Shifted {
  readonly trait: TraitValue;
  readonly series: Series;
}

export interface Evidence {
  /** By trait and component, as `cost split`. */
  readonly keys: ReadonlySet<string>;
  readonly shifts: readonly Shift[];
  /** Bolts whose cost was compared: one that a slow machine leaves too few tuples says neither yes nor no. */
  readonly bolts: number;
  /** So many costs have shifted the same way where nothing else has, and most have; null otherwise. */
  readonly together: number | null;
}

export const keyOf = ({ trait, component }: Pick<TraitValue, 'trait' | 'component'>): string =>
  `${trait} ${component}`;

export function isShifted(trait: TraitValue['trait'], series: Series): boolean {
  return Math.abs(shiftOf(series)) >= matters[trait];
}

/** What a window shows of the traits whose series are given; what it does not show has no value to be told. */
export function evidenceOf({ traits }: Signature, series: AllSeries): Evidence {
  const seen = traits.flatMap((trait): Shifted[] => {
    const one = series[keyOf(trait)];
    return one !== undefined && isCompared(one) ? [{ trait, series: one }] : [];
  });
  const costs = seen.filter(({ trait }) => trait.trait === 'cost');
  const certain = seen.filter((one) => isShifted(one.trait.trait, one.series));
  const together = goingTogether(costs, certain);
  const isMachine = together.length >= 2 && together.length >= shareOfBolts * costs.length;
  const shifted = isMachine ? [...new Set([...certain, ...together])] : certain;
  return {
    keys: new Set(shifted.map(({ trait }) => keyOf(trait))),
    shifts: shifted.map(shiftNamed),
    bolts: costs.length,
    together: isMachine ? together.length : null,
  };
}

/**
 * Costs that have gone the same way as most that shifted: those that are certain, and those that may be chance by themselves, but are nearer
 * to what the others do than to usual. Where processors are short costs vary so much from window to window that few are certain.
 * @returns none where anything but costs has shifted
 */
function goingTogether(costs: readonly Shifted[], certain: readonly Shifted[]): readonly Shifted[] {
  if (certain.some(({ trait }) => trait.trait !== 'cost')) return [];
  const dearer = certain.filter(({ series }) => shiftOf(series) > 0);
  const cheaper = certain.filter(({ series }) => shiftOf(series) < 0);
  const sameWay = dearer.length >= cheaper.length ? dearer : cheaper;
  if (sameWay.length === 0) return [];
  const shift = median(sameWay.map(({ series }) => shiftOf(series)));
  const doubtful = costs.filter((one) => !certain.includes(one));
  return [...sameWay, ...doubtful.filter(({ series }) => isLike(series, shift))];
}

/** What is usual under such a load, and what the last three windows have in its place: a single one may be off. */
function shiftNamed({ trait: { trait, component, value }, series }: Shifted): Shift {
  const usual = value - (series.recent.at(-1) ?? 0);
  return { trait, component, before: Math.exp(usual), after: Math.exp(usual + lastOf(series)) };
}
