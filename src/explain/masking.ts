// The black-box check of the attribution: each input is masked by its reference value, or shaken by noise, and the worth is asked again.
import type { Changes } from '../knobs/index.js';
import { createRandom } from '../util/index.js';
import type { Attribution } from './attribution.js';
import { actualPoint } from './inputs.js';
import type { Moment } from './moment.js';
import { rankAgreement } from './rank.js';
import type { Case, Input, Point } from './types.js';
import { worthOf } from './worth.js';

export interface Masked {
  readonly input: string;
  readonly component: string | null;
  /** What is lost of the worth when this input alone is at its reference value. */
  readonly lost: number;
  /** Mean change of the worth, whichever way, when this input alone is off by about a fifth. */
  readonly shaken: number;
}

export interface Masking {
  /** Largest loss first. */
  readonly inputs: readonly Masked[];
  /** Spearman's correlation of the rankings of the components, by attribution and by masking; null for fewer than three. */
  readonly agreement: number | null;
}

const shakes = { draws: 4, deviation: 0.2 } as const;

/** @param seed of the noise: the same decision is always shaken alike */
export function mask(
  { ensemble }: Case,
  changes: Changes,
  inputs: readonly Input[],
  momentAt: (point: Point) => Moment,
  attribution: Attribution,
  seed: number,
): Masking {
  const actual = actualPoint(inputs);
  const random = createRandom(seed).fork('masking');
  const worthAt = (i: number, value: number): number => {
    const moved = actual.map((one, at) => (at === i ? value : one));
    return worthOf(momentAt(moved), changes, ensemble)?.total ?? attribution.worth;
  };
  const masked = inputs.map((input, i): Masked => {
    const isFactor = input.kind !== 'weights' && input.kind !== 'backlog';
    // Half of the draws are the mirror of the others: noise without a direction.
    const draws = Array.from({ length: shakes.draws / 2 }, () => random.normal());
    const factors = draws.flatMap((draw) => [draw, -draw]).map((one) => Math.exp(shakes.deviation * one));
    const shaken = isFactor
      ? factors.map((factor) => Math.abs(worthAt(i, input.actual * factor) - attribution.worth))
      : [];
    return {
      input: input.name,
      component: input.component,
      lost: input.actual === input.atReference ? 0 : attribution.worth - worthAt(i, input.atReference),
      shaken: shaken.reduce((sum, one) => sum + one, 0) / Math.max(1, shaken.length),
    };
  });
  return {
    inputs: masked.toSorted((a, b) => Math.abs(b.lost) - Math.abs(a.lost)),
    agreement: agreementOf(masked, attribution),
  };
}

function agreementOf(masked: readonly Masked[], { components }: Attribution): number | null {
  const lost = components.map(({ component }) =>
    Math.abs(masked.find((one) => one.component === component)?.lost ?? 0),
  );
  return rankAgreement(
    components.map(({ contribution }) => Math.abs(contribution)),
    lost,
  );
}
