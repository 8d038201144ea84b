// Writes planned files: a backup first, then each in its place; all of them or, where one fails, none.
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { asTrimtabError, TrimtabError } from '../../errors/index.js';
import { type FileFunctions, reasonOf } from './disk-file.js';
import { commitFiles, type Git, uncommitted } from './git.js';
import type { FilePlan, FilesPlan, KeptKnob } from './plan-files.js';
import { checkWritable, replaceFile } from './replace-file.js';

export interface Writing {
  readonly files: FileFunctions;
  /** Folder for the former contents; made where it is missing. */
  readonly backups: string;
  /** How the names of the backups begin: they sort by it. */
  readonly stamp: string;
  /** null: no commit. */
  readonly git: { readonly run: Git; readonly subject: string; readonly body: string } | null;
}

export interface WrittenFile {
  readonly file: string;
  readonly edits: readonly KeptKnob[];
  /** Hex SHA-256 of the content before and after. */
  readonly before: string;
  readonly after: string;
  readonly backup: string;
}

export interface Written {
  readonly files: readonly WrittenFile[];
  /** Short names of the commits that were made. */
  readonly commits: readonly string[];
  /** Why there is no commit of a file that was written; null where none was asked for, or all is well. */
  readonly commitProblem: TrimtabError | null;
}

/** Older backups are removed. */
const keptBackups = 200;

/**
 * @throws TrimtabError TRIMTAB_E_FILE_CHANGED, TRIMTAB_E_FILE_WRITE; then every file has its former content, or the message says
 *   which has not
 */
export async function writeFiles({ files: plans }: FilesPlan, writing: Writing): Promise<Written> {
  const due = plans.filter(({ file, text }) => text !== file.text);
  for (const { file } of due) checkWritable(file);
  const dirty = writing.git === null ? [] : await uncommitted(writing.git.run, due.map(realName));
  const written: WrittenFile[] = [];
  let replaced = 0;
  const onReplaced = (): void => {
    replaced += 1;
  };
  for (const plan of due) {
    try {
      const backup = await keepBackup(writing, plan, written.length);
      await replaceFile(writing.files, plan.file, plan.text, onReplaced);
      written.push({
        file: plan.file.path,
        edits: plan.edits,
        before: sha256(plan.file.bytes),
        after: sha256(Buffer.from(plan.text, plan.file.encoding)),
        backup,
      });
    } catch (thrown) {
      await putBack(writing.files, due.slice(0, replaced), asTrimtabError(thrown));
      throw thrown;
    }
  }
  if (written.length > 0) await removeOld(writing);
  return { files: written, ...(await commit(writing, due.map(realName), dirty)) };
}

function realName({ file }: FilePlan): string {
  return file.real;
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** @returns its path */
async function keepBackup(
  { files, backups, stamp }: Writing,
  { file }: FilePlan,
  number: number,
): Promise<string> {
  try {
    await files.mkdir(backups, { recursive: true });
    const { path, handle } = await newBackup(files, number + 1, (n) =>
      join(backups, `${stamp}-${n}-${basename(file.real)}`),
    );
    try {
      await handle.writeFile(file.bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return path;
  } catch (cause) {
    throw new TrimtabError(
      'TRIMTAB_E_FILE_WRITE',
      `${file.path}: no backup in ${backups}: ${reasonOf(cause)}`,
      {
        cause,
        next: 'Make room in the state directory, or correct its permissions; the file was not written.',
      },
    );
  }
}

/** Under the first number that is free: a run of the same change that was killed may have left others, and those stay. */
async function newBackup(files: FileFunctions, from: number, pathOf: (number: number) => string) {
  for (let number = from; ; number++) {
    const path = pathOf(number);
    try {
      return { path, handle: await files.open(path, 'wx', 0o600) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    }
  }
}

/**
 * What was written already gets its former content, so that the files agree with each other.
 * @throws TrimtabError the one that was met, and each file for which this fails
 */
async function putBack(
  files: FileFunctions,
  done: readonly FilePlan[],
  because: TrimtabError,
): Promise<void> {
  const stayed: string[] = [];
  for (const { file, text } of done) {
    const now = { ...file, bytes: Buffer.from(text, file.encoding), text };
    await replaceFile(files, now, file.text).catch((thrown: unknown) => {
      stayed.push(`and ${file.path} keeps its new content: ${asTrimtabError(thrown).message}`);
    });
  }
  if (stayed.length === 0) return;
  const { code, message, next } = because;
  throw new TrimtabError(code, [message, ...stayed].join('; '), { next, cause: because });
}

/** One that cannot be removed stays: the files are written by now, and that is what has to be said. */
async function removeOld({ files, backups }: Writing): Promise<void> {
  const names = (await files.readdir(backups).catch(() => [])).sort();
  for (const name of names.slice(0, Math.max(0, names.length - keptBackups)))
    await files.rm(join(backups, name), { force: true }).catch(() => {});
}

async function commit(
  { git }: Writing,
  real: readonly string[],
  dirty: readonly string[],
): Promise<Pick<Written, 'commits' | 'commitProblem'>> {
  if (git === null || real.length === 0) return { commits: [], commitProblem: null };
  if (dirty.length > 0) {
    const text = `${dirty.join(', ')}: written, and not committed: it had changes of somebody else that are not committed`;
    return { commits: [], commitProblem: new TrimtabError('TRIMTAB_E_FILE_GIT', text) };
  }
  try {
    return { commits: await commitFiles(git.run, real, git.subject, git.body), commitProblem: null };
  } catch (thrown) {
    return { commits: [], commitProblem: asTrimtabError(thrown) };
  }
}
