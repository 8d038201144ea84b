// trimtab explain as it is typed after a demo: the last decision, one by its id, a page, and what is not there.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { trimtab } from './trimtab.js';

const cwd = mkdtempSync(join(tmpdir(), 'trimtab-explain-'));

interface Explanation {
  readonly schema: string;
  readonly id: string;
  readonly action: string;
  readonly paragraph: string;
  readonly worth: { readonly total: number } | null;
  readonly attribution: { readonly inputs: readonly { readonly name: string }[] } | null;
  readonly whatIf: unknown;
}

const explained = async (...words: string[]): Promise<Explanation> =>
  JSON.parse((await trimtab(['explain', ...words, '--output', 'json'], { cwd })).stdout) as Explanation;

/** Of the journal of the demo. */
async function firstChange(): Promise<string> {
  const words = ['audit', 'list', '--kind', 'intended', '--output', 'json'];
  const { stdout } = await trimtab(words, { cwd });
  return /"id": ?"([^"]+)"/.exec(stdout)?.[1] ?? '';
}

beforeAll(async () => {
  expect((await trimtab(['demo', '--duration', '20s'], { cwd })).code).toBe(0);
});

it('says of the last decision in words what it comes of', async () => {
  const { stdout, code } = await trimtab(['explain', '--last'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/demo\/top-words {2}(hold|apply)/);
  expect(stdout).toContain('what the difference comes of');
});

it('finds the bottleneck of the first change as what matters most, and a what-if beside it', async () => {
  const explanation = await explained(await firstChange(), '--what-if', 'executors.split=4');
  expect(explanation).toMatchObject({ schema: 'trimtab/explanation/v1', action: 'apply' });
  expect(explanation.attribution?.inputs[0]?.name).toBe('time.split');
  expect(explanation.paragraph).toContain('It would hold if split took');
  expect(explanation.whatIf).not.toBeNull();
});

it('writes a page that needs nothing else', async () => {
  const { code } = await trimtab(['explain', '--last', '--out', 'why.html'], { cwd });
  expect(code).toBe(0);
  const page = readFileSync(join(cwd, 'why.html'), 'utf8');
  expect(page).toContain('<svg');
  expect(page).not.toMatch(/(src|href)="https?:/);
  expect(page).not.toMatch(/<td>-\d/);
  expect(page).toContain('<td>weights<td>objective<td>yours<td>balanced<td>');
});

it('beside the other decisions: the nearest ones, typical states, and a map on the page', async () => {
  const { stdout, code } = await trimtab(['explain', '--last', '--past', '--out', 'past.html'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/nearest of \d+ other decisions about this topology/);
  expect(stdout).toMatch(/within what was recorded of this topology, .+ would be worth/);
  const page = readFileSync(join(cwd, 'past.html'), 'utf8');
  expect(page.match(/<svg/g)?.length).toBeGreaterThanOrEqual(7);
});

it.each([
  [['explain'], 'the id of a decision, or --last'],
  [['explain', '20990101T000000Z-abcdef'], 'TRIMTAB_E_DECISION_UNKNOWN'],
  [['explain', '--last', '--what-if', 'executors.split'], 'Expected a knob and a number'],
  [['explain', '--last', '--what-if', 'executors.a=b c=4'], 'no component a=b c'],
  [['explain', '--last', '--topology', 'top-word'], 'TRIMTAB_E_DECISION_UNKNOWN'],
  [['explain', '--last', '--what-if', 'workers=1', '--what-if', 'workers=2'], 'workers is given twice'],
  [['explain', '--last', '--what-if', 'executors.split=0'], 'possible are whole numbers, 1 … 16'],
])('%j is refused, with what to do', async (words, says) => {
  const { code, stderr } = await trimtab(words, { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(says);
  expect(stderr).toContain('next:');
});

it('says of what is in force that it is, and of what is left what it is worth', async () => {
  const { stdout } = await trimtab(['explain', '--last', '--what-if', 'workers=1'], { cwd });
  expect(stdout).toContain('what if workers=1\n  that is what is in force\n');
  const words = ['explain', '--last', '--what-if', 'workers=1', '--what-if', 'executors.split=99'];
  const both = await trimtab([...words, '--out', 'what-if.html'], { cwd });
  expect(both.stdout).toContain('what if workers=1, executors.split=99, together\n');
  expect(both.stdout).toMatch(/in force {3}workers=1\n {2}left {7}executors.split=16, by bounds and tasks\n/);
  const page = readFileSync(join(cwd, 'what-if.html'), 'utf8');
  expect(page).toMatch(
    /<h2>Why not workers=1, executors.split=99, together<\/h2>\n<pre[^>]*>in force {3}workers=1\nleft {7}executors.split=16, by bounds and tasks\nworth {6}/,
  );
});

it('refuses an id that is about another topology or cluster than the one that is named', async () => {
  const id = await firstChange();
  for (const words of [
    ['--topology', 'nope'],
    ['--cluster', 'prod'],
  ]) {
    const { code, stderr } = await trimtab(['explain', id, ...words], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain(`${id} is about demo/top-words, and not`);
  }
  expect((await trimtab(['explain', '--last', '--cluster', 'demo'], { cwd })).code).toBe(0);
  expect((await trimtab(['explain', '--last', '--cluster', 'prod'], { cwd })).code).toBe(2);
});

it('says that a suggestion is damaged, and not that there is none', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-explain-'));
  mkdirSync(join(directory, 'suggestions'));
  writeFileSync(join(directory, 'suggestions', '20261126T090000Z-abcdef.json'), '{"id":');
  for (const which of ['20261126T090000Z-abcdef', '--last']) {
    const { code, stderr } = await trimtab(['explain', which, '--state-dir', directory]);
    expect(code).not.toBe(0);
    expect(stderr).toContain('20261126T090000Z-abcdef.json is damaged: it is not JSON');
  }
});

it('says where nothing was decided yet', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'trimtab-explain-'));
  const { code, stderr } = await trimtab(['explain', '--last'], { cwd: empty });
  expect(code).not.toBe(0);
  expect(stderr).toContain('TRIMTAB_E_');
  expect(existsSync(join(empty, 'var'))).toBe(false);
});

describe('of a decision on Heron', () => {
  const heron = mkdtempSync(join(tmpdir(), 'trimtab-explain-heron-'));

  beforeAll(async () => {
    const demo = ['demo', '--engine', 'heron', '--duration', '20s'];
    expect((await trimtab(demo, { cwd: heron })).code).toBe(0);
  });

  it.each([
    ['parallelism.split=4', 'what if parallelism.split=4'],
    ['executors.split=4', 'what if parallelism.split=4'],
    ['containers=2', 'what if containers=2'],
  ])('knobs have the names of Heron, and %s is understood', async (asked, said) => {
    const words = ['explain', '--last', '--what-if', asked];
    const { stdout, code } = await trimtab(words, { cwd: heron });
    expect(code).toBe(0);
    expect(stdout).toContain(said);
    expect(stdout).not.toMatch(/executors?\b|workers?\b/);
    const json = JSON.parse((await trimtab([...words, '--output', 'json'], { cwd: heron })).stdout) as object;
    expect(JSON.stringify(json)).not.toMatch(/executors\.split|"workers"/);
    const { changes } = (json as { whatIf: { changes: object } }).whatIf;
    expect(Object.keys(changes)).toEqual([asked.replace('executors', 'parallelism').split('=')[0]]);
  });
});
