// The black-box check of the attribution: each input is masked by its reference value, or shaken by noise, and the worth is asked again.
import type { Changes } from '../knobs/index.js';
import { createRandom } from '../util/index.js';
import type { Attribution } from './attribution.js';
import { actualPoint, referencePoint } from './inputs.js';
import type { Moment } from './moment.js';
import { rankAgreement } from './rank.js';
import type { Case, Input, Point } from './types.js';
import { worthOf } from './worth.js';

export interface Masked {
  readonly input: string;
  readonly component: string | null;
  /**
   * What is lost of the worth when this input alone is at its reference value, and what is won at the reference state when it alone is as
   * it is here: the mean of both.
   */
  readonly lost: number;
  /** Mean change of the worth, whichever way, when this input alone is off by about a fifth; null where it was not tried. */
  readonly shaken: number | null;
}

export interface Masking {
  /** Largest loss first. */
  readonly inputs: readonly Masked[];
  /** Spearman's correlation of the rankings of the components, by attribution and by masking; null for fewer than three. */
  readonly agreement: number | null;
}

/** Only inputs that masking finds to matter most are shaken. */
const shakes = { inputs: 8, deviation: 0.2 } as const;

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
  const reference = referencePoint(inputs);
  const worthAt = (i: number, value: number, others = actual): number => {
    const moved = others.map((one, at) => (at === i ? value : one));
    return worthOf(momentAt(moved), changes, ensemble)?.total ?? attribution.worth;
  };
  const lostBy = (input: Input, i: number): number => {
    if (input.actual === input.atReference) return 0;
    const taken = attribution.worth - worthAt(i, input.atReference);
    const given = worthAt(i, input.actual, reference) - attribution.worthAtReference;
    return (taken + given) / 2;
  };
  const shakenBy = (input: Input, i: number): number => {
    // A draw and its mirror: noise without a direction.
    const by = Math.abs(shakes.deviation * random.normal());
    const moved = [by, -by].map((one) =>
      Math.abs(worthAt(i, input.actual * Math.exp(one)) - attribution.worth),
    );
    return moved.reduce((sum, one) => sum + one, 0) / moved.length;
  };
  const lost = inputs.map((input, at) => ({ input, at, lost: lostBy(input, at) }));
  const ranked = lost.toSorted((a, b) => Math.abs(b.lost) - Math.abs(a.lost));
  const masked = ranked.map(({ input, at, lost: own }, rank): Masked => {
    const isFactor = input.kind !== 'weights' && input.kind !== 'backlog';
    const shaken = isFactor && rank < shakes.inputs ? shakenBy(input, at) : null;
    return { input: input.name, component: input.component, lost: own, shaken };
  });
  return { inputs: masked, agreement: agreementOf(masked, attribution) };
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
