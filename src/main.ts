#!/usr/bin/env node
// The entry: signals in, exit code out. The only place that ends the process.
import { run } from './cli/run.js';
import { TrimtabError } from './errors/index.js';

const interrupted = new AbortController();
const interrupt = (signal: NodeJS.Signals): void => {
  interrupted.abort(new TrimtabError('TRIMTAB_E_INTERRUPTED', 'interrupted'));
  // A second one ends the process. Not before the next turn: while a file is written, write-file-atomic listens as well, and it
  // ends the process itself where nobody else does, as it would seem if this were gone already.
  setImmediate(() => process.off(signal, interrupt));
};
process.on('SIGINT', interrupt);
process.on('SIGTERM', interrupt);
// A reader that has seen enough (| head) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), interrupted.signal);
process.off('SIGINT', interrupt);
process.off('SIGTERM', interrupt);
