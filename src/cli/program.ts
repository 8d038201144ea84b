// The command line: every command, and how wrong usage is said.
import { Command } from 'commander';
import { agentCommand } from './agent/agent.js';
import { pauseCommand, resumeCommand } from './agent/pause.js';
import { approveCommand, rejectCommand, snoozeCommand } from './approval/answer.js';
import { pendingCommand } from './approval/pending.js';
import { auditCommand } from './audit/audit.js';
import { configCommand } from './config.js';
import { demoCommand } from './demo/demo.js';
import { simulateCommand } from './demo/simulate.js';
import { doctorCommand } from './doctor.js';
import { driftCommand } from './drift/drift.js';
import { evaluateCommand } from './evaluate/evaluate.js';
import { explainCommand } from './explain/explain.js';
import { renderCommand } from './render/render.js';
import { rollbackCommand } from './rollback/rollback.js';
import { version } from './shared/version.js';
import { suggestCommand } from './suggest/suggest.js';
import { distilCommand } from './train/distil.js';
import { trainCommand } from './train/train.js';
import { tuneCommand } from './tune/tune.js';

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
