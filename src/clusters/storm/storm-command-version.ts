// Asks the `storm` command for its version: whether it is there, may be run, finds its Java, and is Storm's at all.
import { lastLines, runStorm, whyNotStarted } from './storm-command.js';

/** It starts one or two Java machines, on a busy master for half a minute. */
const limitMs = 60_000;

export type StormCommandVersion =
  | { readonly kind: 'version'; readonly version: string }
  /** It ended well, and what it said is not what Storm says: another program of that name. */
  | { readonly kind: 'another'; readonly said: string }
  | { readonly kind: 'unusable'; readonly why: string };

/**
 * Sends nothing to the cluster. As `storm version` answers in 1.2 and 2.x: a line "Storm 2.8.3" among others.
 * @param command path or name of the program; never read by a shell
 * @param timeoutMs milliseconds until it is killed
 * @throws the reason of the signal
 */
export async function stormCommandVersion(
  command: string,
  signal: AbortSignal,
  timeoutMs = limitMs,
): Promise<StormCommandVersion> {
  signal.throwIfAborted();
  const { error, output } = await runStorm(command, ['version'], { signal, timeout: timeoutMs });
  signal.throwIfAborted();
  if (error !== null) return { kind: 'unusable', why: whyUnusable(error, output, timeoutMs) };
  const version = /^Storm (\S+)\s*$/m.exec(output)?.[1];
  return version === undefined ? { kind: 'another', said: lastLines(output) } : { kind: 'version', version };
}

function whyUnusable(
  { code, killed }: { readonly code?: unknown; readonly killed?: unknown },
  output: string,
  timeoutMs: number,
): string {
  const notStarted = whyNotStarted(code);
  if (notStarted !== null) return notStarted;
  if (killed === true) return `it did not end within ${timeoutMs / 1000} s`;
  const how = typeof code === 'number' ? `it ended with exit code ${code}` : 'it was cut off';
  return `${how}: ${lastLines(output)}`;
}
