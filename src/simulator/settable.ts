// The fields that an event can set: COMPONENT.cpuMicros, COMPONENT.waitMicros, FROM->TO.tuplesPerInput, FROM->TO.hotShare and objective.
import { nearest } from '../util/index.js';
import type { Conditions } from './conditions-types.js';
import { objectiveSchema, type ScenarioObjective } from './event-schema.js';
import type { Scenario } from './scenario-schema.js';

const componentFields = ['cpuMicros', 'waitMicros'];
const streamFields = ['tuplesPerInput', 'hotShare'];

interface Target {
  /** "split", or "split->count". */
  readonly of: string;
  readonly field: string;
}

/** Names may have dots, fields have none. */
function targetOf(path: string): Target {
  const dot = path.lastIndexOf('.');
  return { of: path.slice(0, Math.max(0, dot)), field: path.slice(dot + 1) };
}

/** Values that checkSet has let pass. */
export function applySet(now: Conditions, set: Readonly<Record<string, unknown>>): Conditions {
  return Object.entries(set).reduce((before, [path, value]) => applyOne(before, path, value), now);
}

function applyOne(now: Conditions, path: string, value: unknown): Conditions {
  if (path === 'objective') return now;
  const { of, field } = targetOf(path);
  const component = now.components[of];
  if (component !== undefined) {
    return { ...now, components: { ...now.components, [of]: { ...component, [field]: value } } };
  }
  const between = now.streams.filter(({ from, to }) => `${from}->${to}` === of);
  const streams = now.streams.map((stream) => {
    const isIts = between.includes(stream);
    // All subscribers of a stream see the same tuples.
    const isSame = between.some((one) => one.from === stream.from && one.stream === stream.stream);
    return isIts || (field === 'tuplesPerInput' && isSame) ? { ...stream, [field]: value } : stream;
  });
  return { ...now, streams };
}

/** What a misspelt name probably stands for, else all there are. */
export function meantOf(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  return meant === undefined ? `one of ${names.join(', ')}` : `${meant}?`;
}

/** @returns what is wrong with one field of a `set`; null when nothing is */
export function checkSet({ topology }: Scenario, path: string, value: unknown): string | null {
  if (path === 'objective') {
    const checked = objectiveSchema.safeParse(value);
    return checked.success ? null : (checked.error.issues[0]?.message ?? 'expected an objective');
  }
  const { of, field } = targetOf(path);
  const isStream = of.includes('->');
  const fields = isStream ? streamFields : componentFields;
  const names = isStream
    ? [...new Set(topology.streams.map(({ from, to }) => `${from}->${to}`))]
    : Object.keys(topology.components);
  if (!names.includes(of)) {
    if (of === '') return 'expected COMPONENT.FIELD, FROM->TO.FIELD or objective';
    return `no ${isStream ? 'stream' : 'component'} ${JSON.stringify(of)}; expected ${meantOf(of, names)}`;
  }
  if (!fields.includes(field)) {
    return `${JSON.stringify(field)} cannot be set; expected one of ${fields.join(', ')}`;
  }
  const most = field === 'hotShare' ? 1 : Number.MAX_VALUE;
  if (typeof value === 'number' && value >= 0 && value <= most)
    return hotGrouping(topology.streams, of, field);
  const expected = field === 'hotShare' ? 'a number from 0 to 1' : 'a finite number, not below 0';
  return `is ${String(value)}; expected ${expected}`;
}

function hotGrouping(streams: Scenario['topology']['streams'], of: string, field: string): string | null {
  const others = streams.filter(({ from, to, grouping }) => `${from}->${to}` === of && grouping !== 'fields');
  return field === 'hotShare' && others.length > 0 ? 'no keys there; expected grouping fields' : null;
}

/** What takes the place of the scenario's own objective, in order of time, as all events are. */
export function objectiveChanges({ events }: Scenario): { atMinute: number; objective: ScenarioObjective }[] {
  return events.flatMap((event) =>
    'set' in event && event.set['objective'] !== undefined
      ? [{ atMinute: event.atMinute, objective: objectiveSchema.parse(event.set['objective']) }]
      : [],
  );
}
