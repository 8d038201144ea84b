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
// A reader that has seen enough (| head) closes the pipe, and one that is gone cannot be told anything. That is no failure: what was begun
// is ended, and the exit code says how.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
// What cannot be logged is lost, and nothing else: the journal is the record.
process.stderr.on('error', () => undefined);

process.exitCode = await run(process.argv.slice(2), interrupted.signal);
process.off('SIGINT', interrupt);
process.off('SIGTERM', interrupt);
