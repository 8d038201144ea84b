// Starts one daemon of a cluster as a process of its own and tells what became of it.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { Hopeless } from './waiting.js';

export type Daemon = {
  readonly name: string;
  readonly pid: number;
  readonly log: string;
  /** Throws, with the end of its log, when the daemon has ended. */
  assertAlive(): void;
};

/** Detached, so that an interrupt at the terminal reaches the tests first; all output goes to the log file. */
export function startDaemon(
  name: string,
  program: string,
  args: readonly string[],
  options: { log: string; env: NodeJS.ProcessEnv },
): Daemon {
  const { log, env } = options;
  const output = openSync(log, 'a');
  const child = spawn(program, args, { detached: true, env, stdio: ['ignore', output, output] });
  closeSync(output);
  let ended: string | undefined;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', (status, signal) => {
    ended = signal ?? `status ${status}`;
  });
  child.unref();
  return {
    name,
    pid: child.pid ?? 0,
    log,
    assertAlive: () => {
      if (ended !== undefined) throw new Hopeless(`${name} ended (${ended})\n${tail(log)}`);
    },
  };
}

/** The last lines of a log, under its path. */
export function tail(log: string, lines = 25): string {
  try {
    return `--- end of ${log}\n${readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')}`;
  } catch {
    return `--- no log at ${log}`;
  }
}
