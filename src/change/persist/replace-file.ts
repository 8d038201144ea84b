// Puts a new content in the place of a configuration file: at once or not at all, and only where nobody has changed it meanwhile.
import { createHash } from 'node:crypto';
import type { promises } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { TrimtabError } from '../../errors/index.js';
import { type DiskFile, type FileFunctions, readDiskFile, reasonOf } from './disk-file.js';

/**
 * Mode and owner stay; a link goes on leading to the same file. The content is on the disk when this resolves.
 * @param file that checkWritable lets pass
 * @param onReplaced called once the new content is in its place; what fails before that leaves the file as it was
 * @throws TrimtabError TRIMTAB_E_FILE_CHANGED, TRIMTAB_E_FILE_WRITE
 */
export async function replaceFile(
  files: FileFunctions,
  file: DiskFile,
  text: string,
  onReplaced = (): void => {},
): Promise<void> {
  const bytes = Buffer.from(text, file.encoding);
  // Agents of several clusters in one process may write the same file.
  const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const temporary = join(dirname(file.real), `.${basename(file.real)}.trimtab-${process.pid}-${digest}`);
  try {
    await writeWhole(files, temporary, bytes, file);
    await checkUnchanged(files, file);
    await files.rename(temporary, file.real);
  } catch (cause) {
    await files.rm(temporary, { force: true }).catch(() => {});
    throw asWriteError(file, cause);
  }
  onReplaced();
  await syncFolder(files, dirname(file.real));
  const after = await files
    .readFile(file.real)
    .catch((cause: unknown) => Promise.reject(asWriteError(file, cause)));
  if (after.equals(bytes)) return;
  throw new TrimtabError('TRIMTAB_E_FILE_WRITE', `${file.path}: read again, it is not what was written`, {
    next: 'Look at the file: somebody else wrote it at the same moment, or the disk is failing. The backup has its former content.',
  });
}

/** @throws TrimtabError TRIMTAB_E_FILE_WRITE */
export function checkWritable({ path, mode, names }: DiskFile): void {
  // A superuser may write anything; a file without any right to write is meant to stay.
  if ((mode & 0o222) === 0) {
    throw new TrimtabError('TRIMTAB_E_FILE_WRITE', `${path}: it is read-only`, {
      next: 'Give it the right to be written (chmod u+w), or leave it out of persist.files.',
    });
  }
  if (names > 1) {
    throw new TrimtabError('TRIMTAB_E_FILE_WRITE', `${path}: it has ${names} names (hard links)`, {
      next: 'Replacing it would leave the other names with the former content: use symbolic links.',
    });
  }
}

async function writeWhole(files: FileFunctions, path: string, bytes: Buffer, file: DiskFile): Promise<void> {
  await removeLeftovers(files, path);
  const handle = await files.open(path, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await keepOwner(handle, file);
    await handle.chmod(file.mode & 0o7777);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** @throws TrimtabError TRIMTAB_E_FILE_WRITE: only a superuser gives files away, and other users only to groups of theirs */
async function keepOwner(handle: promises.FileHandle, { path, uid, gid }: DiskFile): Promise<void> {
  const made = await handle.stat();
  if (made.uid === uid && made.gid === gid) return;
  try {
    await handle.chown(uid, gid);
  } catch (cause) {
    const [whose, next] =
      made.uid === uid
        ? [
            `group ${gid}`,
            `Make user ${uid}, as whom Trimtab runs, a member of that group and start Trimtab anew (usermod -aG ${gid} USER), or give the file another (chgrp).`,
          ]
        : [
            `user ${uid}, and Trimtab runs as user ${made.uid}`,
            `Give the file to the user of Trimtab (chown ${made.uid}), or leave it out of persist.files.`,
          ];
    throw new TrimtabError(
      'TRIMTAB_E_FILE_WRITE',
      `${path}: a new content could not keep its owner (${reasonOf(cause)}): it is of ${whose}`,
      { next, cause },
    );
  }
}

/** What this process, or one that was killed in the middle of writing, left beside the file. */
async function removeLeftovers(files: FileFunctions, path: string): Promise<void> {
  const [folder, own] = [dirname(path), basename(path)];
  const start = own.slice(0, own.lastIndexOf('.trimtab-') + '.trimtab-'.length);
  const names = (await files.readdir(folder)).filter((name) => name.startsWith(start));
  for (const name of names) {
    const [, writer] = /^(\d+)-[0-9a-f]{8}$/.exec(name.slice(start.length)) ?? [];
    if (name === own || (writer !== undefined && !isRunning(Number(writer))))
      await files.rm(join(folder, name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One of another user runs as well.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** @throws TrimtabError TRIMTAB_E_FILE_CHANGED */
async function checkUnchanged(files: FileFunctions, { path, real, bytes }: DiskFile): Promise<void> {
  const now = await readDiskFile(files, path).catch(() => null);
  if (now !== null && now.real === real && now.bytes.equals(bytes)) return;
  throw new TrimtabError(
    'TRIMTAB_E_FILE_CHANGED',
    `${path}: somebody changed it between reading and writing`,
  );
}

/** So that the new name survives a loss of power; not every file system can. */
async function syncFolder(files: FileFunctions, folder: string): Promise<void> {
  const handle = await files.open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function asWriteError({ path }: DiskFile, cause: unknown): TrimtabError {
  if (cause instanceof TrimtabError) return cause;
  return new TrimtabError('TRIMTAB_E_FILE_WRITE', `${path}: cannot be written: ${reasonOf(cause)}`, {
    cause,
  });
}
