// Runs an engine's own command, argument by argument and without a shell, with a limit, and tells how it ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cut } from '../../util/index.js';

/** More than a stack trace; the end of it is what counts. */
const maxOutputBytes = 4 * 2 ** 20;
/** What has ended may have left its output to another process; so long the rest of it is waited for, milliseconds. */
const restOfOutputMs = 500;
/** The code of an error for which nothing was started, since its output would go nowhere. */
export const noFile = 'NO_OUTPUT_FILE';

export interface Ran {
  /** `killed`: it took too long. */
  readonly error: (Error & { readonly code?: unknown; readonly killed?: unknown }) | null;
  readonly output: string;
}

export interface Limits {
  readonly signal: AbortSignal;
  /** Milliseconds; after them it is ended, whatever it is at. */
  readonly timeout: number;
  /**
   * What the signal does: ends the command (default), or leaves it to itself: one that changes a cluster step by step would be cut off in the
   * middle. Its output goes to a file then, since a pipe that nobody reads any more would end it at its next word.
   */
  readonly onAbort?: 'end' | 'leave';
}

/**
 * The command has a process group of its own, and is ended with all of it: what is named may be a script around the engine's own
 * command, and a Java that outlives the script would send what the agent has given up already.
 * Never rejects: how it ended is a part of what is returned.
 */
export async function runCommand(command: string, words: readonly string[], limits: Limits): Promise<Ran> {
  let output: OutputFile | null;
  try {
    output = limits.onAbort === 'leave' ? inFile() : null;
  } catch (cause) {
    const error = new Error(`no file for its output: ${String(cause)}`, { cause });
    return { error: Object.assign(error, { code: noFile }), output: '' };
  }
  let child: ChildProcess;
  try {
    const to = output?.descriptor ?? 'pipe';
    child = spawn(command, words, { detached: true, stdio: ['ignore', to, to], shell: false });
  } catch (thrown) {
    output?.read();
    return { error: thrown as Error, output: '' };
  }
  return await untilEnded(child, limits, output);
}

interface OutputFile {
  readonly descriptor: number;
  /** @returns what was said so far; the file is gone then for all but those who still write to it */
  read(): string;
}

function inFile(): OutputFile {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-command-'));
  const file = join(directory, 'output');
  const descriptor = openSync(file, 'a', 0o600);
  return {
    descriptor,
    read: () => {
      closeSync(descriptor);
      const said = readFileSync(file).subarray(-maxOutputBytes).toString();
      rmSync(directory, { recursive: true, force: true });
      return said;
    },
  };
}

function untilEnded(
  child: ChildProcess,
  { signal, timeout, onAbort: atAbort = 'end' }: Limits,
  file: OutputFile | null,
): Promise<Ran> {
  const mayBeCut = atAbort === 'end';
  return new Promise((resolve) => {
    let cutShort: Ran['error'] = null;
    let isSettled = false;
    const settle = (error: Ran['error']): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      process.off('exit', onExit);
      for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      resolve({ error: cutShort ?? error, output: file?.read() ?? `${stdout()}\n${stderr()}` });
    };
    const cut = (text: string, facts: { readonly code?: string; readonly killed?: true }): void => {
      cutShort ??= Object.assign(new Error(text), facts);
      const isEnding = killGroup(child);
      // What has left the group may hold them open.
      child.stdout?.destroy();
      child.stderr?.destroy();
      if (isEnding) return;
      child.unref();
      settle(cutShort);
    };
    const leave = (): void => {
      cutShort ??= Object.assign(new Error('it goes on by itself'), { code: 'ABORT_ERR' });
      child.unref();
      settle(cutShort);
    };
    const onAbort = (): void => (mayBeCut ? cut('it was asked to end', { code: 'ABORT_ERR' }) : leave());
    // Ctrl-C at a terminal does not reach another group.
    const onExit = (): void => void (mayBeCut && killGroup(child));
    const timer = setTimeout(() => cut(`it did not end within ${timeout} ms`, { killed: true }), timeout);
    const onTooMuch = (): void => cut('it said too much', { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' });
    const stdout = listen(child.stdout, onTooMuch);
    const stderr = listen(child.stderr, onTooMuch);
    const ended = (code: number | null, by: NodeJS.Signals | null): void => {
      settle(code === 0 ? null : Object.assign(new Error(`it ended with ${code ?? by}`), { code }));
    };
    child.on('error', settle);
    child.on('close', ended);
    // A process that it started may hold its output open for as long as it likes.
    child.on('exit', (code, by) => setTimeout(() => ended(code, by), restOfOutputMs).unref());
    process.on('exit', onExit);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

/** @returns what was said so far, at each call */
function listen(stream: ChildProcess['stdout'], onTooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxOutputBytes) chunks.push(chunk);
    else onTooMuch();
  });
  return () => Buffer.concat(chunks).toString();
}

/**
 * At once, without asking: nothing may be sent after its end was told.
 * @returns false where nobody is left, or where it may not be ended: a program that runs as another user
 */
function killGroup({ pid }: ChildProcess): boolean {
  // Not started; the error comes.
  if (pid === undefined) return true;
  try {
    return process.kill(-pid, 'SIGKILL');
  } catch {
    return false;
  }
}

/** What a person would look at first: the exception, or else the last thing it said. */
export function lastLines(output: string): string {
  const lines = output.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const exception = lines.find((line) => /Exception|Error/.test(line) && !line.startsWith('at '));
  return cut((exception ?? lines.at(-1) ?? 'it said nothing').replace(/\p{C}/gu, ' '), 300);
}
