// Runs the built command as an operator would, in a directory of its own.
import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  readonly cwd: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sent a SIGINT once that has happened: a sign of life, not a time. */
  readonly interruptWhen?: Promise<unknown>;
  /** Sent that signal as soon as the output, or stderr, has that. */
  readonly endWhen?: {
    readonly stdout?: RegExp;
    readonly stderr?: RegExp;
    readonly signal: 'SIGINT' | 'SIGHUP' | 'SIGKILL';
  };
}

export function emptyDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'trimtab-test-'));
}

export function trimtab(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const cwd = options.cwd ?? emptyDirectory();
  const start = performance.now();
  return new Promise((resolve) => {
    const env = { ...process.env, TRIMTAB_CONFIG: '', ...options.env };
    const child = execFile(process.execPath, [main, ...args], { cwd, env }, (_error, stdout, stderr) => {
      const seconds = (performance.now() - start) / 1000;
      resolve({ code: child.exitCode ?? -1, stdout, stderr, seconds, cwd });
    });
    const { endWhen, interruptWhen } = options;
    for (const stream of ['stdout', 'stderr'] as const) {
      const wanted = endWhen?.[stream];
      if (wanted === undefined) continue;
      let seen = '';
      const watch = (chunk: string): void => {
        seen += chunk;
        if (!wanted.test(seen)) return;
        child.kill(endWhen?.signal);
        // A second one would not be a request any more.
        child[stream]?.off('data', watch);
      };
      child[stream]?.on('data', watch);
    }
    void interruptWhen?.then(() => child.kill('SIGINT'));
  });
}

/** The error that a command printed with --output json. */
export function errorOf(ran: Ran): { code: string; message: string; next: string } {
  const document = JSON.parse(ran.stdout) as {
    schema: string;
    error: { code: string; message: string; next: string };
  };
  if (document.schema !== 'trimtab/error/v1') throw new Error(`no error document: ${ran.stdout}`);
  return document.error;
}

/** That it ended within so many seconds; a busy machine has as much longer as starting a command takes it more. */
export async function expectWithin(ran: Ran, seconds: number): Promise<void> {
  if (ran.seconds < seconds) return;
  const start = (await trimtab(['--version'])).seconds;
  expect(ran.seconds).toBeLessThan(seconds + 4 * start);
}
