// Who decides, who takes over, and what the model was trained on, by what the configuration names.
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { choosePolicies } from '../../src/cli/shared/choose-policies.js';
import { shippedModel, shippedTree } from '../../src/config/index.js';

const usual = { fallback: 'auto', model: shippedModel, tree: shippedTree } as const;

function damaged(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'trimtab-model-')), 'model');
  cpSync(shippedModel, folder, { recursive: true });
  writeFileSync(join(folder, 'states.json'), '{');
  return folder;
}

it.each([
  ['dqn', 'twin-greedy'],
  ['tree', 'twin-greedy'],
  ['twin-greedy', 'ds2'],
  ['threshold', 'ds2'],
])('for %s the fallback is %s, unless one is named', async (policy, fallback) => {
  const chosen = await choosePolicies({ ...usual, policy });
  expect([chosen.policy.name, chosen.fallback.name]).toEqual([policy, fallback]);
  expect(chosen.training?.states.states.length).toBeGreaterThan(50);
  expect((await choosePolicies({ ...usual, policy, fallback: 'keep' })).fallback.name).toBe('keep');
});

it('refuses a model whose states are damaged, where it decides', async () => {
  await expect(choosePolicies({ ...usual, policy: 'dqn', model: damaged() })).rejects.toMatchObject({
    code: 'TRIMTAB_E_MODEL_UNREADABLE',
  });
});

it('decides by a rule all the same, and tells nothing of how unusual a state is', async () => {
  const { policy, training } = await choosePolicies({ ...usual, policy: 'twin-greedy', model: damaged() });
  expect([policy.name, training]).toEqual(['twin-greedy', null]);
});
