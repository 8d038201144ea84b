// trimtab train --history and --from: what a site recorded is learned from, said how much, and nothing worse replaces a model.
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, it } from 'vitest';
import { checkHistory } from '../../src/cli/train/beginning.js';
import { loadDqnModel, policyNamed } from '../../src/policy/index.js';
import { Acting, writeJournal } from '../agent/acting.js';
import { emptyDirectory, errorOf, trimtab } from './trimtab.js';

const smoke = fileURLToPath(new URL('../../scripts/train-smoke.yaml', import.meta.url));
const cwd = emptyDirectory();
const train = (...args: string[]) => trimtab(['train', '--spec', smoke, ...args], { cwd });
let site: string;

beforeAll(async () => {
  const policy = policyNamed('twin-greedy');
  if (policy === undefined) throw new Error('no policy');
  const acting = await Acting.start({ topology: () => ({ mode: 'auto' }), settings: { policy } });
  await acting.ticks(20);
  await acting.stop();
  site = acting.directory;
  await writeJournal(acting);
});

it('tells of each topology what was learned from it, also in the card', async () => {
  const ran = await train('--history', site, '--out', 'site');
  expect(ran.code).toBe(0);
  expect(ran.stderr).toMatch(/^history \S+: (\d+) decisions, \1 with what they were made from\n/);
  expect(ran.stderr).toMatch(
    /^history prod\/top-words: \d+ decisions, one changed something; trusted 1\.00$/m,
  );
  const { manifest } = await loadDqnModel(join(cwd, 'site'));
  expect(manifest.training['history']).toMatchObject([{ topology: 'top-words', changes: 1, trust: 1 }]);
  const card = readFileSync(join(cwd, 'site/README.md'), 'utf8');
  expect(card).toContain('prod/top-words');
  expect(card).not.toContain('no data of any site');
});

it('learns from a directory once, however often and by whatever name it is said', async () => {
  symlinkSync(site, join(cwd, 'link'));
  const ran = await train('--history', site, 'link', `${site}/`, '--out', 'once');
  expect(ran.stderr.match(/^history \S+: \d+ decisions, \d+ with/gm)).toHaveLength(1);
  const historyOf = async (folder: string) =>
    (await loadDqnModel(join(cwd, folder))).manifest.training['history'];
  expect(await historyOf('once')).toEqual(await historyOf('site'));
});

it('learns other weights than without it', async () => {
  await train('--out', 'without');
  const weightsOf = async (folder: string) => (await loadDqnModel(join(cwd, folder))).manifest.weights.sha256;
  expect(await weightsOf('site')).not.toBe(await weightsOf('without'));
});

it('refuses a topology that the history does not have, and names those that it has', async () => {
  const ran = await train('--history', site, '--topology', 'words', '--out', 'm', '--output', 'json');
  expect([ran.code, errorOf(ran).code]).toEqual([2, 'TRIMTAB_E_NO_HISTORY']);
  expect(errorOf(ran).next).toContain('top-words');
});

it('refuses a journal that was edited, and a file that is no state directory', async () => {
  const edited = join(cwd, 'edited');
  cpSync(site, edited, { recursive: true });
  const [name = ''] = readdirSync(join(edited, 'journal')).filter((n) => n.endsWith('.jsonl'));
  const file = join(edited, 'journal', name);
  writeFileSync(file, readFileSync(file, 'utf8').replace('top-words', 'top-wordz'));
  const ran = await train('--history', edited, '--out', 'm', '--output', 'json');
  expect([ran.code, errorOf(ran).code]).toEqual([5, 'TRIMTAB_E_JOURNAL_DAMAGED']);
  const none = await train('--history', smoke, '--out', 'm', '--output', 'json');
  expect([none.code, errorOf(none).code]).toEqual([2, 'TRIMTAB_E_NO_JOURNAL']);
});

it('goes on from a model, and leaves the folder as it is where nothing did better', async () => {
  const before = readFileSync(join(cwd, 'site/manifest.json'), 'utf8');
  const ran = await train('--from', 'site', '--history', site, '--out', 'site', '--output', 'json');
  expect(ran.code).toBe(0);
  const { written, chosenRound, validation } = JSON.parse(ran.stdout) as {
    written: boolean;
    chosenRound: number;
    validation: { utility: number };
  };
  const kept = readFileSync(join(cwd, 'site/manifest.json'), 'utf8') === before;
  expect({ written, kept }).toEqual({ written: chosenRound > 0, kept: chosenRound === 0 });
  expect(validation.utility).toBeGreaterThanOrEqual(validationOf(before));
});

it('goes on, after an interruption, only with the model and the history that it began with', async () => {
  const spec = join(cwd, 'long.yaml');
  const text = readFileSync(smoke, 'utf8').replace('rounds: 2', 'rounds: 30');
  writeFileSync(spec, text.replace(/^seeds: .*$/m, 'seeds: [7, 9]'));
  const about = ['--history', site, '--topology', 'top-words'];
  const usual = ['--from', 'site', ...about];
  const interrupted = await trimtab(
    ['train', '--spec', spec, ...usual, '--out', 'long', '--output', 'json'],
    { cwd, endWhen: { stderr: /round 3 of/, signal: 'SIGINT' } },
  );
  expect(interrupted.code).toBe(130);
  expect(interrupted.stderr).toMatch(
    /^the networks of --from have seeds .*; those of .*long\.yaml do not count$/m,
  );
  expect(errorOf(interrupted).next).toContain(
    `trimtab train --resume --out long ${about.join(' ')} --from site`,
  );
  const resume = async (...args: string[]) =>
    errorOf(await trimtab(['train', '--resume', '--out', 'long', ...args, '--output', 'json'], { cwd }))
      .message;
  expect(await resume(...about)).toContain('which its site is asked about in the end');
  expect(await resume(...about, '--from', 'without')).toContain('with another model than without');
  // Seeds of the spec did not count when it began, and do not now.
  expect(await resume(...about, '--from', 'without', '--spec', spec)).toContain('with another model than');
  expect(await resume(...about, '--spec', smoke)).toContain('these differ: rounds');
  expect(await resume('--history', site, '--from', 'site')).toContain('began with --topology top-words');
  const [before, now] = [
    { cluster: 'prod', topology: 'words' },
    { cluster: 'prod', topology: 'clicks' },
  ];
  expect(() => checkHistory([before], [now], 'long')).toThrow(
    'with the history of words on prod, and this one is of clicks on prod',
  );
  // One more that runs since, or one whose decisions are no longer kept.
  expect(() => checkHistory([before], [now, before], 'long')).not.toThrow();
  expect(() => checkHistory([before, now], [before], 'long')).not.toThrow();
  expect(() => checkHistory(null, [now], 'long')).not.toThrow();
});

function validationOf(manifest: string): number {
  return (JSON.parse(manifest) as { evaluation: { utility: number } }).evaluation.utility;
}
