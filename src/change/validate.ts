// The list of what may be sent to Storm, which validates next to nothing of a rebalance: one wrong type can end Nimbus for good.
import type { Operation } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import {
  type Asked,
  executorsKnob,
  isLive,
  type KnobName,
  knobNamed,
  memoryKnob,
  unfitFor,
  whyNoRoom,
} from '../knobs/index.js';
import { inconsistencies } from './consistency.js';
import { own, type SendFacts } from './facts.js';
import { isPlain, type Problem, problem } from './problem.js';
import { reporterProblems, reportersKey } from './reporters.js';

/** Beyond the knobs: MiB and percent of a core that one executor may ask for. */
const resourceLimits: Readonly<Record<string, readonly [min: number, max: number]>> = {
  'offheap.memory.mb': [0, 65_536],
  'cpu.pcore.percent': [1, 10_000],
};
const onHeap = 'onheap.memory.mb';

type Contents = Readonly<Record<string, unknown>>;
type Resources = Extract<Operation, { kind: 'rebalance-resources' }>['resources'];
interface Kind {
  readonly fields: readonly string[];
  readonly check: (operation: Contents, facts: SendFacts) => Problem[];
}

/** No kind has room for what another carries. */
const kinds: Readonly<Record<Operation['kind'], Kind>> = {
  'rebalance-assignment': { fields: ['workers', 'executors'], check: assignmentProblems },
  'rebalance-configuration': { fields: ['settings'], check: settingProblems },
  'rebalance-resources': { fields: ['resources'], check: resourceProblems },
};

/**
 * @param operation anything: it may come from a policy, a file or a journal, so not even its type is trusted
 * @returns nothing when it may be sent
 */
export function validateOperation(operation: unknown, facts: SendFacts): Problem[] {
  if (!isPlain(operation)) return [problem('operation', operation, 'a mapping')];
  const name = own(operation, 'kind');
  const kind = typeof name === 'string' ? (own(kinds, name) as Kind | undefined) : undefined;
  if (kind === undefined) return [problem('kind', name, Object.keys(kinds).join(' | '))];
  const fields = ['kind', 'waitSeconds', ...kind.fields];
  const given = Object.keys(operation);
  const strange = given.filter((field) => !fields.includes(field));
  const missing = fields.filter((field) => !given.includes(field));
  const problems = [
    ...strange.map((field) => problem(field, own(operation, field), `no such field in ${String(name)}`)),
    ...missing.map((field) => problem(field, undefined, 'a value')),
    ...waitProblems(own(operation, 'waitSeconds')),
  ];
  return missing.length > 0 ? problems : [...problems, ...kind.check(operation, facts)];
}

/** @throws TrimtabError TRIMTAB_E_INVALID_PLAN naming every problem */
export function assertValid(operation: unknown, facts: SendFacts): asserts operation is Operation {
  const problems = validateOperation(operation, facts);
  if (problems.length === 0) return;
  const text = problems.map((p) => `${p.place}: ${p.text}`).join('; ');
  throw new TrimtabError('TRIMTAB_E_INVALID_PLAN', `${text.replace(/\s+/g, ' ')}; nothing was sent`);
}

function waitProblems(wait: unknown): Problem[] {
  const fits = typeof wait === 'number' && Number.isInteger(wait) && wait >= 0 && wait <= 86_400;
  return fits ? [] : [problem('waitSeconds', wait, 'an integer of 0 … 86400')];
}

function assignmentProblems(operation: Contents, facts: SendFacts): Problem[] {
  const { workers, executors } = operation;
  if (!isPlain(executors)) return [problem('executors', executors, 'a mapping')];
  const named = Object.entries(executors);
  if (workers === null && named.length === 0) return [problem('executors', executors, 'something to change')];
  return [
    ...(workers === null ? [] : knobProblems('workers', workers, facts)),
    ...(typeof workers === 'number' && workers > facts.slots
      ? [problem('workers', workers, `at most ${facts.slots}: more slots are not free`)]
      : []),
    ...named.flatMap(([component, n]) => executorProblems(component, n, facts)),
    ...roomProblems(executors, facts),
  ];
}

/** Asked again before it is sent: other topologies may have taken since what was free. */
function roomProblems(wanted: Contents, { room, executors = {} }: SendFacts): Problem[] {
  const numbers = Object.entries(wanted).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  const grown = numbers.filter(([component, n]) => n > Number(own(executors, component) ?? 0));
  if (room === undefined || grown.length === 0) return [];
  const why = whyNoRoom({ ...executors, ...Object.fromEntries(numbers) }, room);
  return why === null
    ? []
    : [problem('executors', Object.fromEntries(grown), `room for all of them: ${why}`)];
}

function executorProblems(component: string, value: unknown, facts: SendFacts): Problem[] {
  const knob = executorsKnob(component);
  const tasks = own(facts.tasks, component);
  if (typeof tasks !== 'number') return [problem(knob, value, 'a component of the topology')];
  const found = knobProblems(knob, value, facts);
  // Nimbus drops the surplus without a word, and goes on showing the number that was asked for.
  const surplus = typeof value === 'number' && value > tasks;
  return surplus ? [...found, problem(knob, value, `at most its tasks, ${tasks}`)] : found;
}

function settingProblems({ settings }: Contents, facts: SendFacts): Problem[] {
  if (!isPlain(settings)) return [problem('settings', settings, 'a mapping')];
  const named = Object.entries(settings);
  if (named.length === 0) return [problem('settings', settings, 'something to change')];
  const problems = named.flatMap(([key, value]) => {
    if (key === reportersKey && facts.generation !== 'storm-1.2') {
      return reporterProblems(value, own(facts.settings, reportersKey));
    }
    const knob = knobNamed(key);
    const isSetting = knob?.scope === 'topology' && key !== 'workers';
    return isSetting
      ? knobProblems(key, value, facts)
      : [problem(key, value, 'a setting that Trimtab knows')];
  });
  return problems.length > 0 ? problems : inconsistencies(settings, facts);
}

function resourceProblems({ resources }: Contents, facts: SendFacts): Problem[] {
  if (!isPlain(resources)) return [problem('resources', resources, 'a mapping')];
  const named = Object.entries(resources);
  if (named.length === 0) return [problem('resources', resources, 'something to change')];
  const problems = named.flatMap(([component, wanted]) => {
    const place = `resources.${component}`;
    // System components are not in the submitted topology: Storm drops what is said of them.
    if (typeof own(facts.tasks, component) !== 'number' || component.startsWith('__')) {
      return [problem(place, wanted, 'a spout or bolt of the topology')];
    }
    if (!isPlain(wanted) || Object.keys(wanted).length === 0) {
      return [problem(place, wanted, 'a mapping with something to change')];
    }
    return Object.entries(wanted).flatMap(([key, value]) =>
      resourceValueProblems(component, key, value, facts),
    );
  });
  return problems.length > 0 ? problems : heavierProblems(resources as Resources, facts);
}

/** Executors that ask for more must find room like any others. */
function heavierProblems(resources: Resources, { room, executors = {} }: SendFacts): Problem[] {
  if (room === undefined) return [];
  const asked: Record<string, Asked> = {};
  let isHeavier = false;
  for (const [component, wanted] of Object.entries(resources)) {
    const before = own(room.asked, component) as Asked | undefined;
    if (before === undefined) {
      return [
        problem('resources', resources, `what an executor of ${component} asks for now, which is not told`),
      ];
    }
    const {
      'cpu.pcore.percent': cpuPercent = before.cpuPercent,
      'onheap.memory.mb': onHeapMiB = before.onHeapMiB,
      'offheap.memory.mb': offHeapMiB = before.offHeapMiB,
    } = wanted;
    asked[component] = { cpuPercent, onHeapMiB, offHeapMiB };
    isHeavier ||=
      cpuPercent > before.cpuPercent || onHeapMiB > before.onHeapMiB || offHeapMiB > before.offHeapMiB;
  }
  if (!isHeavier) return [];
  const why = whyNoRoom(executors, { ...room, asked: { ...room.asked, ...asked } });
  return why === null ? [] : [problem('resources', resources, `room for all of them: ${why}`)];
}

function resourceValueProblems(component: string, key: string, value: unknown, facts: SendFacts): Problem[] {
  if (key === onHeap || facts.generation === 'storm-1.2') {
    return knobProblems(memoryKnob(component), value, facts);
  }
  const place = `${key}.${component}`;
  const limits = own(resourceLimits, key) as readonly [number, number] | undefined;
  if (limits === undefined)
    return [problem(place, value, `${onHeap} | ${Object.keys(resourceLimits).join(' | ')}`)];
  const [min, max] = limits;
  const fits = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
  return fits ? [] : [problem(place, value, `an integer of ${min} … ${max}`)];
}

/** Known, live, of the right type, within the engine's range and the operator's. */
function knobProblems(name: KnobName, value: unknown, facts: SendFacts): Problem[] {
  const knob = knobNamed(name);
  if (knob === undefined) return [problem(name, value, 'a knob that Trimtab knows')];
  if (!isLive(name, facts.generation)) {
    return [
      problem(name, value, `no change of a running topology: ${facts.generation} needs a new submission`),
    ];
  }
  const expected = unfitFor(knob, value);
  if (expected !== null) return [problem(name, value, expected)];
  const { min, max } = (own(facts.bounds, name) ?? {}) as SendFacts['bounds'][string];
  const outside = Number(value) < (min ?? -Infinity) || Number(value) > (max ?? Infinity);
  return outside ? [problem(name, value, `${min ?? 'any'} … ${max ?? 'any'}, as configured`)] : [];
}
