// The smallest change of an input that turns the decision round: found by making the decision again, with everything fitted anew.
import { consider } from '../decision/index.js';
import { actingRules } from '../guard/index.js';
import type { Attribution } from './attribution.js';
import { actualPoint } from './inputs.js';
import type { Moment } from './moment.js';
import type { Case, Input, Point } from './types.js';

export interface Moved {
  readonly input: Input;
  readonly to: number;
  /** Busy share of the component then; null for what is no component's time. */
  readonly busyThen: number | null;
}

export interface Counterfactual {
  /** What the decision would be; the decision was made again with the moved inputs, and was that. */
  readonly action: 'apply' | 'hold';
  readonly moved: readonly Moved[];
  /** Guards about sending whose answer alone stands in the way; nothing measured has to move then. */
  readonly withoutGuards: readonly string[];
}

/** Factors by which an input is moved, the smallest first. */
const levels = [1.05, 1.15, 1.35, 1.8, 3, 8] as const;
const halvings = 5;
/** Inputs that are tried one by one, those with the largest contributions; fewer, and one way only, where decisions take long. */
const inputsTried = { usual: 4, few: 2 } as const;
const fewDecisions = 30;

/**
 * @param most decisions that may be made for it: each takes as long as the decision itself
 * @returns null where nothing within the declared ranges and that many decisions turns it round
 */
export function counterfactualOf(
  made: Case,
  inputs: readonly Input[],
  momentAt: (point: Point) => Moment,
  attribution: Attribution,
  most: number,
): Counterfactual | null {
  const { result, deliberating, policy, fallback } = made;
  const action = result.apply ? 'hold' : 'apply';
  const sending = new Set(actingRules.map(({ name }) => name));
  const vetoes = result.answers.flatMap(({ guard, answer }) => (answer === 'veto' ? [guard] : []));
  if (!result.apply && vetoes.length > 0 && vetoes.every((guard) => sending.has(guard))) {
    const isFree = consider({ ...deliberating, policy, fallback, acting: null }).apply;
    return isFree ? { action, moved: [], withoutGuards: vetoes } : null;
  }
  const actual = actualPoint(inputs);
  let left = most;
  const flips = (point: Point): boolean => {
    left -= 1;
    return consider({ ...momentAt(point).deliberating, policy, fallback }).apply !== result.apply;
  };
  const found =
    search(movesOf(inputs, attribution, most), actual, flips, () => left > halvings) ??
    search(togetherOf(inputs, attribution, most), actual, flips, () => left > halvings);
  if (found === null) return null;
  const { evaluation } = momentAt(found).deliberating;
  const moved = inputs.flatMap((input, i): Moved[] => {
    const to = found[i] ?? input.actual;
    if (to === input.actual) return [];
    const component = evaluation.components.find(({ name }) => name === input.component);
    return [{ input, to, busyThen: component?.utilisation ?? null }];
  });
  return { action, moved, withoutGuards: [] };
}

/** Inputs that are moved together, each by the factor or by its inverse. */
type Move = readonly { readonly at: number; readonly input: Input; readonly way: 1 | -1 }[];

/** Each by itself, first the way that the attribution points to. */
function movesOf(inputs: readonly Input[], attribution: Attribution, most: number): Move[] {
  const tried = triedOf(inputs, attribution, most);
  if (most < fewDecisions) return tried.map((one) => [one]);
  return [
    ...tried,
    ...tried.map((one) => ({ ...one, way: one.way === 1 ? (-1 as const) : (1 as const) })),
  ].map((one) => [one]);
}

/** The two that matter most, and all that are tried. */
function togetherOf(inputs: readonly Input[], attribution: Attribution, most: number): Move[] {
  const tried = triedOf(inputs, attribution, most);
  return tried.length < 2 ? [] : [tried.slice(0, 2), tried];
}

/** What makes the change worth more is moved to the reference where the change was applied, and away from it where it was not. */
function triedOf(inputs: readonly Input[], { inputs: attributed, worth }: Attribution, most: number): Move {
  return attributed
    .filter(({ kind }) => kind !== 'weights' && kind !== 'backlog')
    .slice(0, most < fewDecisions ? inputsTried.few : inputsTried.usual)
    .map(({ name, actual, atReference, contribution }) => {
      const at = inputs.findIndex((input) => input.name === name);
      const isAbove = actual >= atReference;
      const adds = contribution >= 0;
      const lowers = isAbove === adds;
      const way = worth > 0 === lowers ? -1 : 1;
      return { at, input: inputs[at] as Input, way };
    });
}

function search(
  moves: readonly Move[],
  actual: Point,
  flips: (point: Point) => boolean,
  mayAsk: () => boolean,
): Point | null {
  let before = 1;
  for (const factor of levels) {
    for (const move of moves) {
      if (!mayAsk()) return null;
      const point = movedBy(actual, move, factor);
      if (point !== null && flips(point)) return narrowed(move, actual, before, factor, flips);
    }
    before = factor;
  }
  return null;
}

/** The factor that just turns it round, by halving; what is returned has been asked about and does. */
function narrowed(
  move: Move,
  actual: Point,
  least: number,
  enough: number,
  flips: (point: Point) => boolean,
): Point | null {
  let [low, high] = [least, enough];
  for (let i = 0; i < halvings; i++) {
    const middle = Math.sqrt(low * high);
    const point = movedBy(actual, move, middle);
    if (point !== null && flips(point)) high = middle;
    else low = middle;
  }
  return movedBy(actual, move, high);
}

/** @returns null beyond a declared range, and where rounding leaves everything as it is */
function movedBy(actual: Point, move: Move, factor: number): Point | null {
  const point = [...actual];
  for (const { at, input, way } of move) {
    const value = input.actual * factor ** way;
    const rounded = input.kind === 'pending' ? Math.max(1, Math.round(value)) : value;
    const [low, high] = input.range;
    if (rounded < low * (1 - 1e-9) || rounded > high * (1 + 1e-9)) return null;
    point[at] = rounded;
  }
  return point.every((value, i) => value === actual[i]) ? null : point;
}
