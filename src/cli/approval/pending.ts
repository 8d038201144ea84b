// trimtab pending: what waits for an answer, and how far Trimtab has earned to act by itself. It only reads.
import { Command } from 'commander';
import { loadFor } from '../shared/configuration.js';
import { commandLogger, printJson } from '../shared/output.js';
import {
  existingStateDirectory,
  type ReadingOptions,
  readingOptions,
  refuseMissing,
} from '../shared/state-directory.js';
import { pendingDocument } from './pending-document.js';
import { pendingText } from './pending-text.js';

export function pendingCommand(): Command {
  const command = new Command('pending').description(
    'what waits for approval, the advice that is shown, and what became of the last changes',
  );
  return readingOptions(command).action(async (options: ReadingOptions) => {
    const loaded = loadFor(options);
    const stateDir = existingStateDirectory(loaded, commandLogger(options.output));
    refuseMissing(stateDir);
    const document = await pendingDocument(loaded, stateDir, options);
    if (options.output === 'json') printJson(document);
    else process.stdout.write(pendingText(document));
  });
}
