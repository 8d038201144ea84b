// Bounds: known knobs only, executors within tasks and the operator's limits, workers within the free slots, settings that fit each other.
import {
  componentOf,
  isLive,
  type KnobName,
  knobNamed,
  memoryComponentOf,
  misfitsOf,
  unfitFor,
} from '../knobs/index.js';
import { counted, own } from '../util/index.js';
import { spillingOver, unfitContainers } from './containers.js';
import { heldBackBy } from './held-back.js';
import { homelessAmong } from './homeless.js';
import type { GuardInput, Rule, Verdict } from './types.js';

interface Clip {
  readonly value: number | null;
  readonly code:
    | 'NO_TASK_HEADROOM'
    | 'NO_FREE_SLOTS'
    | 'NO_ROOM'
    | 'BATCH_HOLDS_BACK'
    | 'STEP_TOO_LARGE'
    | 'OUT_OF_BOUNDS'
    | 'EXCLUDED'
    | 'NOT_TURNED'
    | 'NOT_LIVE'
    | 'UNKNOWN_KNOB';
  readonly text: string;
}

export const bounds: Rule = {
  name: 'bounds',
  check: (input) => {
    const changes: Record<string, number> = {};
    const clips: Clip[] = [];
    for (const [knob, value] of Object.entries(input.changes)) {
      const clip = notBeyondNow(clipOf(knob, value, input), value, input.configuration[knob]);
      if (clip !== null) clips.push(clip);
      const kept = clip === null ? value : clip.value;
      if (kept !== null && kept !== input.configuration[knob]) changes[knob] = kept;
    }
    const misfit = unfitContainers(changes, input);
    if (misfit !== null) delete changes['workers'];
    const { fitting, dropped } = withoutMisfits(changes, input);
    const flowing = withoutHeldBack(fitting, input);
    const placed = withoutHomeless(flowing.fitting, input);
    const contained = withoutSpilling(placed.fitting, input);
    const unfit: Clip[] = misfit === null ? [] : [{ value: null, code: 'OUT_OF_BOUNDS', text: misfit }];
    return verdict(input, contained.fitting, [
      ...clips,
      ...unfit,
      ...dropped,
      ...flowing.dropped,
      ...placed.dropped,
      ...contained.dropped,
    ]);
  },
};

interface Fitted {
  readonly fitting: Readonly<Record<string, number>>;
  readonly dropped: Clip[];
}

/** Of what grows only what the resource-aware scheduler has room for. */
function withoutHomeless(changes: Readonly<Record<string, number>>, input: GuardInput): Fitted {
  const homeless = homelessAmong(changes, input.configuration, input.limits.room);
  if (homeless === null) return { fitting: changes, dropped: [] };
  return { fitting: homeless.fitting, dropped: [{ value: null, code: 'NO_ROOM', text: homeless.text }] };
}

/** Without what would make tuples wait for batches that do not fill. */
function withoutHeldBack(changes: Readonly<Record<string, number>>, input: GuardInput): Fitted {
  const { room } = input.limits;
  // The resource-aware scheduler may start a second worker whenever something grows.
  const several = room === undefined ? input.configuration : { ...input.configuration, workers: 2 };
  const heldBack = heldBackBy(changes, several);
  if (heldBack === null) return { fitting: changes, dropped: [] };
  const { knobs, text } = heldBack;
  return { fitting: without(knobs, changes), dropped: [{ value: null, code: 'BATCH_HOLDS_BACK', text }] };
}

/** Of what grows only what stays within the containers of Heron that the operator allows. */
function withoutSpilling(changes: Readonly<Record<string, number>>, input: GuardInput): Fitted {
  const spilling = spillingOver(changes, input);
  if (spilling === null) return { fitting: changes, dropped: [] };
  const { fitting, text } = spilling;
  return { fitting, dropped: [{ value: null, code: 'OUT_OF_BOUNDS', text }] };
}

function without(
  knobs: readonly string[],
  changes: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(changes).filter(([knob]) => !knobs.includes(knob)));
}

/** Settings that do not fit each other go together: which of them was meant is not known. */
function withoutMisfits(changes: Readonly<Record<string, number>>, input: GuardInput): Fitted {
  const misfits = misfitsOf(changes, (knob) => input.configuration[knob]);
  if (misfits.length === 0) return { fitting: changes, dropped: [] };
  const dropped = misfits.map(({ knob, value, expected }): Clip => {
    return { value: null, code: 'OUT_OF_BOUNDS', text: `${knob} = ${value}: expected ${expected}` };
  });
  const among = new Set(misfits.flatMap((misfit) => misfit.among));
  const left = Object.fromEntries(Object.entries(changes).filter(([knob]) => !among.has(knob)));
  // What is left may not fit what is in force then.
  const rest = withoutMisfits(left, input);
  return { fitting: rest.fitting, dropped: [...dropped, ...rest.dropped] };
}

function verdict(input: GuardInput, changes: GuardInput['changes'], clips: readonly Clip[]): Verdict {
  const first = clips[0];
  if (first === undefined) {
    const text = 'every value is known and within its limits';
    const answer = {
      guard: 'bounds',
      answer: 'pass',
      code: 'WITHIN_BOUNDS',
      margin: room(input),
      text,
    } as const;
    return { answer, changes };
  }
  const text = clips.map((c) => c.text).join('; ');
  const answer = Object.keys(changes).length > 0 ? 'clip' : 'veto';
  const margin = first.code === 'NO_TASK_HEADROOM' ? room(input) : null;
  return { answer: { guard: 'bounds', answer, code: first.code, margin, text }, changes };
}

/** A limit may shorten a change, never turn it round: what would end at the other side of the present value is dropped. */
function notBeyondNow(clip: Clip | null, wanted: number, now: number | null | undefined): Clip | null {
  if (clip === null || clip.value === null || now === null || now === undefined) return clip;
  return Math.sign(clip.value - now) === Math.sign(wanted - now) ? clip : { ...clip, value: null };
}

/** undefined for a component that the topology does not have, whatever its name. */
function tasksOf(component: string | undefined, { tasks }: GuardInput['limits']): number | undefined {
  return component === undefined ? undefined : own(tasks, component);
}

/** The least room that a wanted number of executors leaves below its tasks, as a share of the tasks. */
function room({ changes, limits }: GuardInput): number | null {
  const rooms = Object.entries(changes).flatMap(([knob, value]) => {
    const tasks = tasksOf(componentOf(knob), limits);
    return tasks === undefined || !Number.isFinite(value) ? [] : [1 - value / tasks];
  });
  return rooms.length === 0 ? null : Math.min(...rooms);
}

function excluded(knob: KnobName, { exclude, excludedByOperator = exclude }: GuardInput['limits']): Clip {
  if (excludedByOperator.includes(knob)) {
    return { value: null, code: 'EXCLUDED', text: `${knob} is excluded by the configuration` };
  }
  const text = `${knob} is nothing that Trimtab turns on this engine, or in this cluster of it (docs/guide/heron.md)`;
  return { value: null, code: 'NOT_TURNED', text };
}

/** What is wrong with a value and what is left of it; null when nothing is. */
function clipOf(knob: KnobName, value: number, { limits, configuration }: GuardInput): Clip | null {
  const known = knobNamed(knob);
  if (known === undefined) {
    return { value: null, code: 'UNKNOWN_KNOB', text: `${knob} = ${value} is no setting that Trimtab knows` };
  }
  if (!Number.isInteger(value) || value < 1) {
    const text = `${knob} = ${value}: expected ${unfitFor(known, value) ?? 'at least 1'}`;
    return { value: null, code: 'OUT_OF_BOUNDS', text };
  }
  if (limits.exclude.includes(knob)) return excluded(knob, limits);
  if (!isLive(knob, limits.generation)) {
    return { value: null, code: 'NOT_LIVE', text: `${knob} changes only with a new submission` };
  }
  if (knob === 'workers' && limits.room !== undefined) {
    const text = `workers = ${value}: the resource-aware scheduler starts as many as the executors need, whatever is asked for`;
    return { value: null, code: 'NOT_TURNED', text };
  }
  const component = componentOf(knob) ?? memoryComponentOf(knob);
  if (component !== undefined && tasksOf(component, limits) === undefined) {
    const text = `${knob} = ${value}: the topology has no such component`;
    return { value: null, code: 'UNKNOWN_KNOB', text };
  }
  const { min = 1, max = Number.POSITIVE_INFINITY } = limits.bounds[knob] ?? {};
  // Bounds may be fractions or below 1, settings may not.
  const bounded = Math.max(1, Math.ceil(min), Math.min(Math.floor(max), value));
  const highest = engineLimit(knob, limits, configuration);
  if (bounded > highest.value) {
    const left = highest.value < 1 ? null : highest.value;
    return { value: left, code: highest.code, text: `${knob} = ${bounded}: ${highest.text}` };
  }
  const expected = unfitFor(known, bounded);
  if (expected !== null) {
    return { value: null, code: 'OUT_OF_BOUNDS', text: `${knob} = ${bounded}: expected ${expected}` };
  }
  if (bounded === value) return null;
  const text = `${knob} = ${value}: the configuration allows ${min} … ${Number.isFinite(max) ? max : 'any'}`;
  return { value: bounded, code: 'OUT_OF_BOUNDS', text };
}

function engineLimit(
  knob: KnobName,
  limits: GuardInput['limits'],
  configuration: GuardInput['configuration'],
): { value: number; code: Clip['code']; text: string } {
  const component = componentOf(knob);
  if (component !== undefined) {
    const tasks = tasksOf(component, limits) ?? 0;
    if (limits.elastic === true) {
      const text = `one update goes no further than ${tasks} instances`;
      return { value: tasks, code: 'STEP_TOO_LARGE', text };
    }
    const text = `it has ${tasks} ${tasks === 1 ? 'task' : 'tasks'}, and executors cannot exceed them`;
    return { value: tasks, code: 'NO_TASK_HEADROOM', text };
  }
  if (knob === 'workers') {
    const most = (configuration['workers'] ?? 0) + limits.slotsFree;
    if (limits.elastic === true) {
      const text = `one update goes no further than ${most} containers, none of them empty`;
      return { value: most, code: 'STEP_TOO_LARGE', text };
    }
    return { value: most, code: 'NO_FREE_SLOTS', text: `${counted(limits.slotsFree, 'more slot')} free` };
  }
  return { value: Number.POSITIVE_INFINITY, code: 'OUT_OF_BOUNDS', text: '' };
}
