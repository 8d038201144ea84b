// Files in a temporary folder, and what somebody is told who asks for an edit that cannot be made.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { TrimtabError } from '../../../src/errors/index.js';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function folderWith(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-persist-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** Code, message and next step, as one text without the folder's name. */
export async function refusal(act: () => unknown, folder = ''): Promise<string> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof TrimtabError)) throw error;
    const text = `${error.code} ${error.message} → ${error.next}`;
    return folder === '' ? text : text.replaceAll(folder, 'FOLDER');
  }
  return 'no error';
}
