// Reads the map of a table: which column is which knob, and which columns are measured.
import { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import { executorsKnob } from '../knobs/index.js';
import type { KnobRole } from '../twin/index.js';
import { expectedBy, fieldsAt, nearest, readWhole, show, unknownField, yamlData } from '../util/index.js';

const text = z.string().min(1);

const mapSchema = z.strictObject({
  measures: z.strictObject({ throughput: text, latencyMs: text }),
  /** Column with 1 in usable rows. */
  valid: text.optional(),
  knobs: z
    .record(text, z.strictObject({ knob: text, component: text.optional() }))
    .refine((knobs) => Object.keys(knobs).length > 0, 'at least one column'),
  topology: z.array(z.strictObject({ from: text, to: text })).default([]),
});

export type GridMap = z.output<typeof mapSchema>;

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE when unreadable or not YAML, TRIMTAB_E_CONFIG when not a map */
export function readMap(file: string): GridMap {
  let data: unknown;
  const source = readText('map', file);
  try {
    data = yamlData(source);
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `The map ${file} is not YAML: ${reason}`, {
      next: 'Correct the YAML at that line.',
      cause,
    });
  }
  const checked = mapSchema.safeParse(data, { reportInput: true });
  const problems = checked.success
    ? contradictions(checked.data)
    : checked.error.issues.filter(isFirst).flatMap(problemsOf);
  if (checked.success && problems.length === 0) return checked.data;
  throw new TrimtabError('TRIMTAB_E_CONFIG', problems.map((problem) => `${file}: ${problem}`).join('\n'), {
    next: 'Correct the map; docs/guide/tuning.md shows one.',
  });
}

/** Of Trimtab; all others are keys of Storm. */
const ownKnobs: readonly string[] = ['executors', 'workers', 'other'];

type Issue = z.core.$ZodIssue;

/** Of a list where text is expected zod says that it is none, and that it is too short. */
function isFirst(issue: Issue, index: number, all: readonly Issue[]): boolean {
  return all.findIndex((other) => other.path.join() === issue.path.join()) === index;
}

function problemsOf(issue: Issue): string[] {
  const place = issue.path.map(String);
  if (issue.code !== 'unrecognized_keys') {
    const found = issue.input === undefined ? 'missing' : `found ${show(issue.input)}`;
    const expected = issue.code === 'invalid_key' ? 'names that are not empty' : expectedBy(issue);
    return [`${place.join('.') || 'the map'}: ${found}, expected ${expected}`];
  }
  const names = fieldsAt(mapSchema, issue.path, undefined);
  return issue.keys.map((key) => `${[...place, key].join('.')}: ${unknownField(key, names)}`);
}

/** What the schema does not see: a misspelt knob would be a key that nothing is known of, and one that is there twice would cost twice. */
function contradictions(map: GridMap): string[] {
  const known = new Map<string, string>();
  return Object.entries(map.knobs).flatMap(([column, { knob, component }]) => {
    if (knob === 'executors' && component === undefined) {
      return [`knobs.${column}.component: missing, expected the component whose executors they are`];
    }
    if (!ownKnobs.includes(knob) && (!knob.includes('.') || knob.startsWith('executors.'))) {
      const near = nearest(knob, ownKnobs);
      const hint = near === undefined ? '' : `; did you mean ${near}?`;
      return [
        `knobs.${column}.knob: found ${show(knob)}, expected executors with its component, workers, a key of Storm, or other${hint}`,
      ];
    }
    const name = knobNameOf(map, column);
    const before = name === null ? undefined : known.get(name);
    if (name !== null && before === undefined) known.set(name, column);
    return before === undefined
      ? []
      : [`knobs.${column}: ${name} is the column ${before} already, expected each knob once`];
  });
}

/** @throws TrimtabError TRIMTAB_E_CONFIG_FILE */
export function readText(what: string, file: string): string {
  try {
    return readWhole(file).toString('utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `The ${what} ${file} cannot be read: ${reason}`, {
      next: 'Check the path and the permissions.',
      cause,
    });
  }
}

/** What the physics may assume of a column. */
export function roleOf({ topology, knobs }: GridMap, column: string): KnobRole {
  const { knob, component } = knobs[column] ?? { knob: 'other' };
  switch (knob) {
    case 'executors': {
      const isSource =
        topology.some((s) => s.from === component) && !topology.some((s) => s.to === component);
      return isSource ? 'spouts' : 'servers';
    }
    case 'workers':
      return 'servers';
    case 'topology.max.spout.pending':
      return 'pending';
    case 'topology.sleep.spout.wait.strategy.time.ms':
      return 'spout wait';
    default:
      return 'other';
  }
}

/** The name of a column's knob in Trimtab; null where the table alone knows it. */
export function knobNameOf({ knobs }: GridMap, column: string): string | null {
  const { knob, component } = knobs[column] ?? { knob: 'other' };
  if (knob === 'other') return null;
  return knob === 'executors' ? executorsKnob(component ?? column) : knob;
}
