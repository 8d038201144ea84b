// The smallest change of an input that turns the decision round: found by making the decision again, with everything fitted anew.
import { consider } from '../decision/index.js';
import { actingRules } from '../guard/index.js';
import type { Changes } from '../knobs/index.js';
import { turnedText } from '../policy/index.js';
import type { Attribution } from './attribution.js';
import { actualPoint } from './inputs.js';
import type { Moment } from './moment.js';
import type { Case, Input, Point, Subject } from './types.js';

export interface Moved {
  readonly input: Input;
  readonly to: number;
  /** Busy share of the component then; null for what is no component's time. */
  readonly busyThen: number | null;
}

export interface Counterfactual {
  /** What the decision would be; the decision was made again with the moved inputs, and was that. */
  readonly action: 'apply' | 'hold';
  /** What would be applied then, which need not be the change that is explained; empty for a hold. */
  readonly changes: Changes;
  /** The same in words. */
  readonly changesText: string;
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
 * @param subject what is explained: of several ways that turn a hold round the one that applies it is told
 * @param most decisions that may be made for it: each takes as long as the decision itself
 * @returns null where nothing within the declared ranges and that many decisions turns it round
 */
export function counterfactualOf(
  made: Case,
  subject: Subject,
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
    const free = consider({ ...deliberating, policy, fallback, acting: null });
    if (!free.apply) return null;
    const changesText = turnedText(free.changes, deliberating);
    return { action, changes: free.changes, changesText, moved: [], withoutGuards: vetoes };
  }
  const actual = actualPoint(inputs);
  let left = most;
  const turned = (point: Point): Turned | null => {
    left -= 1;
    const { apply, changes } = consider({ ...momentAt(point).deliberating, policy, fallback });
    if (apply === result.apply) return null;
    // Of a hold, what a guard stopped.
    return apply ? { changes, isMeant: isSame(changes, subject.changes) } : { changes: {}, isMeant: true };
  };
  const asking = { actual, turned, mayAsk: () => left > halvings };
  const found =
    search(movesOf(inputs, attribution, most), asking) ??
    search(togetherOf(inputs, attribution, most), asking);
  if (found === null) return null;
  const { point, changes } = found;
  const { evaluation, configuration } = momentAt(point).deliberating;
  const moved = inputs.flatMap((input, i): Moved[] => {
    const to = point[i] ?? input.actual;
    if (to === input.actual) return [];
    const component = evaluation.components.find(({ name }) => name === input.component);
    return [{ input, to, busyThen: component?.utilisation ?? null }];
  });
  return { action, changes, changesText: turnedText(changes, { configuration }), moved, withoutGuards: [] };
}

/** A decision that is another one at a point. */
interface Turned {
  readonly changes: Changes;
  /** Whether it applies what is explained, or holds in its place. */
  readonly isMeant: boolean;
}

function isSame(a: Changes, b: Changes): boolean {
  const knobs = Object.keys(a);
  return knobs.length === Object.keys(b).length && knobs.every((knob) => a[knob] === b[knob]);
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

interface Asking {
  readonly actual: Point;
  readonly turned: (point: Point) => Turned | null;
  readonly mayAsk: () => boolean;
}

interface Found extends Pick<Turned, 'changes'> {
  readonly point: Point;
}

/** The smallest factor that turns it round; of several moves that do by the same, one that leads to what is meant. */
function search(moves: readonly Move[], asking: Asking): Found | null {
  let before = 1;
  for (const factor of levels) {
    let first: { readonly move: Move; readonly made: Turned } | null = null;
    for (const move of moves) {
      if (!asking.mayAsk()) break;
      const point = movedBy(asking.actual, move, factor);
      const made = point === null ? null : asking.turned(point);
      if (made === null) continue;
      first ??= { move, made };
      if (!made.isMeant) continue;
      first = { move, made };
      break;
    }
    if (first !== null) return narrowed(first.move, first.made, [before, factor], asking);
    if (!asking.mayAsk()) return null;
    before = factor;
  }
  return null;
}

/** The factor that just leads to as much, by halving; what is returned has been asked about. */
function narrowed(
  move: Move,
  enough: Turned,
  [least, most]: readonly [least: number, most: number],
  { actual, turned }: Asking,
): Found | null {
  let [low, high, { changes }] = [least, most, enough];
  for (let i = 0; i < halvings; i++) {
    const middle = Math.sqrt(low * high);
    const point = movedBy(actual, move, middle);
    const made = point === null ? null : turned(point);
    if (made !== null && (made.isMeant || !enough.isMeant)) {
      high = middle;
      changes = made.changes;
    } else low = middle;
  }
  const point = movedBy(actual, move, high);
  return point === null ? null : { point, changes };
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
