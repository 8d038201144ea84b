// How unusual a state is to a model that was trained on others, and in what.
import { z } from 'zod';
import { describe, descriptors, type State } from './descriptors.js';
import type { Point } from './familiar.js';
import { worstOf } from './grouped.js';
import type { Training } from './training-states.js';

const unusualSchema = z.object({
  name: z.string(),
  unit: z.string(),
  /** null: not known. */
  value: z.number().nullable(),
  /** Of the states of the training; null where it was never known. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Of the distance. */
  share: z.number(),
});

export const noveltySchema = z.object({
  /** To the states of the training, over the limit: above 1 it is unlike them. */
  distance: z.number(),
  /** Whether the topology or the objective is what is most unusual. */
  by: z.enum(['topology', 'objective']),
  /** Share of the states of the training that were held back and are nearer. */
  nearer: z.number(),
  /** What adds most to the distance, most first. */
  unusualIn: z.array(unusualSchema),
});
/** Plain data: it is kept on disk as it is. */
export type Novelty = z.infer<typeof noveltySchema>;

/** So many are told, and none that adds less than this share. */
const [told, leastShare] = [3, 0.1];

export function noveltyOf(state: State, training: Training): Novelty {
  return noveltyOfPoint(describe(state), training);
}

/** The same of a state that is described already. */
export function noveltyOfPoint(point: Point, { states: { heldBack }, familiar }: Training): Novelty {
  const { group, distance, ratio, parts } = worstOf(familiar.distancesOf(point), heldBack.limits);
  const unusualIn = [...parts]
    .sort((a, b) => b.part - a.part)
    .slice(0, told)
    .flatMap(({ at, part }) => {
      const descriptor = descriptors[at];
      const share = distance > 0 ? part / distance : 0;
      if (descriptor === undefined || share < leastShare) return [];
      const { name, unit, isRatio } = descriptor;
      const measured = (value: number): number => (isRatio ? 2 ** value : value);
      const value = point[at] ?? null;
      const { low, high } = familiar.rangeOf(at);
      return [
        {
          name,
          unit,
          value: value === null ? null : measured(value),
          low: low > high ? null : measured(low),
          high: low > high ? null : measured(high),
          share,
        },
      ];
    });
  const nearer = heldBack.percentiles.filter((one) => one < ratio).length;
  return { distance: ratio, by: group, nearer: Math.min(1, nearer / 100), unusualIn };
}

/** One clause such as "bolts 21 (trained on 2 to 8)". */
export function unusualText({ unusualIn }: Novelty): string {
  const clauses = unusualIn.map(({ name, unit, value, low, high }) => {
    const is = value === null ? 'unknown' : `${shortNumber(value)}${unit === '' ? '' : ` ${unit}`}`;
    const known = low === null || high === null ? 'none' : `${shortNumber(low)} to ${shortNumber(high)}`;
    return `${name} ${is} (trained on ${known})`;
  });
  return clauses.length === 0 ? 'in no one thing alone' : clauses.join(', ');
}

const shortNumber = (value: number): string => String(Number(value.toPrecision(value >= 100 ? 3 : 2)));
