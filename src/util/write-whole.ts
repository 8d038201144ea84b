// Puts a whole file in the place of another, or leaves that as it was: on a full disk, too, where a part of what is written is taken.
import { randomInt } from 'node:crypto';
import { promises } from 'node:fs';
import { dirname } from 'node:path';

/** The calls of the system that a file is replaced by; tests put failing and lying ones in their place. */
export type ReplacingFunctions = Pick<typeof promises, 'realpath' | 'stat' | 'open' | 'rename' | 'rm'>;

/** What `writeWhole` does, for those who need no more; tests put failing and slow ones in its place. */
export type WriteWhole = (file: string, content: string) => Promise<void>;

export interface WholeOptions {
  /** Whatever the umask is. Without it: that of the former file, or as the umask says. */
  readonly mode?: number;
  readonly files?: ReplacingFunctions;
}

/**
 * The content is on the disk when this resolves. The owner of a former file stays, as far as this process may give files away; a link
 * goes on leading to the same file.
 * @throws what the system refused; the former file is as it was then
 */
export async function writeWhole(
  file: string,
  content: string | Uint8Array,
  options: WholeOptions = {},
): Promise<void> {
  const { files = promises } = options;
  const real = await replaceWhole(file, content, options);
  // Not every file system can; the content is in its place by now.
  await syncDirectory(dirname(real), files).catch(() => {});
}

/**
 * Like `writeWhole`, for those who sync the directory themselves: until then a loss of power may bring the former file back.
 * @returns the file behind all links
 */
export async function replaceWhole(
  file: string,
  content: string | Uint8Array,
  { mode, files = promises }: WholeOptions = {},
): Promise<string> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const real = await files.realpath(file).catch(() => file);
  const former = await files.stat(real).catch(() => null);
  const wanted = { mode: mode ?? former?.mode, owner: former };
  // The state directory is cleared of names that end like this where their writers were killed.
  const temporary = `${real}.${randomInt(2 ** 32)}`;
  try {
    await writeNew(temporary, bytes, wanted, files);
    await files.rename(temporary, real);
    return real;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST')
      await files.rm(temporary, { force: true }).catch(() => {});
    throw cause;
  }
}

/** After this, what was created, renamed or removed in the directory stays so, whatever happens to the machine. */
export async function syncDirectory(
  directory: string,
  files: Pick<ReplacingFunctions, 'open'> = promises,
): Promise<void> {
  const handle = await files.open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

interface Wanted {
  readonly mode: number | undefined;
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

async function writeNew(
  path: string,
  bytes: Uint8Array,
  { mode, owner }: Wanted,
  files: ReplacingFunctions,
): Promise<void> {
  const handle = await files.open(path, 'wx', mode === undefined ? 0o666 : mode & 0o7777);
  try {
    await handle.writeFile(bytes);
    const made = await handle.stat();
    if (owner !== null && (made.uid !== owner.uid || made.gid !== owner.gid))
      await handle.chown(owner.uid, owner.gid).catch(passIfForbidden);
    if (mode !== undefined) await handle.chmod(mode & 0o7777).catch(passIfForbidden);
    await handle.sync();
    const { size } = await handle.stat();
    if (size !== bytes.length) throw cutOff(path, size, bytes.length);
  } finally {
    await handle.close();
  }
}

/** Only a superuser gives files away, and some file systems know neither owners nor modes. */
function passIfForbidden(cause: unknown): void {
  if (!/^(EPERM|EINVAL|ENOSYS)$/.test((cause as NodeJS.ErrnoException).code ?? '')) throw cause;
}

function cutOff(path: string, size: number, wanted: number): Error {
  return new Error(`of ${wanted} bytes the file system kept ${size} (${path})`);
}
