// Puts a new folder in the place of an old one in two renames, so that no half-written folder ever has the name.
import { randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { TrimtabError } from '../errors/index.js';
import { syncDirectory } from '../util/index.js';

export interface ReplaceOptions {
  /** Called between what a crash could separate; tests crash here. */
  readonly between?: (moment: 'written' | 'old-moved') => void;
}

/** Where the old folder is for the moment between the two renames. */
const setAside = (path: string): string => {
  const folder = resolve(path);
  return join(dirname(folder), `.${basename(folder)}.previous`);
};

/**
 * `write` fills a new folder beside the place; then the old one is renamed away and the new one renamed in. A
 * file system has no exchange of folders that Node can ask for, so a crash between the renames leaves the old
 * one set aside: it is read from there (`placeOf`), and the next call puts it back.
 * @throws TRIMTAB_E_MODEL_WRITE, with the old folder where it was
 */
export async function replaceFolder(
  path: string,
  options: ReplaceOptions,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const folder = resolve(path);
  let temporary: string | undefined;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await restoreFolder(folder);
    // Not by mkdtemp: a model may be read by those whom the umask allows.
    const place = join(dirname(folder), `.${basename(folder)}.new-${randomBytes(6).toString('hex')}`);
    await mkdir(place);
    temporary = place;
    await write(temporary);
    await flushFolder(temporary);
    options.between?.('written');
    if (await exists(folder)) await rename(folder, setAside(folder));
    options.between?.('old-moved');
    await rename(temporary, folder);
    await flushFolder(dirname(folder));
    // The new one is in its place: what cannot be removed of the old one the next call drops.
    await rm(setAside(folder), { recursive: true, force: true }).catch(() => {});
  } catch (cause) {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
    await restoreFolder(folder).catch(() => {});
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new TrimtabError('TRIMTAB_E_MODEL_WRITE', `The model ${folder} cannot be written: ${what}.`, {
      cause,
    });
  }
}

/** Where what had the name lies: set aside, where a crash left it so. */
export async function placeOf(path: string): Promise<string> {
  return !(await exists(path)) && (await exists(setAside(path))) ? setAside(path) : path;
}

/** Puts back what a crash left set aside, and drops it where the new folder is in its place. */
export async function restoreFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const old = setAside(folder);
  if (!(await exists(old))) return;
  if (await exists(folder)) await rm(old, { recursive: true, force: true });
  else await rename(old, folder);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Names reach the disk only with the folder that has them. Not every file system can do that, and the files are there all the same. */
async function flushFolder(path: string): Promise<void> {
  await syncDirectory(path).catch(() => {});
}
