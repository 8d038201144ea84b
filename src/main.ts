#!/usr/bin/env node
// The entry: signals in, exit code out. The only place that ends the process.
import { run } from './cli/run.js';
import { TrimtabError } from './errors/index.js';

const interrupted = new AbortController();
const interrupt = (): void => {
  interrupted.abort(new TrimtabError('TRIMTAB_E_INTERRUPTED', 'interrupted'));
};
// A second one ends the process.
process.once('SIGINT', interrupt);
process.once('SIGTERM', interrupt);
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
