// The kill switch: files in the state directory, obeyed before every call, surviving restarts.
import { createHash } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { TrimtabError } from '../../errors/index.js';
import { shellCommand, type WriteWhole, writeWhole } from '../../util/index.js';
import { isCalled, lastingName, type Named } from '../lasting-name.js';
import { isFull, isMissing, stateError } from './json-files.js';

/** null means all. */
export interface PauseScope {
  readonly cluster: string | null;
  /** Its name, which on Heron holds for all of that name, or `role/environ/name`. */
  readonly topology: string | null;
}

const pauseSchema = z.object({
  at: z.string(),
  /** The operating-system user. */
  by: z.string(),
  cluster: z.string().nullable(),
  topology: z.string().nullable(),
});
export type Pause = z.output<typeof pauseSchema> & {
  /** The file, where it cannot be read: then nobody knows what it was to hold for. */
  readonly unreadable?: string;
};

export class KillSwitch {
  private readonly directory: string;

  constructor(
    stateDirectory: string,
    private readonly write: WriteWhole = writeWhole,
  ) {
    this.directory = join(stateDirectory, 'paused');
  }

  async pause(scope: PauseScope, by: string, at: string): Promise<void> {
    try {
      await mkdir(this.directory, { recursive: true });
      await this.write(this.file(scope), `${JSON.stringify({ at, by, ...scope })}\n`);
    } catch (cause) {
      throw notPaused(this.directory, cause);
    }
  }

  /** @returns whether there was such a pause */
  async resume(scope: PauseScope): Promise<boolean> {
    const there = await readFile(this.file(scope)).then(
      () => true,
      () => false,
    );
    try {
      await rm(this.file(scope), { force: true });
    } catch (cause) {
      throw stateError('write', this.directory, cause);
    }
    return there;
  }

  /** All pauses in force; a file that cannot be read pauses everything. */
  async pauses(): Promise<Pause[]> {
    let names: string[];
    try {
      names = await readdir(this.directory);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      return [unreadable(this.directory)];
    }
    const read = names.filter((name) => name.endsWith('.json')).map((name) => this.read(name));
    return (await Promise.all(read)).filter((one) => one !== null);
  }

  /** Why nothing may be sent to this topology, by whichever of its names it is paused, and what ends that; null when it may. */
  async pausedBecause(cluster: string, topology: Named): Promise<string | null> {
    const lasting = lastingName(topology);
    const holds = (await this.pauses()).find(
      (p) =>
        (p.cluster === null || p.cluster === cluster) &&
        (p.topology === null || isCalled(lasting, p.topology)),
    );
    return holds === undefined
      ? null
      : `${scopeName(holds)} is paused by ${holds.by} at ${holds.at}; ${wayOut(holds)} ends it`;
  }

  /** null where it was ended since the directory was read. */
  private async read(name: string): Promise<Pause | null> {
    const path = join(this.directory, name);
    try {
      return pauseSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    } catch {
      // A link that leads nowhere is there, and cannot be read.
      const isGone = await lstat(path).then(() => false, isMissing);
      return isGone ? null : unreadable(path);
    }
  }

  private file({ cluster, topology }: PauseScope): string {
    // Names may hold anything, slashes too, and be of any length; null and a name must not meet.
    const name = createHash('sha256')
      .update(JSON.stringify([cluster, topology]))
      .digest('hex');
    return join(this.directory, `${name.slice(0, 32)}.json`);
  }
}

export function scopeName({ cluster, topology }: PauseScope): string {
  if (cluster === null && topology === null) return 'everything';
  return [topology === null ? '' : `topology ${topology}`, cluster === null ? '' : `cluster ${cluster}`]
    .filter(Boolean)
    .join(' of ');
}

/** The command that ends a pause of that scope: one of another leaves it. */
export function resumeWords({ cluster, topology }: PauseScope): string {
  const of = (option: string, name: string | null): string[] => (name === null ? [] : [option, name]);
  return shellCommand(['trimtab', 'resume', ...of('--cluster', cluster), ...of('--topology', topology)]);
}

/** What ends a pause. */
export function wayOut(pause: Pause): string {
  return pause.unreadable === undefined ? resumeWords(pause) : 'removing that file';
}

function unreadable(path: string): Pause {
  const by = `a file that cannot be read (${path})`;
  return { at: 'an unknown time', by, cluster: null, topology: null, unreadable: path };
}

/** A directory that can be written is no help: the agent looks into this one. */
function notPaused(directory: string, cause: unknown): TrimtabError {
  const { message } = stateError('write', directory, cause);
  const first = isFull(cause)
    ? 'Make room on its file system and try again'
    : 'Run the command as the user of the agent (docs/guide/service.md)';
  return new TrimtabError('TRIMTAB_E_STATE_DIR', `nothing is paused: ${message}`, {
    next: `${first}, or stop the agent (systemctl stop trimtab): a pause in another state directory pauses nobody.`,
    cause,
  });
}
