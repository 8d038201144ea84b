// Runs one command line and turns its end into an exit code; what failed is said on stderr, or as JSON on stdout when that is asked for.
import { type Command, CommanderError } from 'commander';
import { asTrimtabError, TrimtabError } from '../errors/index.js';
import { shownJson, shownLines } from '../util/index.js';
import { program } from './program.js';
import { errorText } from './shared/error-text.js';

/**
 * @param argv the words after the program's name
 * @param signal aborted with a TrimtabError when the process is asked to end
 * @returns the exit code
 */
export async function run(argv: readonly string[], signal: AbortSignal): Promise<number> {
  const root = await program(argv[0], signal);
  const json = wantsJson(argv);
  for (const command of allCommands(root)) {
    command.exitOverride();
    // Commander's own message is said again below, with the code and the next step.
    command.configureOutput({ writeErr: () => {} });
  }
  try {
    await root.parseAsync([...argv], { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    const error =
      thrown instanceof CommanderError
        ? usageError(thrown, root.commands.find((c) => c.name() === argv[0]) ?? root, argv)
        : await toldTo(argv[0], asTrimtabError(thrown));
    report(error, json);
    return error.exitCode;
  }
}

/** The agent alone writes the journal. Who reads it is told otherwise, by what is loaded for that alone: it is large. */
async function toldTo(command: string | undefined, error: TrimtabError): Promise<TrimtabError> {
  if (command === 'agent') return error;
  const { toldToReader } = await import('./shared/as-reader.js');
  return toldToReader(error);
}

function usageError(thrown: CommanderError, command: Command, argv: readonly string[]): TrimtabError {
  // Without a command commander shows the help as an error, and so it does with one to be helped with that there is not.
  if (thrown.code === 'commander.help') {
    const [help, unknown] = argv.slice(command.parent === null ? 0 : 1);
    if (help === 'help' && unknown !== undefined)
      return new TrimtabError('TRIMTAB_E_USAGE', `unknown command '${unknown}'`);
    const commands = command.commands.map((c) => c.name()).join(', ');
    return new TrimtabError('TRIMTAB_E_USAGE', `a command is missing (there are: ${commands})`);
  }
  const message = thrown.message.replace(/^error: /, '').replace(/\n+/g, ' ');
  return new TrimtabError('TRIMTAB_E_USAGE', message);
}

function report(error: TrimtabError, json: boolean): void {
  const { code, message, next } = error;
  if (json) {
    process.stdout.write(`${shownJson({ schema: 'trimtab/error/v1', error: { code, message, next } })}\n`);
  } else {
    process.stderr.write(errorText(error));
  }
  if (code === 'TRIMTAB_E_INTERNAL' && error.cause instanceof Error)
    process.stderr.write(`${shownLines(error.cause.stack ?? '')}\n`);
}

/** Read by hand: a command line that cannot be parsed still deserves its answer in the form it asks for, which is the last that it names. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  const last = options.findLastIndex((word) => word.startsWith('--output=') || word === '--output');
  return options[last] === '--output' ? options[last + 1] === 'json' : options[last] === '--output=json';
}

function allCommands(root: Command): Command[] {
  return [root, ...root.commands.flatMap(allCommands)];
}
