// trimtab pending: what waits for an answer, and how far Trimtab has earned to act by itself. It only reads.
import { Command } from 'commander';
import { aName, commandLogger, configOption, loadFor, outputOption, printJson } from '../shared/common.js';
import { existingStateDirectory } from '../shared/state-directory.js';
import { pendingDocument } from './pending-document.js';
import { pendingText } from './pending-text.js';

interface Options {
  readonly config?: string;
  readonly stateDir?: string;
  readonly cluster?: string;
  readonly topology?: string;
  readonly output: 'text' | 'json';
}

export function pendingCommand(): Command {
  return new Command('pending')
    .description('what waits for approval, the advice that is shown, and what became of the last changes')
    .addOption(configOption())
    .option('--state-dir <dir>', 'state directory of the agent (default: stateDir, ./var, ./var/demo)')
    .option('--cluster <name>', 'only of this cluster (default: all)', aName('leave --cluster out for all'))
    .option(
      '--topology <name>',
      'only of topologies of this name (default: all)',
      aName('leave --topology out for all'),
    )
    .addOption(outputOption())
    .action(async (options: Options) => {
      const loaded = loadFor(options);
      const stateDir = existingStateDirectory(loaded, commandLogger(options.output));
      const document = await pendingDocument(loaded, stateDir, options);
      if (options.output === 'json') printJson(document);
      else process.stdout.write(pendingText(document));
    });
}
