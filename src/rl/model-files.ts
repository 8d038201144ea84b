// Reads the files of a model folder, also where a crash left the folder under the name it has while it is replaced.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unreadable } from './manifest.js';
import { placeOf } from './replace-folder.js';

/** @throws TRIMTAB_E_MODEL_UNREADABLE */
export async function readPart(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(await placeOf(folder), name));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw unreadable(folder, code === 'ENOENT' ? `${name} is missing` : `${name}: ${code}`, cause);
  }
}
