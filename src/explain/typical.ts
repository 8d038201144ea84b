// Inputs that lead to an output: of the states that this topology can plausibly come to, those in which the change is worth most, and least.
import type { Changes } from '../knobs/index.js';
import { counted } from '../util/index.js';
import { fromScale, inputsOf, onScale, valueIn } from './inputs.js';
import type { Moment } from './moment.js';
import type { Earlier } from './past.js';
import type { Case, Input, NotSaid, Point } from './types.js';
import { worthOf } from './worth.js';

export interface TypicalInput {
  readonly name: string;
  readonly unit: string;
  readonly actual: number;
  readonly there: number;
}

export interface Typical {
  /** `apply`: where the change is worth most; `hold`: where it is worth least. */
  readonly for: 'apply' | 'hold';
  /** Of the change over holding, in the unit of its worth. */
  readonly worth: number;
  /** Inputs that differ from what they are now. */
  readonly inputs: readonly TypicalInput[];
  /** The recorded decision whose inputs are nearest to that state. */
  readonly nearest: { readonly id: string; readonly action: 'apply' | 'hold' } | null;
}

/** Each input is tried at so many values between the least and the most that was recorded, in as many turns at most. */
const [values, turns] = [7, 4];
/** With fewer, itself counted, nobody knows what is plausible. */
const fewest = 5;

/**
 * Activation maximisation (Erhan et al. 2009) by coordinates, since the worth has edges: every input stays within what was recorded of
 * this topology, so that the state is one that it could be in.
 */
export function typicalOf(
  { ensemble }: Case,
  changes: Changes,
  inputs: readonly Input[],
  momentAt: (point: Point) => Moment,
  earlier: readonly Earlier[],
): readonly Typical[] | NotSaid {
  if (earlier.length + 1 < fewest) {
    const because = `${counted(earlier.length + 1, 'decision')} about this topology can be looked at, and ${fewest} are needed to know what is plausible`;
    return { part: 'inputs that lead to it', because };
  }
  const recorded = earlier.map(({ deliberating }) => inputsOf(deliberating));
  const levels = inputs.map((input) => levelsOf(input, recorded));
  const worthAt = (point: Point): number | null => worthOf(momentAt(point), changes, ensemble)?.total ?? null;
  return (['apply', 'hold'] as const).flatMap((wanted): Typical[] => {
    const found = climb(inputs, levels, worthAt, wanted === 'apply' ? 1 : -1);
    if (found === null) return [];
    const differing = inputs.flatMap((input, i): TypicalInput[] => {
      const there = found.point[i] ?? input.actual;
      const { name, kind, unit, actual } = input;
      return isLike(kind, there, actual) ? [] : [{ name, unit, actual, there }];
    });
    return [
      {
        for: wanted,
        worth: found.worth,
        inputs: differing,
        nearest: nearestTo(found.point, inputs, recorded, earlier),
      },
    ];
  });
}

function isLike(kind: Input['kind'], a: number, b: number): boolean {
  return Math.abs(onScale(kind, a) - onScale(kind, b)) < 0.01;
}

/** From the least to the most that was recorded, in equal steps of the logarithm, and what it is now. */
function levelsOf(input: Input, recorded: readonly (readonly Input[])[]): number[] {
  const { actual, kind } = input;
  const seen = recorded.flatMap((inputs) => valueIn(inputs, input) ?? []);
  const [low, high] = [Math.min(actual, ...seen), Math.max(actual, ...seen)];
  if (kind === 'weights' || (low <= 0 && kind !== 'backlog') || isLike(kind, low, high)) return [actual];
  const [from, to] = [onScale(kind, low), onScale(kind, high)];
  const steps = Array.from({ length: values }, (_, i) =>
    fromScale(kind, from + ((to - from) * i) / (values - 1)),
  );
  const isWhole = kind === 'pending' || kind === 'backlog';
  return [actual, ...steps.map((one) => (isWhole ? Math.round(one) : one))];
}

function climb(
  inputs: readonly Input[],
  levels: readonly (readonly number[])[],
  worthAt: (point: Point) => number | null,
  way: 1 | -1,
): { point: Point; worth: number } | null {
  let point: Point = inputs.map(({ actual }) => actual);
  const first = worthAt(point);
  if (first === null) return null;
  let worth = first;
  for (let turn = 0; turn < turns; turn++) {
    const before = worth;
    levels.forEach((tried, i) => {
      for (const level of tried) {
        const there = point.map((value, at) => (at === i ? level : value));
        const then = worthAt(there);
        if (then !== null && way * (then - worth) > 1e-9) {
          point = there;
          worth = then;
        }
      }
    });
    if (worth === before) break;
  }
  return { point, worth };
}

function nearestTo(
  point: Point,
  inputs: readonly Input[],
  recorded: readonly (readonly Input[])[],
  earlier: readonly Earlier[],
): Typical['nearest'] {
  const distances = recorded.map((own) =>
    inputs.reduce((sum, input, i) => {
      const { kind } = input;
      const actual = valueIn(own, input);
      if (kind === 'weights' || actual === undefined || (actual <= 0 && kind !== 'backlog')) return sum;
      return sum + (onScale(kind, point[i] ?? actual) - onScale(kind, actual)) ** 2;
    }, 0),
  );
  const found = earlier[distances.indexOf(Math.min(...distances))];
  return found === undefined ? null : { id: found.id, action: found.action };
}
