// The configurations that an online search chooses from: knobs at a quarter to four times of where the search began, as far as legal.
import {
  type Configuration,
  componentOf,
  executorsKnob,
  type Knob,
  type KnobName,
  knobNamed,
} from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Random } from '../util/index.js';
import type { Situation } from './types.js';

export const pendingKnob = 'topology.max.spout.pending';
const factors = [1 / 4, 1 / 2, 1, 2, 4] as const;
/** Of more configurations than this, so many are drawn. */
const mostRows = 1500;

export interface SearchSpace {
  readonly knobs: readonly { readonly name: KnobName; readonly min: number; readonly max: number }[];
  /** rows[row][knob]; the first is where the search began. */
  readonly rows: readonly (readonly number[])[];
}

/** What was in force in a window, as far as the window shows it: executors, workers, and pending tuples where there are ackers. */
export function configurationIn({ components, workers, pendingLimit }: Evaluation): Configuration {
  const spoutTasks = components.reduce((sum, c) => (c.kind === 'spout' ? sum + c.tasks : sum), 0);
  return {
    workers,
    ...Object.fromEntries(components.map((c) => [executorsKnob(c.name), c.executors])),
    ...(pendingLimit === null || spoutTasks === 0
      ? {}
      : { [pendingKnob]: Math.round(pendingLimit / spoutTasks) }),
  };
}

/** @param began where the search began */
export function searchSpace(
  began: Configuration,
  situation: Pick<Situation, 'evaluation' | 'limits'>,
  random: Random,
): SearchSpace {
  const values = knobsOf(situation.evaluation).flatMap((name) => {
    const [knob, at] = [knobNamed(name), began[name]];
    if (knob === undefined || at === null || at === undefined) return [];
    const around = [...new Set(factors.map((factor) => legal(knob, name, at * factor, situation)))];
    const list = [at, ...around.filter((value) => value !== at)];
    return list.length > 1 ? [{ name, list }] : [];
  });
  const count = values.reduce((product, { list }) => product * list.length, 1);
  const rowAt = (index: number): number[] => {
    let rest = index;
    return values.map(({ list }) => {
      const value = list[rest % list.length] ?? 0;
      rest = Math.floor(rest / list.length);
      return value;
    });
  };
  const drawn = Array.from({ length: Math.min(count, mostRows) }, (_, i) =>
    // Row 0 is where it began; of a space that is too large the others are drawn.
    count <= mostRows || i === 0 ? i : Math.floor(random.uniform() * count),
  );
  return {
    knobs: values.map(({ name, list }) => ({ name, min: Math.min(...list), max: Math.max(...list) })),
    rows: [...new Set(drawn)].map(rowAt),
  };
}

function knobsOf({ components }: Evaluation): KnobName[] {
  return [
    ...components.flatMap((c) => (c.kind === 'bolt' ? [executorsKnob(c.name)] : [])),
    'workers',
    pendingKnob,
  ];
}

/** Within the knob's own range, tasks, and the slots there are. */
function legal(
  { min, max }: Pick<Knob, 'min' | 'max'>,
  name: KnobName,
  value: number,
  { evaluation, limits }: Pick<Situation, 'evaluation' | 'limits'>,
): number {
  const component = componentOf(name);
  const most =
    component !== undefined
      ? (limits.tasks[component] ?? 1)
      : name === 'workers'
        ? evaluation.workers + limits.slotsFree
        : max;
  return Math.max(min, Math.min(max, most, Math.round(value)));
}
