// Commits rewritten files, and nothing else, in the Git work trees that they lie in.
import { execFile } from 'node:child_process';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { TrimtabError } from '../../errors/index.js';

/** Runs git with these words, never through a shell; what it printed. Rejects when it fails. */
export type Git = (words: readonly string[]) => Promise<string>;

/** A hook that asks somebody something must not hold the agent. */
const timeoutMs = 30_000;

export const systemGit: Git = async (words) => {
  // A name with brackets or a star is that of one file, and no pattern for others.
  const own = { GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', GIT_LITERAL_PATHSPECS: '1' };
  const env = { ...process.env, ...own };
  const { stdout } = await promisify(execFile)('git', [...words], { env, timeout: timeoutMs });
  return stdout.trim();
};

/** Of these files, those with changes that are in no commit yet, so that none of them goes into ours. */
export async function uncommitted(git: Git, files: readonly string[]): Promise<readonly string[]> {
  const dirty: string[] = [];
  for (const file of files) {
    // Where there is no work tree, the commit says so later.
    const status = await git(['-C', dirname(file), 'status', '--porcelain', '--', file]).catch(() => '');
    if (status !== '') dirty.push(file);
  }
  return dirty;
}

/**
 * One commit for each work tree.
 * @returns their short names
 * @throws TrimtabError TRIMTAB_E_FILE_GIT
 */
export async function commitFiles(
  git: Git,
  files: readonly string[],
  subject: string,
  body: string,
): Promise<readonly string[]> {
  const trees = new Map<string, string[]>();
  const names: string[] = [];
  try {
    for (const file of files) {
      const tree = await git(['-C', dirname(file), 'rev-parse', '--show-toplevel']);
      trees.set(tree, [...(trees.get(tree) ?? []), file]);
    }
    for (const [tree, own] of trees) {
      await git(['-C', tree, 'commit', '--quiet', '--only', '-m', subject, '-m', body, '--', ...own]);
      names.push(await git(['-C', tree, 'rev-parse', '--short', 'HEAD']));
    }
    return names;
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    const [first = message] = (stderr ?? '').trim().split('\n').filter(Boolean);
    throw new TrimtabError(
      'TRIMTAB_E_FILE_GIT',
      `${files.join(', ')}: written, and not committed: ${first}`,
      { cause },
    );
  }
}
