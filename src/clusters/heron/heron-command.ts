// Updates through the `heron` command of this machine, argument by argument, where there is no API server.
import { TrimtabError } from '../../errors/index.js';
import { type Ran, runCommand } from '../command/run-command.js';
import { whyNotStarted } from '../command/why-not-started.js';
import { uncertain } from '../rest/uncertain.js';
import { refusalIn } from './api-answers.js';
import { errorLine } from './command-output.js';
import { commandWords, dryRunWords } from './command-words.js';
import { parseDryRun } from './dry-run.js';
import { type Updater, updateTimeoutSeconds } from './updater.js';

/** It starts Python and a Java machine, on a busy master for a minute. */
const dryRunLimitMs = 180_000;
/** Of argparse: it has understood nothing, and done nothing. */
const notUnderstood = 2;

/**
 * In direct mode: the command itself packs, and changes the cluster through its state manager and scheduler.
 * @param command path or name of the program; never read by a shell
 */
export function heronCommand(command: string, longestSeconds = updateTimeoutSeconds): Updater {
  return {
    dryRun: async (topology, request, signal) => {
      const words = dryRunWords(topology, request);
      const { error, output } = await runCommand(command, words, { signal, timeout: dryRunLimitMs });
      if (signal.aborted) throw signal.reason;
      if (error !== null && error.code !== 200) throw dryRunFailure(command, error, output);
      return parseDryRun(`${command} update --dry-run`, plansIn(command, output));
    },
    update: async (topology, request, signal) => {
      const words = commandWords(topology, request);
      signal.throwIfAborted();
      // Whoever cut it off in the middle would leave the spouts paused.
      const limits = { signal, timeout: longestSeconds * 1000, onAbort: 'leave' } as const;
      const { error, output } = await runCommand(command, words, limits);
      if (error !== null) throw updateFailure(command, error, output);
    },
  };
}

function dryRunFailure(command: string, error: NonNullable<Ran['error']>, output: string): TrimtabError {
  const { code } = error;
  const certain = certainFailure(command, error, output, 'answer');
  if (certain !== null) return certain;
  const text = `${command} update --dry-run: ${error.message}: ${errorLine(output)}; nothing was sent`;
  if (typeof code !== 'number') return new TrimtabError('TRIMTAB_E_HERON_COMMAND', text, { cause: error });
  const next = 'Try the command by hand as the user of Trimtab: its message says what it lacks.';
  return new TrimtabError('TRIMTAB_E_ENGINE_FAILED', text, { cause: error, next });
}

/** The process ends with 1 whatever it was that failed, so that only its words tell a refusal from what broke on the way. */
function updateFailure(command: string, error: NonNullable<Ran['error']>, output: string): TrimtabError {
  const certain = certainFailure(command, error, output, 'log');
  if (certain !== null) return certain;
  return uncertain('the update', new Error(`${command} update: ${error.message}: ${errorLine(output)}`));
}

/** Of what certainly did nothing: it was not started, did not understand its arguments, or Heron refused. */
function certainFailure(
  command: string,
  error: NonNullable<Ran['error']>,
  output: string,
  of: 'answer' | 'log',
): TrimtabError | null {
  const { code } = error;
  const why = whyNotStarted(command, error);
  if (why !== null) {
    const text = `${command}: ${why}; nothing was sent`;
    return new TrimtabError('TRIMTAB_E_HERON_COMMAND', text, { cause: error });
  }
  // One that was cut off may have said the words, and gone on.
  if (typeof code !== 'number') return null;
  const said = errorLine(output);
  if (code === notUnderstood) {
    const text = `${command} update does not take these arguments: ${said}; nothing was sent`;
    return new TrimtabError('TRIMTAB_E_HERON_COMMAND', text, { cause: error });
  }
  return refusalIn(said, `${command} update: ${said}`, of);
}

/**
 * What it says around the plans stays out. In server mode it prints none: then it would send the update to an API server, without the
 * repacking that was tried.
 */
function plansIn(command: string, output: string): string {
  const plans = /^New packing plan:\n.*\nOld packing plan:\n.*$/m.exec(output)?.[0];
  if (plans !== undefined) return plans;
  throw new TrimtabError(
    'TRIMTAB_E_HERON_COMMAND',
    `${command} update --dry-run prints no packing plans in JSON: ${errorLine(output)}; nothing was sent`,
    {
      next: 'Where the command goes through an API server (heron config, or ~/.heron), set clusters[].api in place of clusters[].heronCommand.',
    },
  );
}
