// Which code this is: the version of the package and, in a checkout, the commit.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { version } from './version.js';

/** Such as 0.1.0+1a2b3c4d5e6f, with -dirty behind it where tracked files differ from the commit. */
export function revision(): string {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  // As a dependency the package may lie in a checkout of something else.
  if (!existsSync(`${root}.git`)) return version();
  try {
    const words = ['describe', '--always', '--dirty', '--abbrev=12', '--exclude=*'];
    const commit = execFileSync('git', words, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return `${version()}+${commit.trim()}`;
  } catch {
    return version();
  }
}
