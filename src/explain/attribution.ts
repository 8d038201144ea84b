// Leads what a change is worth back to its causes: each input's share of the difference to the reference state, by component and by group.
import { situationOf } from '../decision/index.js';
import type { Changes } from '../knobs/index.js';
import type { Contributions } from '../objective/index.js';
import { between, referenceAbout } from './inputs.js';
import { integrate } from './integrate.js';
import type { Moment } from './moment.js';
import type { Case, Input, InputGroup, Point, Worth } from './types.js';
import { asVector, fromVector, worthIn, worthOf } from './worth.js';

export interface Attributed extends Input {
  /** Of the difference, in the unit of the worth, and by the parts of the objective. */
  readonly contribution: number;
  readonly parts: Contributions;
  /** Of a learned policy: the share of the contribution that is the twin's prior, and the networks' own. */
  readonly prior: number | null;
  readonly network: number | null;
}

export interface Attribution {
  readonly baseline: string;
  readonly worthAtReference: number;
  readonly worth: number;
  /** |sum of the contributions − (worth of the decision − worth at the reference)| over the difference. */
  readonly completenessError: number;
  /** Largest first. */
  readonly inputs: readonly Attributed[];
  readonly components: readonly { readonly component: string; readonly contribution: number }[];
  readonly groups: Readonly<Record<InputGroup, number>>;
}

/** Evaluations that one attribution may take: at ten components that leaves a dozen steps, at fifty one, in both orders. */
const evaluations = 250;
const steps = { least: 1, most: 16 } as const;

/**
 * @param worth of the subject in the decision itself, by the route that the policy took: what completeness is measured against
 * @returns null where nothing can be predicted on the way
 */
export function attribute(
  { ensemble }: Case,
  changes: Changes,
  inputs: readonly Input[],
  momentAt: (point: Point) => Moment,
  worth: Worth,
): Attribution | null {
  const valued = (point: Point): number[] | null => {
    const there = worthOf(momentAt(point), changes, ensemble);
    return there === null ? null : asVector(there);
  };
  const moving = inputs.flatMap(({ actual, atReference }, i) => (actual === atReference ? [] : [i]));
  const perStep = Math.max(1, 2 * moving.length - 1);
  const count = Math.max(steps.least, Math.min(steps.most, Math.floor(evaluations / perStep)));
  const at = (shares: readonly number[]): Point => inputs.map((input, i) => between(input, shares[i] ?? 1));
  const integrated = integrate(valued, at, moving, inputs.length, count);
  if (integrated === null) return null;
  const atReference = fromVector(integrated.from);
  const attributed = inputs.map((input, i): Attributed => {
    const { total, parts, prior, network } = fromVector(integrated.contributions[i] ?? []);
    const sum = (one: Contributions | null): number | null =>
      one === null ? null : Object.values(one).reduce((all, value) => all + value, 0);
    return { ...input, contribution: total, parts, prior: sum(prior), network: sum(network) };
  });
  const sum = attributed.reduce((all, { contribution }) => all + contribution, 0);
  const difference = worth.total - atReference.total;
  return {
    baseline: referenceAbout,
    worthAtReference: atReference.total,
    worth: worth.total,
    completenessError: Math.abs(sum - difference) / Math.max(1e-9, Math.abs(difference)),
    inputs: attributed.toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)),
    components: componentsOf(attributed),
    groups: groupsOf(attributed),
  };
}

/** The worth of the decision itself, by the route that the policy took. */
export function worthOfDecision({ deliberating, ensemble }: Case, changes: Changes): Worth | null {
  return worthIn(situationOf(deliberating), changes, ensemble);
}

function componentsOf(attributed: readonly Attributed[]): Attribution['components'] {
  return attributed
    .flatMap(({ component, contribution }) => (component === null ? [] : [{ component, contribution }]))
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
}

function groupsOf(attributed: readonly Attributed[]): Attribution['groups'] {
  const of = (group: InputGroup): number =>
    attributed.reduce((sum, one) => (one.group === group ? sum + one.contribution : sum), 0);
  return {
    workload: of('workload'),
    external: of('external'),
    internal: of('internal'),
    configuration: of('configuration'),
    objective: of('objective'),
  };
}
