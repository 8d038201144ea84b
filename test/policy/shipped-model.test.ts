// The model that comes with the package is one that this release can use, small, and says how it was made.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { modelFolder, shippedModel } from '../../src/config/index.js';
import { loadDqn } from '../../src/policy/index.js';
import { recordOf } from '../../src/training/index.js';

const folder = modelFolder(shippedModel);

it('loads, with several networks', async () => {
  const { model, name } = await loadDqn(folder);
  expect(name).toBe('dqn');
  expect(model.seeds.length).toBeGreaterThanOrEqual(3);
});

it('is under 2 MB with its card and its learning curve', () => {
  const names = readdirSync(folder);
  expect(names.sort()).toEqual([
    'README.md',
    'learning-curve.svg',
    'manifest.json',
    'states.json',
    'weights.bin',
  ]);
  expect(names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThan(2e6);
});

it('has the record of its training, without history of any site', () => {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Parameters<
    typeof recordOf
  >[0];
  const record = recordOf(manifest);
  expect(record?.training.history).toBeNull();
  expect(record?.training.chosenRound).toBeGreaterThan(0);
});
