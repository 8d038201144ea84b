// Commits in a real Git work tree: the written files alone, and only where nobody's own changes would go with them.
import { execFileSync } from 'node:child_process';
import { promises, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planFiles, systemGit, type Written, writeFiles } from '../../../src/change/index.js';
import { folderWith } from './helpers.js';

function tree(name = 'a.yaml'): {
  readonly folder: string;
  readonly git: (...words: string[]) => string;
} {
  const folder = folderWith({ [name]: 'topology.workers: 1\n', 'other.txt': 'x\n' });
  const git = (...words: string[]): string =>
    execFileSync('git', ['-C', folder, ...words], { encoding: 'utf8' }).trim();
  git('init', '-q');
  git('config', 'user.name', 'Operator');
  git('config', 'user.email', 'operator@example.org');
  git('config', 'commit.gpgsign', 'false');
  git('add', '.');
  git('commit', '-qm', 'first');
  return { folder, git };
}

async function write(folder: string, name = 'a.yaml'): Promise<Written> {
  const wishes = [{ knob: 'workers', value: 3, insert: true }];
  const plan = await planFiles(promises, { files: [join(folder, name)], keys: {} }, wishes);
  const git = { run: systemGit, subject: 'words: "$(touch x)"; workers 1 → 3', body: 'Why.' };
  return await writeFiles(plan, { files: promises, backups: join(folder, 'backups'), stamp: 'd1', git });
}

it('commits the file alone, whatever is staged beside it', async () => {
  const { folder, git } = tree();
  writeFileSync(join(folder, 'other.txt'), 'mine\n');
  git('add', 'other.txt');
  const { commits, commitProblem } = await write(folder);
  expect(commitProblem).toBeNull();
  expect(commits).toEqual([git('rev-parse', '--short', 'HEAD')]);
  expect(git('show', '--format=%s', '--name-only')).toBe('words: "$(touch x)"; workers 1 → 3\n\na.yaml');
  expect(git('diff', '--cached', '--name-only')).toBe('other.txt');
});

it('takes a name with brackets for that file alone, whatever is begun in one that such a pattern fits', async () => {
  const { folder, git } = tree('a[1].yaml');
  writeFileSync(join(folder, 'a1.yaml'), 'mine: 1\n');
  const { commitProblem } = await write(folder, 'a[1].yaml');
  expect(commitProblem).toBeNull();
  expect(git('show', '--format=', '--name-only')).toBe('a[1].yaml');
  expect(git('status', '--porcelain', '--', 'a1.yaml')).toBe('?? a1.yaml');
});

it('does not commit what somebody else began in the same file', async () => {
  const { folder, git } = tree();
  writeFileSync(join(folder, 'a.yaml'), 'topology.workers: 1\nmine: 1\n');
  const { files, commits, commitProblem } = await write(folder);
  expect(files).toHaveLength(1);
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('topology.workers: 3\nmine: 1\n');
  expect(commits).toEqual([]);
  expect(commitProblem).toMatchObject({
    code: 'TRIMTAB_E_FILE_GIT',
    message: expect.stringContaining('changes of somebody else'),
  });
  expect(git('log', '--format=%s')).toBe('first');
});

it('says so where there is no work tree, and the file is written all the same', async () => {
  const folder = folderWith({ 'a.yaml': 'topology.workers: 1\n' });
  const { commitProblem } = await write(folder);
  expect(commitProblem).toMatchObject({
    code: 'TRIMTAB_E_FILE_GIT',
    message: expect.stringContaining('not a git repository'),
  });
  expect(readFileSync(join(folder, 'a.yaml'), 'utf8')).toBe('topology.workers: 3\n');
});
