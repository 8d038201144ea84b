// Runs an engine's own command, argument by argument and without a shell, with a limit, and tells how it ended.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/** More than a stack trace; the end of it is what counts. */
const maxOutputBytes = 4 * 2 ** 20;

export interface Ran {
  /** `killed`: it took too long. */
  readonly error: (Error & { readonly code?: unknown; readonly killed?: unknown }) | null;
  readonly output: string;
}

export interface Limits {
  readonly signal: AbortSignal;
  /** Milliseconds; after them it is ended, whatever it is at. */
  readonly timeout: number;
  /** What the signal does: ends the command (default), or leaves it to itself: one that changes a cluster step by step would be cut off in the middle. */
  readonly onAbort?: 'end' | 'leave';
}

/**
 * The command has a process group of its own, and is ended with all of it: what is named may be a script around the engine's own
 * command, and a Java that outlives the script would send what the agent has given up already.
 * Never rejects: how it ended is a part of what is returned.
 */
export async function runCommand(command: string, words: readonly string[], limits: Limits): Promise<Ran> {
  let child: ChildProcess;
  try {
    child = spawn(command, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], shell: false });
  } catch (thrown) {
    return { error: thrown as Error, output: '' };
  }
  return await untilEnded(child, limits);
}

function untilEnded(
  child: ChildProcess,
  { signal, timeout, onAbort: atAbort = 'end' }: Limits,
): Promise<Ran> {
  const mayBeCut = atAbort === 'end';
  return new Promise((resolve) => {
    let cutShort: Ran['error'] = null;
    const settle = (error: Ran['error']): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      process.off('exit', onExit);
      resolve({ error: cutShort ?? error, output: `${stdout()}\n${stderr()}` });
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
      letGo(child);
      settle(cutShort);
    };
    const onAbort = (): void => (mayBeCut ? cut('it was asked to end', { code: 'ABORT_ERR' }) : leave());
    // Ctrl-C at a terminal does not reach another group.
    const onExit = (): void => void (mayBeCut && killGroup(child));
    const timer = setTimeout(() => cut(`it did not end within ${timeout} ms`, { killed: true }), timeout);
    const onTooMuch = (): void => {
      if (mayBeCut) cut('it said too much', { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' });
    };
    const stdout = listen(child.stdout, onTooMuch);
    const stderr = listen(child.stderr, onTooMuch);
    child.on('error', settle);
    child.on('close', (code, by) => {
      settle(code === 0 ? null : Object.assign(new Error(`it ended with ${code ?? by}`), { code }));
    });
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

/** Neither the command nor its output holds this process up; what it still says is read while this process lives, and dropped. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.removeAllListeners('data').resume();
    (stream as Socket | null)?.unref();
  }
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

/** null for the code of anything that was started. */
export function whyNotStarted(code: unknown): string | null {
  if (code === 'ENOENT') return 'there is no such program';
  const isRefused = code === 'EACCES' || code === 'EPERM' || code === 'ENOEXEC';
  return isRefused ? `it cannot be started (${code})` : null;
}

/** What a person would look at first: the exception, or else the last thing it said. */
export function lastLines(output: string): string {
  const lines = output.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const exception = lines.find((line) => /Exception|Error/.test(line) && !line.startsWith('at '));
  return (exception ?? lines.at(-1) ?? 'it said nothing').replace(/\p{C}/gu, ' ').slice(0, 300);
}
