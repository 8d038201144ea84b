// Which code decides: the release, a hash over the files that a decision goes through, and the Node that runs them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface DecisionCode {
  readonly version: string;
  /** Hex, over the names and contents of the files. */
  readonly sha256: string;
  /** Its arithmetic is a part of the decision: exponents and logarithms may differ in the last bit. */
  readonly node: string;
}

/** Everything that `consider` runs through; nothing of what only measures, sends or prints. */
const folders = [
  'decision',
  'guard',
  'knobs',
  'metrics',
  'model',
  'objective',
  'outlook',
  'policy',
  'rl',
  'tuning',
  'twin',
  'util',
];

export function decisionCode(): DecisionCode {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const hash = createHash('sha256');
  for (const folder of folders) {
    const names = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' });
    for (const name of names.filter(isCode).sort()) {
      hash.update(`${folder}/${name}\0`).update(readFileSync(join(root, folder, name)));
    }
  }
  return { version: packageVersion(), sha256: hash.digest('hex'), node: process.version };
}

function isCode(name: string): boolean {
  return /\.[jt]s$/.test(name) && !name.endsWith('.d.ts');
}

function packageVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
