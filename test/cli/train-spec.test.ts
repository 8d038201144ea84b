// The training spec: what is wrong is named by line and field, with what is expected there; and every field is documented.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { differences, readSpec } from '../../src/cli/train/spec.js';
import { TrimtabError } from '../../src/errors/index.js';
import { specRows, trainingSpecSchema } from '../../src/training/index.js';
import { emptyDirectory } from './trimtab.js';

const folder = emptyDirectory();

function fileWith(text: string): string {
  const file = join(folder, 'spec.yaml');
  writeFileSync(file, text);
  return file;
}

function problemsIn(text: string): string[] {
  const file = fileWith(text);
  try {
    readSpec(file);
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error;
    expect(error.exitCode).toBe(2);
    return error.message.split('\n').map((line) => line.replace(`${file}:`, ''));
  }
  return [];
}

describe('a training spec', () => {
  it('has defaults for all that is left out', () => {
    expect(readSpec(null)).toEqual(trainingSpecSchema.parse({}));
    expect(readSpec(fileWith('rounds: 8\n'))).toMatchObject({ rounds: 8, suite: 'train' });
    const { learningRate, validation } = readSpec(null);
    expect(readSpec(fileWith('learningRate: { from: 0.01 }\nvalidation: { episodes: 3 }\n'))).toMatchObject({
      learningRate: { ...learningRate, from: 0.01 },
      validation: { ...validation, episodes: 3 },
    });
  });

  it('may be JSON, and gets other seeds from the command line', () => {
    const spec = readSpec(fileWith('{\n\t"rounds": 8,\n\t"seeds": [1, 2]\n}\n'), [9]);
    expect(spec).toMatchObject({ rounds: 8, seeds: [9] });
  });

  it.each([
    ['roundz: 4', '1: roundz: unknown field; did you mean rounds?'],
    [
      'rounds: 8\nvalidation: { episodes: 2, every: 3, everyRounds: 3 }',
      '2: validation.every: unknown field',
    ],
    ['rounds: 1.5', '1: rounds: found 1.5, expected a whole number'],
    ['rounds: many', '1: rounds: found "many", expected a number'],
    ['batch: 0', '1: batch: found 0, expected at least 1'],
    ['exploration:\n  - 0.1\n  - 2', '3: exploration[1]: found 2, expected at most 1'],
    ['batch: 9007199254740991', '1: batch: found 9007199254740991, expected at most 65536'],
    ['hidden: [1000000, 8]', '1: hidden[0]: found 1000000, expected at most 4096'],
    ['capacity: 1e15', '1: capacity: found 1000000000000000, expected at most 1000000'],
    ['hidden: []', '1: hidden: found an empty list, expected a list that is not empty'],
    ['learningRate: { from: 0, to: 1 }', '1: learningRate.from: found 0, expected a number above 0'],
    ['guards: none', '1: guards: found "none", expected full or safety'],
    ['rounds: 2', '1: rounds: found 2, expected at least priorRounds (6)'],
    ['seeds: []', '1: seeds: found an empty list, expected a list that is not empty'],
    ['seeds: [3, 3]', '1: seeds: found the same seed twice, expected different ones'],
    ['suite: validation', '1: suite: found validation, expected another one: models are chosen by it'],
    ['rounds: 20000', '1: rounds: found 640000 episodes in all, expected at most 500000'],
    ['seeds: [1, 4294967297]', '1: seeds[1]: found 4294967297'],
    ['weights: drwn', '1: weights: found "drwn", expected drawn or all of { throughput, latency'],
    ['weights: { cost: 1 }', '1: weights: found a mapping, expected drawn or all of { throughput'],
    [
      'weights: { throughput: 1, latency: -1, cost: 0, stability: 0 }',
      '1: weights.latency: found -1, expected',
    ],
    ['suite: trian', '1: suite: found "trian", expected train, validation'],
    ['rounds: [', 'not YAML'],
    ['', 'the file is empty'],
  ])('%s', (text, words) => {
    expect(problemsIn(text).join('\n')).toContain(words);
  });

  it('is another one where any field differs', () => {
    const spec = readSpec(null);
    expect(differences(spec, { ...spec })).toEqual([]);
    const validation = { ...spec.validation, everyRounds: spec.validation.everyRounds + 1 };
    expect(differences(spec, { ...spec, rounds: 1, validation })).toEqual(['rounds', 'validation']);
  });

  it('has every field in the reference, and no other', () => {
    const rows = Object.entries(trainingSpecSchema.parse({})).flatMap(([name, value]) =>
      typeof value === 'object' && !Array.isArray(value)
        ? Object.keys(value).map((inner) => `${name}.${inner}`)
        : [name],
    );
    const documented = specRows().map(({ name }) => name);
    expect([...documented].sort()).toEqual(rows.sort());
    for (const row of specRows()) expect(row).toMatchObject({ default: expect.anything() as unknown });
  });
});
