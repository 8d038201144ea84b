// Sends a rebalance through the `storm` command, argument by argument, where Nimbus wants a handshake that Trimtab does not speak.
import { type ChildProcess, spawn } from 'node:child_process';
import { type ErrorCode, TrimtabError } from '../../errors/index.js';
import type { Operation, TopologyRef } from '../types.js';
import { stormWords } from './storm-words.js';

/** How changes are sent: `auto` speaks Thrift wherever Nimbus does, as far as its configuration tells. */
export type Via = 'auto' | 'storm-cli';

/** It starts two to four Java machines, on a busy master for a minute. */
const limitMs = 180_000;
/** More than a stack trace; the end of it is what counts. */
const maxOutputBytes = 4 * 2 ** 20;

/** What Java or storm.py says, in this order: the first that fits. */
const causes: readonly (readonly [RegExp, ErrorCode, string])[] = [
  [/NotAliveException/, 'TRIMTAB_E_TOPOLOGY_GONE', 'the topology is not on the cluster'],
  [/AuthorizationException|not authorized/i, 'TRIMTAB_E_AUTH', 'this user may not change it'],
  [/InvalidTopologyException/, 'TRIMTAB_E_VALUE_REFUSED', 'Nimbus refused a value'],
  [/NimbusLeaderNotFoundException|Could not find leader nimbus/, 'TRIMTAB_E_NO_LEADER', 'no Nimbus leads'],
  [/Internal error processing rebalance/, 'TRIMTAB_E_REBALANCING', 'most often a rebalance is under way'],
  [/GSSException|LoginException|SaslException|SASL/, 'TRIMTAB_E_AUTH', 'the handshake with Nimbus failed'],
  [/Connection refused|UnknownHostException/, 'TRIMTAB_E_UNREACHABLE', 'it does not reach Nimbus'],
];

const nextSteps: Partial<Record<ErrorCode, string>> = {
  TRIMTAB_E_AUTH:
    'Try the command by hand as the user of Trimtab: its ticket (kinit), its JAAS file and storm.yaml decide what it may do.',
  TRIMTAB_E_UNREACHABLE: 'Check nimbus.seeds in the storm.yaml of the storm command.',
};

/**
 * @param command path or name of the program; never read by a shell
 * @param signal ends the command and all that it has started; whether it had sent anything is then unknown
 * @throws TrimtabError TRIMTAB_E_STORM_COMMAND when it cannot be started; TRIMTAB_E_UNCERTAIN when it ended in a way that does not tell
 *   whether Nimbus got it; else the code of what Nimbus answered
 */
export async function rebalanceByCommand(
  command: string,
  { name }: TopologyRef,
  operation: Operation,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const words = stormWords(name, operation);
  const { error, output } = await runStorm(command, words, { signal, timeout: limitMs });
  if (error === null) return;
  throw asTrimtab(command, error, output);
}

export interface Ran {
  /** `killed`: it took too long. */
  readonly error: (Error & { readonly code?: unknown; readonly killed?: unknown }) | null;
  readonly output: string;
}

export interface Limits {
  readonly signal: AbortSignal;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * The command has a process group of its own, and is ended with all of it: what is named may be a script around `storm`, and a Java
 * that outlives the script would send what the agent has given up already.
 * Never rejects: how it ended is a part of what is returned.
 */
export async function runStorm(command: string, words: readonly string[], limits: Limits): Promise<Ran> {
  let child: ChildProcess;
  try {
    child = spawn(command, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], shell: false });
  } catch (thrown) {
    return { error: thrown as Error, output: '' };
  }
  return await untilEnded(child, limits);
}

function untilEnded(child: ChildProcess, limits: Limits): Promise<Ran> {
  const { signal, timeout } = limits;
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
    const onAbort = (): void => cut('it was asked to end', { code: 'ABORT_ERR' });
    // Ctrl-C at a terminal does not reach another group.
    const onExit = (): void => void killGroup(child);
    const timer = setTimeout(() => cut(`it did not end within ${timeout} ms`, { killed: true }), timeout);
    const onTooMuch = (): void => cut('it said too much', { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' });
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
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxOutputBytes) onTooMuch();
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

function asTrimtab(command: string, error: NonNullable<Ran['error']>, output: string): TrimtabError {
  const { code } = error;
  const why = whyNotStarted(code);
  if (why !== null) {
    return new TrimtabError('TRIMTAB_E_STORM_COMMAND', `${command}: ${why}; nothing was sent`, {
      cause: error,
    });
  }
  const said = lastLines(output);
  // Only a command that ended by itself tells by its words; one that was cut off may have sent it all the same.
  const found = typeof code === 'number' ? causes.find(([pattern]) => pattern.test(output)) : undefined;
  if (found === undefined) {
    const how = typeof code === 'number' ? `ended with exit code ${code}` : 'was cut off';
    return new TrimtabError('TRIMTAB_E_UNCERTAIN', `${command} rebalance ${how}: ${said}`, { cause: error });
  }
  const [, known, text] = found;
  const next = nextSteps[known];
  return new TrimtabError(known, `${command} rebalance: ${text}: ${said}`, {
    ...(next === undefined ? {} : { next }),
    cause: error,
  });
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

/** Whether Nimbus takes what Trimtab can speak, by the cluster's own configuration. */
export function speaksPlainThrift(configuration: Readonly<Record<string, unknown>>): boolean {
  const transport = configuration['storm.thrift.transport'];
  return typeof transport !== 'string' || /(^|\.)SimpleTransportPlugin$/.test(transport);
}
