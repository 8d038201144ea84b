// A `heron` command in place of the real one, which drives a simulated Heron; heron-program.mjs is what it does.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * On which of its two calls. `half`: Heron gets the update, and the command dies before that has ended; `garbage`: it ends well, and has
 * done nothing; `server`: it goes through an API server, and prints no plans; `usage`: it is older, and does not know an option.
 */
export interface Trouble {
  readonly on: 'dry-run' | 'update';
  readonly kind: 'fails' | 'half' | 'garbage' | 'hangs' | 'server' | 'usage' | 'late' | 'no-conf';
}

export interface FakeHeron {
  readonly path: string;
  /** The arguments of each call. */
  calls(): string[][];
  /** What goes wrong from now on. */
  trouble(trouble: Trouble): void;
  /** Whether an update has come to its end, with nobody in between to end it. */
  hasEnded(): boolean;
  remove(): void;
}

/** @param apiUrl of the simulated Heron, whose API server does what the Java of the command would do */
export function fakeHeron(apiUrl: string): FakeHeron {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-fake-heron-'));
  const path = join(directory, 'heron');
  const noted = join(directory, 'noted');
  const does = fileURLToPath(new URL('heron-program.mjs', import.meta.url));
  writeFileSync(join(directory, 'api'), apiUrl);
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${does}' '${directory}' "$@"\n`);
  chmodSync(path, 0o755);
  return {
    path,
    calls: () => {
      const lines = existsSync(noted) ? readFileSync(noted, 'utf8').split('\n').slice(0, -1) : [];
      return lines.map((line) => JSON.parse(line) as string[]);
    },
    trouble: (trouble) => writeFileSync(join(directory, 'trouble'), JSON.stringify(trouble)),
    hasEnded: () => existsSync(join(directory, 'ended')),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
