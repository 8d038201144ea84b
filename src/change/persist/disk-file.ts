// Reads a configuration file as it lies on the disk: its bytes, its text, who owns it, and the real file behind links.
import { isUtf8 } from 'node:buffer';
import type { promises } from 'node:fs';
import { TrimtabError } from '../../errors/index.js';

/** The calls of the system that files are read and written by; tests put failing ones in their place. */
export type FileFunctions = Pick<
  typeof promises,
  'realpath' | 'stat' | 'readFile' | 'open' | 'rename' | 'rm' | 'mkdir' | 'readdir'
>;

export interface DiskFile {
  /** As the configuration names it, and the file that it leads to. */
  readonly path: string;
  readonly real: string;
  readonly bytes: Buffer;
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Names that the file has: more than one are hard links. */
  readonly names: number;
}

/** @throws TrimtabError TRIMTAB_E_FILE_READ, TRIMTAB_E_FILE_FORM */
export async function readDiskFile(files: FileFunctions, path: string): Promise<DiskFile> {
  try {
    const real = await files.realpath(path);
    const found = await files.stat(real);
    // Reading a pipe waits for a writer, without end, and nothing interrupts it.
    if (!found.isFile() && !found.isDirectory()) throw noRegularFile(path);
    const { mode, uid, gid, nlink: names } = found;
    const bytes = await files.readFile(real);
    const encoding = encodingOf(path, bytes);
    return { path, real, bytes, text: bytes.toString(encoding), encoding, mode, uid, gid, names };
  } catch (cause) {
    if (cause instanceof TrimtabError) throw cause;
    throw new TrimtabError('TRIMTAB_E_FILE_READ', `${path}: ${reasonOf(cause)}`, { cause });
  }
}

function noRegularFile(path: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_FILE_READ', `${path}: it is no regular file`, {
    next: 'Name a file: a pipe, a socket or a device cannot be rewritten.',
  });
}

/** Java takes properties for Latin-1, in which every byte is a character; all else is UTF-8. */
function encodingOf(path: string, bytes: Buffer): DiskFile['encoding'] {
  if (isUtf8(bytes)) return 'utf8';
  if (path.toLowerCase().endsWith('.properties')) return 'latin1';
  throw new TrimtabError('TRIMTAB_E_FILE_FORM', `${path}: not UTF-8 text`, {
    next: 'Save the file as UTF-8: iconv -f LATIN1 -t UTF-8 converts the most common other encoding.',
  });
}

/** Why the system refused, in words; its own code where there are none. */
export function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EACCES: 'this user may not do that',
    EPERM: 'this user may not do that',
    EROFS: 'the file system is read-only',
    EISDIR: 'it is a directory, not a file',
    ENOTDIR: 'a part of the path is not a directory',
    ELOOP: 'its links lead in a circle',
    ENOSPC: 'no space is left on the disk',
    EDQUOT: 'no space is left for this user',
  };
  return words[code] ?? `the system says ${code}`;
}
