// What a network is trained without is neither shown to it nor added to it, and such a model is only to be compared.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { valueParts } from '../../src/objective/index.js';
import {
  ablations,
  candidateFeatures,
  dqnInputs,
  loadDqn,
  loadDqnToCompare,
  masked,
  schemasWithout,
  schemaWithout,
  stateFeatures,
} from '../../src/policy/index.js';
import type { CandidateSet } from '../../src/rl/index.js';
import { saveUntrained } from './models.js';

const directory = await mkdtemp(join(tmpdir(), 'trimtab-ablation-'));
afterAll(() => rm(directory, { recursive: true }));

const set: CandidateSet = {
  count: 2,
  features: new Float32Array(2 * dqnInputs).fill(0.5),
  prior: new Float32Array(2 * valueParts.length).fill(3),
};

it('without the prior values begin at nothing, and all features are shown', () => {
  const { features, prior } = masked(set, ['prior']);
  expect(features).toEqual(set.features);
  expect(prior.every((value) => value === 0)).toBe(true);
});

it('without the prediction only what the twin says is blank', () => {
  const { features, prior } = masked(set, ['prediction']);
  expect(prior).toEqual(set.prior);
  const second = features.slice(dqnInputs);
  expect(second.slice(0, stateFeatures.length).every((value) => value === 0.5)).toBe(true);
  candidateFeatures.forEach(({ name, group }, i) => {
    const shown = second[stateFeatures.length + i];
    expect([name, shown]).toEqual([name, group === 'prediction' && name !== 'acts' ? 0 : 0.5]);
  });
});

it('the set that is masked stays as it was', () => {
  masked(set, ['prior', 'prediction']);
  expect(masked(set, [])).toBe(set);
  expect([...set.features, ...set.prior].every((value) => value !== 0)).toBe(true);
});

it('a model is read back with what it was trained without, and decides nothing', async () => {
  const folder = join(directory, 'model');
  await saveUntrained(folder, { features: schemaWithout(['prior', 'prediction']) });
  expect([...(await loadDqnToCompare(folder)).without].sort()).toEqual(['prediction', 'prior']);
  await expect(loadDqn(folder)).rejects.toMatchObject({ code: 'TRIMTAB_E_MODEL_SCHEMA' });
  expect(schemasWithout.size).toBe(2 ** ablations.length);
});
