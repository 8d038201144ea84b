// Reads a training spec, YAML or JSON, with errors that name the line, the field and what is expected there.
import { resolve } from 'node:path';
import type { z } from 'zod';
import { formatPath, readSource } from '../../config/index.js';
import { TrimtabError } from '../../errors/index.js';
import {
  specProblems,
  suiteNamed,
  suites,
  type TrainingSpec,
  trainingSpecSchema,
} from '../../training/index.js';
import { expectedBy, fieldsAt, nearest, show, unknownField } from '../../util/index.js';

type Path = readonly (string | number)[];

interface Problem {
  readonly path: Path;
  readonly text: string;
}

const next = 'Correct the training spec; docs/reference/training.md has every field.';

/**
 * @param file null: the defaults
 * @param seeds instead of those of the file
 * @throws TrimtabError TRIMTAB_E_CONFIG_FILE, TRIMTAB_E_CONFIG
 */
export function readSpec(file: string | null, seeds?: readonly number[]): TrainingSpec {
  if (file === null) return withSeeds(trainingSpecSchema.parse({}), seeds);
  const source = readSource(file, resolve(file), {
    unreadable: 'Check the path and the permissions, or train without --spec.',
    correct: 'Correct that line.',
    expected: 'fields such as "rounds:" at the top level',
    start: next,
  });
  const checked = trainingSpecSchema.safeParse(source.value);
  const problems = checked.success
    ? contradictions(withSeeds(checked.data, seeds))
    : checked.error.issues.flatMap((issue) => problemsOf(issue, source.value));
  if (checked.success && problems.length === 0) return withSeeds(checked.data, seeds);
  const lines = problems.map(
    ({ path, text }) => `${file}:${source.lineNear(path)}: ${formatPath(path)}: ${text}`,
  );
  throw new TrimtabError('TRIMTAB_E_CONFIG', lines.join('\n'), { next });
}

function withSeeds(spec: TrainingSpec, seeds: readonly number[] | undefined): TrainingSpec {
  return seeds === undefined ? spec : { ...spec, seeds: [...seeds] };
}

/** Names of the fields in which two specs differ. */
export function differences(one: TrainingSpec, other: TrainingSpec): string[] {
  return Object.keys(trainingSpecSchema.shape).filter((key) => {
    const [a, b] = [one[key as keyof TrainingSpec], other[key as keyof TrainingSpec]];
    return JSON.stringify(sorted(a)) !== JSON.stringify(sorted(b));
  });
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.entries(value).sort();
}

function contradictions(spec: TrainingSpec): Problem[] {
  return [...specProblems(spec), ...unknownSuite(spec)];
}

function unknownSuite({ suite }: TrainingSpec): Problem[] {
  if (suiteNamed(suite) !== undefined) return [];
  const names = suites.map(({ name }) => name);
  return [
    { path: ['suite'], text: `found ${show(suite)}, expected ${names.join(', ')}${meant(suite, names)}` },
  ];
}

function problemsOf(issue: z.core.$ZodIssue, data: unknown): Problem[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)));
  if (issue.code !== 'unrecognized_keys') {
    return [{ path, text: `found ${show(valueAt(data, path))}, expected ${expectedBy(issue)}` }];
  }
  const names = fieldsAt(trainingSpecSchema, path, data);
  return issue.keys.map((key) => ({ path: [...path, key], text: unknownField(key, names) }));
}

function meant(text: string, names: readonly string[]): string {
  const near = nearest(text, names);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce((value: unknown, key) => {
    return typeof value === 'object' && value !== null
      ? (value as Record<string | number, unknown>)[key]
      : undefined;
  }, data);
}
