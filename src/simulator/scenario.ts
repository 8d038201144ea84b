// Reads a scenario: YAML to checked data, with errors that name the file, the place in it and what is expected there.
import type { z } from 'zod';
import { TrimtabError } from '../errors/index.js';
import { fieldsAt, readWhole, unknownField, yamlData } from '../util/index.js';
import { contradictions } from './contradictions.js';
import { type Scenario, scenarioSchema } from './scenario-schema.js';
import { scenarioFile, shippedNames } from './shipped.js';
import { readTraces } from './traces.js';

/**
 * @param nameOrFile a file, or the name of a scenario that is shipped
 * @throws TrimtabError TRIMTAB_E_CONFIG_FILE when unreadable or not YAML, TRIMTAB_E_CONFIG when not a scenario
 */
export async function loadScenario(nameOrFile: string): Promise<Scenario> {
  const file = scenarioFile(nameOrFile);
  let text: string;
  try {
    text = readWhole(file).toString('utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `The scenario ${file} cannot be read: ${reason}`, {
      next: `Check the path and the permissions, or name one that is shipped: ${shippedNames().join(', ')}.`,
      cause,
    });
  }
  const scenario = parseScenario(text, file);
  const traces = await readTraces(scenario, file);
  return traces === null ? scenario : { ...scenario, traces };
}

/**
 * A scenario without the rows of its traces, which are files of their own.
 * @param source what to call the text in errors, usually its file name
 */
export function parseScenario(text: string, source: string): Scenario {
  let data: unknown;
  try {
    data = yamlData(text);
  } catch (cause) {
    const reason = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
    throw new TrimtabError('TRIMTAB_E_CONFIG_FILE', `The scenario ${source} is not YAML: ${reason}`, {
      next: 'Correct the YAML at that line.',
      cause,
    });
  }
  return scenarioFrom(data, source);
}

/** The same for what is parsed already. */
export function scenarioFrom(data: unknown, source: string): Scenario {
  const checked = scenarioSchema.safeParse(data);
  const lost = lostNames(data, []);
  const problems = checked.success
    ? [...lost, ...(lost.length === 0 ? contradictions(checked.data) : [])]
    : [...lost, ...checked.error.issues.flatMap((issue) => describe(issue, data))];
  if (!checked.success || problems.length > 0) {
    throw new TrimtabError(
      'TRIMTAB_E_CONFIG',
      problems.map((problem) => `${source}: ${problem}`).join('\n'),
      { next: 'Correct the scenario file; docs/guide/scenarios.md lists every field.' },
    );
  }
  return checked.data;
}

function describe(issue: z.core.$ZodIssue, data: unknown): string[] {
  if (issue.code === 'unrecognized_keys') {
    const names = fieldsAt(scenarioSchema, issue.path, data);
    return issue.keys.map(
      (key) => `${[...issue.path, key].map(String).join('.')}: ${unknownField(key, names)}`,
    );
  }
  const path = issue.path.map(String).join('.') || 'the document';
  const message = issue.message
    .replace(/^Invalid input: /, '')
    .replace(/^Too (small|big): /, '')
    .replace('>=', 'at least ')
    .replace('<=', 'at most ');
  return [`${path}: ${message}`];
}

/** zod passes over a name that would set the prototype of an object, without a word. */
function lostNames(data: unknown, path: readonly string[]): string[] {
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) =>
    name === '__proto__'
      ? [`${[...path, name].join('.')}: nothing can be called ${name}; expected another name`]
      : lostNames(value, [...path, name]),
  );
}
