// trimtab train: the model folder that comes of it, going on after an interruption, and that wrong usage plays nothing.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadDqnModel } from '../../src/policy/index.js';
import { emptyDirectory, errorOf, type RunOptions, trimtab } from './trimtab.js';

const smoke = fileURLToPath(new URL('../../scripts/train-smoke.yaml', import.meta.url));
const train = (args: readonly string[], options: RunOptions = {}) =>
  trimtab(['train', '--output', 'json', ...args], options);
const hashOf = (folder: string, name = 'weights.bin'): string =>
  createHash('sha256')
    .update(readFileSync(join(folder, name)))
    .digest('hex');

/** The spec of the smoke training with other fields instead. */
function specIn(cwd: string, fields: Readonly<Record<string, unknown>>): string {
  const lines = readFileSync(smoke, 'utf8').split('\n');
  const rest = lines.filter((line) => !Object.hasOwn(fields, line.split(':')[0] ?? ''));
  const own = Object.entries(fields).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  writeFileSync(join(cwd, 'spec.yaml'), [...rest, ...own, ''].join('\n'));
  return 'spec.yaml';
}

describe('a training', () => {
  const cwd = emptyDirectory();

  it('gives a small model that loads, with its card and curve, the same with one thread as with two', async () => {
    const [one, two] = [
      await train(['--spec', smoke, '--jobs', '1', '--out', 'one'], { cwd }),
      await train(['--spec', smoke, '--jobs', '2'], { cwd }),
    ];
    expect([one.code, two.code]).toEqual([0, 0]);
    expect(JSON.parse(two.stdout)).toEqual({
      schema: 'trimtab/trained/v1',
      out: './models/trained',
      chosenRound: 1,
      validation: { utility: expect.any(Number) as number, prior: expect.any(Number) as number },
      rounds: 2,
      seconds: expect.any(Number) as number,
      written: true,
      history: null,
      heldBack: null,
    });
    const folder = join(cwd, 'models/trained');
    expect(hashOf(folder)).toBe(hashOf(join(cwd, 'one')));
    const names = ['README.md', 'learning-curve.svg', 'manifest.json', 'weights.bin'];
    expect(readdirSync(folder).sort()).toEqual(names);
    expect(names.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)).toBeLessThan(2e6);
    const { manifest } = await loadDqnModel(folder);
    expect(manifest.weights.sha256).toBe(hashOf(folder));
    expect(manifest.revision).toMatch(/^\d+\.\d+\.\d+/);
    expect(two.stderr).toMatch(
      /^before the first round; validation: played 1 of 1\n.*\nround 1 of 2: utility .*\nround 1: validation .* prior alone /,
    );
  });

  it('has a card that trains the same again', async () => {
    const card = readFileSync(join(cwd, 'one/README.md'), 'utf8');
    expect(card).not.toMatch(/NaN|undefined|null|\/tmp/);
    expect(card).toContain(hashOf(join(cwd, 'one')));
    expect(card).toContain('it had too few for `states.json`');
    expect(readFileSync(join(cwd, 'one/learning-curve.svg'), 'utf8')).not.toMatch(/NaN|undefined/);
    writeFileSync(join(cwd, 'again.yaml'), /```yaml\n([^`]*)```/.exec(card)?.[1] ?? '');
    expect((await train(['--spec', 'again.yaml', '--out', 'again'], { cwd })).code).toBe(0);
    expect(hashOf(join(cwd, 'again'))).toBe(hashOf(join(cwd, 'one')));
  });

  it('that diverges ends with 1 and leaves the former model as it was', async () => {
    const before = hashOf(join(cwd, 'one'), 'manifest.json');
    const ran = await train(['--spec', specIn(cwd, { rewardScale: 1e300 }), '--out', 'one'], { cwd });
    expect([ran.code, errorOf(ran).code]).toEqual([1, 'TRIMTAB_E_TRAINING_DIVERGED']);
    expect(hashOf(join(cwd, 'one'), 'manifest.json')).toBe(before);
  });

  it('takes its seeds from the command line', async () => {
    const args = ['--spec', smoke, '--seed', '7', '8', '--out', 'seeds'];
    expect((await train(args, { cwd })).code).toBe(0);
    expect((await loadDqnModel(join(cwd, 'seeds'))).manifest.seeds).toEqual([7, 8]);
  });
});

it('goes on after a kill -9 and after Ctrl-C, which ends with 130 and says how', async () => {
  const cwd = emptyDirectory();
  const spec = specIn(cwd, { rounds: 12, validation: { episodes: 1, everyRounds: 6, minutes: 10 } });
  const endWhen = (stderr: RegExp, signal: 'SIGINT' | 'SIGKILL') => ({ cwd, endWhen: { stderr, signal } });
  const on = ['--resume', '--out', 'm', '--jobs', '1'];
  const killed = await train(['--spec', spec, '--out', 'm', '--jobs', '1'], endWhen(/round 4 of/, 'SIGKILL'));
  expect([killed.code, killed.stdout]).toEqual([-1, '']);

  const other = await train([...on, '--spec', smoke], { cwd });
  expect(other.code).toBe(2);
  expect(errorOf(other).message).toContain('these differ: rounds, validation');

  const stopped = await train(on, endWhen(/round 7 of/, 'SIGINT'));
  // A round is told just before its checkpoint is written.
  expect([4, 5]).toContain(roundsIn(stopped.stderr)[0]);
  expect(stopped.code).toBe(130);
  const next = 'Go on after the last whole round with: trimtab train --resume --out m';
  expect(errorOf(stopped).next).toBe(next);
  expect(existsSync(join(cwd, 'm/manifest.json'))).toBe(false);

  const done = await train(on, { cwd });
  expect(JSON.parse(done.stdout)).toMatchObject({ rounds: 12 });
  expect(readdirSync(join(cwd, 'm'))).not.toContain('.training');
  expect(readFileSync(join(cwd, 'm/README.md'), 'utf8')).toMatch(/went on after round [34] and \d/);
});

it('that ends while it plays for the states leaves the former model as it was, and goes on from there', async () => {
  const cwd = emptyDirectory();
  // As many episodes as it takes for states.
  const spec = specIn(cwd, { rounds: 12, episodesPerRound: 4 });
  const args = ['--out', 'm', '--jobs', '1'];
  const stopped = await train(['--spec', spec, ...args], {
    cwd,
    endWhen: { stderr: /again for the states/, signal: 'SIGINT' },
  });
  expect([stopped.code, errorOf(stopped).code]).toEqual([130, 'TRIMTAB_E_INTERRUPTED']);
  expect(errorOf(stopped).next).toContain('trimtab train --resume --out m');
  expect(readdirSync(join(cwd, 'm'))).toEqual(['.training']);
  // A crash while a checkpoint took the place of the former one leaves that one set aside.
  renameSync(join(cwd, 'm/.training'), join(cwd, 'm/..training.previous'));
  const done = await train(['--resume', ...args], { cwd });
  expect(JSON.parse(done.stdout)).toMatchObject({ rounds: 12, written: true });
  expect(readdirSync(join(cwd, 'm'))).toContain('states.json');
  // No round was left: nothing was learned from another memory.
  expect(readFileSync(join(cwd, 'm/README.md'), 'utf8')).not.toContain('interrupted');
});

it('is not told to go on with the checkpoint of another training that it did not begin from', async () => {
  const cwd = emptyDirectory();
  const spec = specIn(cwd, { rounds: 12, validation: { episodes: 1, everyRounds: 6, minutes: 10 } });
  const args = ['--spec', spec, '--out', 'm', '--jobs', '1'];
  await train(args, { cwd, endWhen: { stderr: /round 4 of/, signal: 'SIGKILL' } });
  expect(existsSync(join(cwd, 'm/.training'))).toBe(true);
  const anew = await train(args, { cwd, endWhen: { stderr: /begins anew/, signal: 'SIGINT' } });
  expect(anew.code).toBe(130);
  expect(errorOf(anew).next).toBe('No round with anything learned was complete: run it again.');
});

function roundsIn(stderr: string): number[] {
  return [...stderr.matchAll(/^round (\d+) of/gm)].map(([, round]) => Number(round));
}

describe('refuses before anything is played', () => {
  const cwd = emptyDirectory();
  mkdirSync(join(cwd, 'full'));
  writeFileSync(join(cwd, 'full/thesis.tex'), '');
  mkdirSync(join(cwd, 'empty'));
  writeFileSync(join(cwd, 'file'), '');

  it.each([
    ['a folder that holds something else', ['--out', 'full'], 'thesis.tex'],
    ['a folder that cannot be', ['--out', '/dev/null/x'], 'cannot be written'],
    ['a file as folder', ['--out', 'file'], 'cannot be written'],
    ['to go on where nothing is', ['--resume', '--out', 'empty'], 'no checkpoint in empty'],
    ['no threads', ['--jobs', '0'], 'from 1'],
    ['a seed twice', ['--seed', '1', '1'], 'different'],
    ['a seed that is none', ['--seed', 'x'], 'whole numbers'],
    ['a history that is none', ['--history', 'empty'], 'there is no journal in'],
    ['a topology without a history', ['--topology', 'words'], 'no history to choose from'],
    ['a model to begin with that is none', ['--from', 'empty'], 'empty'],
    ['seeds for networks that there are', ['--from', 'empty', '--seed', '1'], 'have theirs'],
    ['a spec that is not there', ['--spec', 'nowhere.yaml'], 'nowhere.yaml: there is no such file'],
  ])('%s', async (_, args, words) => {
    const ran = await train(args, { cwd });
    expect([ran.code, ran.stderr]).toEqual([2, '']);
    expect(errorOf(ran).message).toContain(words);
  });
});
