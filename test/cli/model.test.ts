// A trained model on the command line: who decides by it, and what each command says of one that cannot be used.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SimulatedStorm, startSimulatedStorm } from '../../src/emulator/index.js';
import { saveUntrained } from '../policy/models.js';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

const speed = 30;
const cwd = emptyDirectory();
let storm: SimulatedStorm;
beforeAll(async () => {
  storm = await startSimulatedStorm({ speed });
  await saveUntrained(join(cwd, 'good'));
  await saveUntrained(join(cwd, 'other-seed'), { seeds: [7] });
  await saveUntrained(join(cwd, 'stale'), { features: 'others' });
});
afterAll(() => storm.stop());

/** A configuration in a directory of its own, the models beside that. */
function configured(model: string): string {
  const directory = join(cwd, 'conf');
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'trimtab.yaml'),
    `clusters: [{ name: sim, ui: "${storm.uiUrl}", timeScale: ${speed} }]\nagent: { policy: dqn, model: ${model} }\n`,
  );
  return 'conf/trimtab.yaml';
}

function suggest(...more: string[]) {
  const wait = ['--wait', '0', '--output', 'json'];
  return trimtab(['suggest', ...wait, '--ui', storm.uiUrl, '--time-scale', String(speed), ...more], { cwd });
}

function deciders(stdout: string): string[] {
  const { topologies } = JSON.parse(stdout) as { topologies: { decision: { policy: string } }[] };
  return topologies.map(({ decision }) => decision.policy);
}

describe('suggest', () => {
  it('decides by a model that is named on the command line, or in the configuration from there', async () => {
    const named = await suggest('--policy', 'dqn', '--model', 'good');
    expect([named.code, named.stderr]).toEqual([0, '']);
    expect(deciders(named.stdout)).toEqual(['dqn']);
    const configuredOne = await suggest('--config', configured('../good'));
    expect(deciders(configuredOne.stdout)).toEqual(['dqn']);
  });

  it.each([
    ['of other features', ['--policy', 'dqn', '--model', 'stale'], 'TRIMTAB_E_MODEL_SCHEMA', 'The model '],
    ['that is not there', ['--policy', 'dqn', '--model', 'nowhere'], 'TRIMTAB_E_MODEL_UNREADABLE', 'missing'],
    ['that nobody asks', ['--policy', 'ds2', '--model', 'good'], 'TRIMTAB_E_USAGE', '--policy dqn'],
  ])('refuses a model %s', async (_, args, code, words) => {
    const ran = await suggest(...args);
    expect(ran.code).toBe(2);
    expect(errorOf(ran)).toMatchObject({ code, message: expect.stringContaining(words) as string });
  });
});

it('agent ends with 2 at the start where the model cannot be used', async () => {
  const ran = await trimtab(['agent', '--config', configured('../stale'), '--output', 'json'], { cwd });
  expect(ran.code).toBe(2);
  expect(errorOf(ran)).toMatchObject({ code: 'TRIMTAB_E_MODEL_SCHEMA' });
});

it('doctor says whether the model can be used', async () => {
  const examined = async (model: string) => {
    const ran = await trimtab(['doctor', '--wait', '0', '--config', configured(model)], { cwd });
    return [ran.code, ...ran.stdout.split('\n').filter((line) => /model/i.test(line))];
  };
  expect(await examined('../good')).toEqual([
    0,
    expect.stringMatching(/ok +model +\/.+\/good can be used: 2 networks, SHA-256 [0-9a-f]{12}…$/),
  ]);
  expect(await examined('../nowhere')).toEqual([
    2,
    expect.stringMatching(/broken +model +TRIMTAB_E_MODEL_UNREADABLE: The model \/.+ is missing\.$/),
    expect.stringContaining('agent.policy: twin-greedy decides without a model.'),
  ]);
});

describe('evaluate', () => {
  const two = ['--suite', 'golden', '--from', '10', '--episodes', '2', '--minutes', '20', '--output', 'json'];

  it('has the learned policy among those that are compared where none is named', async () => {
    const short = ['--from', '10', '--episodes', '1', '--minutes', '10', '--output', 'json'];
    const ran = await trimtab(['evaluate', '--suite', 'golden', ...short]);
    const { policies, reference } = JSON.parse(ran.stdout) as { policies: object; reference: string };
    expect([Object.keys(policies).at(-1), reference]).toEqual(['dqn', 'dqn']);
  });

  it('compares a model from several training seeds as one policy', async () => {
    const args = ['evaluate', '--policies', 'keep,dqn', '--model', 'good,other-seed', ...two];
    const ran = await trimtab(args, { cwd });
    expect(ran.code).toBe(0);
    // Of each run the bounds, keep once, dqn twice.
    expect(ran.stderr).toContain('played 8 of 8 (100 %)');
    const document = JSON.parse(ran.stdout) as {
      reference: string;
      policies: object;
      rows: { again: string[] }[];
    };
    expect(document.reference).toBe('dqn');
    expect(Object.keys(document.policies)).toEqual(['keep', 'dqn']);
    expect(document.rows[0]?.again).toEqual(expect.arrayContaining(['--model', 'good,other-seed']));
  });

  it.each([
    ['a model of other features', ['--policies', 'dqn', '--model', 'good,stale'], 'made for features others'],
    ['a model that nobody asks', ['--policies', 'keep', '--model', 'good'], '--policies dqn'],
    ['no model', ['--policies', 'dqn', '--model', ','], '--model names none'],
  ])('refuses %s', async (_, args, words) => {
    const ran = await trimtab(['evaluate', ...args, ...two], { cwd });
    expect(ran.code).toBe(2);
    expect(errorOf(ran).message).toContain(words);
  });
});

it('the agent says once what it warns of in a configuration, also where its model cannot be used', async () => {
  const folder = emptyDirectory();
  const overrides = '[{ match: { cluster: nobody }, mode: suggest }]';
  writeFileSync(
    join(folder, 'trimtab.yaml'),
    `clusters: [{ name: sim, ui: "${storm.uiUrl}" }]\nagent: { policy: dqn, model: none }\ntopologies: { overrides: ${overrides} }\n`,
  );
  const ran = await trimtab(['agent'], { cwd: folder });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('TRIMTAB_E_MODEL_UNREADABLE');
  expect(ran.stderr.match(/no cluster is named nobody/g)).toHaveLength(1);
});
