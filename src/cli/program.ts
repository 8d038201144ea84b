// The command line: every command, and how wrong usage is said.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { auditCommand } from './audit.js';
import { configCommand } from './config.js';
import { doctorCommand } from './doctor.js';
import { simulateCommand } from './simulate.js';
import { suggestCommand } from './suggest.js';

/** @param signal aborted when the process is asked to end */
export function program(signal: AbortSignal = new AbortController().signal): Command {
  const root = new Command('trimtab')
    .description(
      'Tunes Apache Storm topologies: reads every spout and bolt, finds the bottleneck, says what to turn.',
    )
    .version(version(), '-V, --version')
    .showSuggestionAfterError(true);
  for (const command of [
    suggestCommand(signal),
    doctorCommand(signal),
    auditCommand(),
    configCommand(),
    simulateCommand(signal),
  ]) {
    root.addCommand(command);
  }
  return root;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
