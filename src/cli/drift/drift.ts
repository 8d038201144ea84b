// trimtab drift: whether topologies still behave as they did when the agent came to know them, and what to do where they do not. It only reads.
import { Command } from 'commander';
import { aName, commandLogger, configOption, loadFor, outputOption, printJson } from '../shared/common.js';
import { existingStateDirectory, refuseMissing } from '../shared/state-directory.js';
import { driftDocument } from './document.js';
import { driftText } from './text.js';

interface Options {
  readonly config?: string;
  readonly stateDir?: string;
  readonly cluster?: string;
  readonly topology?: string;
  readonly output: 'text' | 'json';
}

export function driftCommand(): Command {
  return new Command('drift')
    .description(
      'whether topologies still behave as they did: what has shifted, what kind of change that is, and what to do',
    )
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
      refuseMissing(stateDir);
      const now = Date.now();
      const document = await driftDocument(loaded, stateDir, options, now);
      if (options.output === 'json') printJson(document);
      else process.stdout.write(driftText(document, now));
    });
}
