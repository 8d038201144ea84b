// Asks an engine's own command for its version: whether it is there, may be run, finds its Java, and is the engine's at all.
import { lastLines, type Ran, runCommand } from './run-command.js';
import { whyNotStarted } from './why-not-started.js';

/** It starts one or two Java machines, on a busy master for half a minute. */
const limitMs = 60_000;

export type CommandVersion =
  | { readonly kind: 'version'; readonly version: string }
  /** It ended well, and what it said is not what the engine says: another program of that name. */
  | { readonly kind: 'another'; readonly said: string }
  | { readonly kind: 'unusable'; readonly why: string };

/** The line of `storm version` in 1.2 and 2.x, among others: "Storm 2.8.3". */
const stormLine = /^Storm (\S+)\s*$/m;
/** Of `heron version`, which prints release.yaml. */
const heronLine = /^heron\.build\.version\s*:\s*['"]?([^\s'"]+)/m;

export const stormCommandVersion = asking(stormLine);
export const heronCommandVersion = asking(heronLine);

/** @param line of what `version` prints: the group is the version */
function asking(line: RegExp) {
  /**
   * Sends nothing to the cluster.
   * @param command path or name of the program; never read by a shell
   * @param timeoutMs milliseconds until it is killed
   * @throws the reason of the signal
   */
  return async (command: string, signal: AbortSignal, timeoutMs = limitMs): Promise<CommandVersion> => {
    signal.throwIfAborted();
    const { error, output } = await runCommand(command, ['version'], { signal, timeout: timeoutMs });
    signal.throwIfAborted();
    if (error !== null) return { kind: 'unusable', why: whyUnusable(command, error, output, timeoutMs) };
    const version = line.exec(output)?.[1];
    return version === undefined
      ? { kind: 'another', said: lastLines(output) }
      : { kind: 'version', version };
  };
}

function whyUnusable(
  command: string,
  error: NonNullable<Ran['error']>,
  output: string,
  timeoutMs: number,
): string {
  const { code, killed } = error;
  const notStarted = whyNotStarted(command, error);
  if (notStarted !== null) return notStarted;
  if (killed === true) return `it did not end within ${timeoutMs / 1000} s`;
  const how = typeof code === 'number' ? `it ended with exit code ${code}` : 'it was cut off';
  return `${how}: ${lastLines(output)}`;
}
