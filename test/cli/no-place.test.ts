// A folder in a place where nothing can be made is refused at once, whichever command was to make it.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { emptyDirectory, main } from './trimtab.js';

/** Where a file system makes nothing, and says of it that it is not there. */
const nowhere = '/proc/trimtab/folder';

it.skipIf(!existsSync('/proc/self')).each([
  ['suggest', '--ui', 'http://127.0.0.1:1', '--state-dir', nowhere],
  ['agent', '--ui', 'http://127.0.0.1:1', '--state-dir', nowhere],
  ['pause', '--state-dir', nowhere],
  ['demo', '--duration', '1s', '--state-dir', nowhere],
  ['evaluate', '--out', nowhere],
  ['distil', '--out', nowhere],
  ['train', '--spec', 'spec.yaml', '--out', `${nowhere}/model`],
])('%s %s', (...words) => {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, 'spec.yaml'), 'schema: trimtab/training/v1\n');
  const env = { ...process.env, TRIMTAB_CONFIG: '' };
  const ran = spawnSync(process.execPath, [main, ...words], {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 20_000,
    // It would not hear another.
    killSignal: 'SIGKILL',
  });
  expect(ran.status).toBe(2);
  expect(ran.stderr).toMatch(/^TRIMTAB_E_(STATE_DIR|USAGE): .*ENOENT.*\n {2}next: /);
});
