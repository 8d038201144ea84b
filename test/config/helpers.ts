// Configuration files in a temporary directory, and what the user is told about them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';
import { type LoadedConfig, type LoadOptions, loadConfig } from '../../src/config/index.js';
import { TrimtabError } from '../../src/errors/index.js';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new directory with these files in it. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'trimtab-config-'));
  made.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Loads `trimtab.yaml` with this content. */
export function load(content: string | Uint8Array, options: Partial<LoadOptions> = {}): LoadedConfig {
  return loadConfig({ env: {}, cwd: folderWith({ 'trimtab.yaml': content }), ...options });
}

/** What a user sees when it fails: code and message, as one text. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof TrimtabError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no error';
}

/** The same of what takes a while. */
export async function laterRefusal(act: Promise<unknown>): Promise<string> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return refusal(() => {
    if (error !== undefined) throw error;
  });
}

export function refusalOf(content: string | Uint8Array, options: Partial<LoadOptions> = {}): string {
  return refusal(() => load(content, options));
}
