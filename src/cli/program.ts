// The command line: every command, and how wrong usage is said.
import { Command } from 'commander';
import { agentCommand } from './agent.js';
import { approveCommand, rejectCommand, snoozeCommand } from './answer.js';
import { auditCommand } from './audit.js';
import { configCommand } from './config.js';
import { demoCommand } from './demo.js';
import { distilCommand } from './distil.js';
import { doctorCommand } from './doctor.js';
import { driftCommand } from './drift.js';
import { evaluateCommand } from './evaluate.js';
import { explainCommand } from './explain.js';
import { pauseCommand, resumeCommand } from './pause.js';
import { pendingCommand } from './pending.js';
import { renderCommand } from './render.js';
import { rollbackCommand } from './rollback.js';
import { simulateCommand } from './simulate.js';
import { suggestCommand } from './suggest.js';
import { trainCommand } from './train.js';
import { tuneCommand } from './tune.js';
import { version } from './version.js';

/** @param signal aborted when the process is asked to end */
export function program(signal: AbortSignal = new AbortController().signal): Command {
  const root = new Command('trimtab')
    .description(
      'Tunes topologies of Apache Storm and Heron: reads every spout and bolt, finds the bottleneck, says what to turn.',
    )
    .version(version(), '-V, --version')
    .showSuggestionAfterError(true);
  for (const command of [
    demoCommand(signal),
    suggestCommand(signal),
    agentCommand(signal),
    pauseCommand(),
    resumeCommand(),
    pendingCommand(),
    approveCommand(signal),
    rejectCommand(signal),
    snoozeCommand(signal),
    rollbackCommand(signal),
    renderCommand(signal),
    doctorCommand(signal),
    driftCommand(),
    explainCommand(),
    auditCommand(),
    configCommand(),
    simulateCommand(signal),
    trainCommand(signal),
    distilCommand(signal),
    tuneCommand(),
    evaluateCommand(signal),
  ]) {
    root.addCommand(command);
  }
  return root;
}
