#!/usr/bin/env node
import { run } from './cli/run.js';
// The entry: signals in, exit code out. The only place that ends the process.
import { errorText } from './cli/shared/error-text.js';
import { TrimtabError } from './errors/index.js';

const interrupted = new AbortController();
/** npm and timeout send a signal to the process and to its group: within these milliseconds it is the same wish. */
const oneWishMs = 500;
const interrupt = (signal: NodeJS.Signals): void => {
  interrupted.abort(new TrimtabError('TRIMTAB_E_INTERRUPTED', 'interrupted'));
  // A second one ends the process.
  setTimeout(() => process.off(signal, interrupt), oneWishMs).unref();
};
const argv = process.argv.slice(2);
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// A terminal that is gone: what was asked for is withdrawn, and what was begun is said. The agent reads its configuration anew on it, as long
// as it has one; before and after that it must not be ended by it.
process.on('SIGHUP', argv[0] === 'agent' ? () => undefined : interrupt);
// A reader that has seen enough (| head) closes the pipe, and one that is gone cannot be told anything. That is no failure: what was begun
// is ended, and the exit code says how.
// Any other failure, such as a full disk behind `> FILE`, leaves an answer that is cut off: what was begun is ended as well, and the exit code
// is that of a failure.
let unwritten: TrimtabError | null = null;
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || unwritten !== null) return;
  unwritten = new TrimtabError('TRIMTAB_E_OUTPUT', `the output cannot be written: ${error.message}`);
  process.stderr.write(errorText(unwritten));
});
process.once('exit', () => {
  if (unwritten !== null) process.exitCode = Number(process.exitCode) || unwritten.exitCode;
});
// What cannot be logged is lost, and nothing else: the journal is the record.
process.stderr.on('error', () => undefined);

process.exitCode = await run(argv, interrupted.signal);
// What ends in order within milliseconds of a signal must not be killed, at its very end, by the second of the same wish: the handlers stay,
// and where nothing is left to do the process ends at once, without the tidying in which Node takes them away.
if (interrupted.signal.aborted) process.once('beforeExit', () => process.exit());
