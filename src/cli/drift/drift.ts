// trimtab drift: whether topologies still behave as they did when the agent came to know them, and what to do where they do not. It only reads.
import { Command } from 'commander';
import { loadFor } from '../shared/configuration.js';
import { commandLogger, printJson } from '../shared/output.js';
import {
  existingStateDirectory,
  type ReadingOptions,
  readingOptions,
  refuseMissing,
} from '../shared/state-directory.js';
import { driftDocument } from './document.js';
import { driftText } from './text.js';

export function driftCommand(): Command {
  const command = new Command('drift').description(
    'whether topologies still behave as they did: what has shifted, what kind of change that is, and what to do',
  );
  return readingOptions(command).action(async (options: ReadingOptions) => {
    const loaded = loadFor(options);
    const stateDir = existingStateDirectory(loaded, commandLogger(options.output));
    refuseMissing(stateDir);
    const now = Date.now();
    const document = await driftDocument(loaded, stateDir, options, now);
    if (options.output === 'json') printJson(document);
    else process.stdout.write(driftText(document, now));
  });
}
