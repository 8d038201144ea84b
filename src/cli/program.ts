// The command line: every command, and which of them have to be loaded for what was typed.
import { Command } from 'commander';
import { version } from './shared/version.js';

/** By name, in the order of the help. */
const commands: ReadonlyMap<string, (signal: AbortSignal) => Promise<Command>> = new Map([
  ['demo', async (signal) => (await import('./demo/demo.js')).demoCommand(signal)],
  ['suggest', async (signal) => (await import('./suggest/suggest.js')).suggestCommand(signal)],
  ['agent', async (signal) => (await import('./agent/agent.js')).agentCommand(signal)],
  ['pause', async () => (await import('./agent/pause.js')).pauseCommand()],
  ['resume', async () => (await import('./agent/pause.js')).resumeCommand()],
  ['pending', async () => (await import('./approval/pending.js')).pendingCommand()],
  ['approve', async (signal) => (await import('./approval/answer.js')).approveCommand(signal)],
  ['reject', async (signal) => (await import('./approval/answer.js')).rejectCommand(signal)],
  ['snooze', async (signal) => (await import('./approval/answer.js')).snoozeCommand(signal)],
  ['rollback', async (signal) => (await import('./rollback/rollback.js')).rollbackCommand(signal)],
  ['render', async (signal) => (await import('./render/render.js')).renderCommand(signal)],
  ['doctor', async (signal) => (await import('./doctor.js')).doctorCommand(signal)],
  ['drift', async () => (await import('./drift/drift.js')).driftCommand()],
  ['explain', async () => (await import('./explain/explain.js')).explainCommand()],
  ['audit', async () => (await import('./audit/audit.js')).auditCommand()],
  ['config', async () => (await import('./config.js')).configCommand()],
  ['simulate', async (signal) => (await import('./demo/simulate.js')).simulateCommand(signal)],
  ['train', async (signal) => (await import('./train/train.js')).trainCommand(signal)],
  ['distil', async (signal) => (await import('./train/distil.js')).distilCommand(signal)],
  ['tune', async () => (await import('./tune/tune.js')).tuneCommand()],
  ['evaluate', async (signal) => (await import('./evaluate/evaluate.js')).evaluateCommand(signal)],
]);

/**
 * @param first word of the command line: where it names a command only this one is loaded, and none for the version, as loading all takes longer than most answers
 * @param signal aborted when the process is asked to end
 */
export async function program(
  first?: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<Command> {
  const root = new Command('trimtab')
    .description(
      'Tunes topologies of Apache Storm and Heron: reads every spout and bolt, finds the bottleneck, says what to turn.',
    )
    .version(version(), '-V, --version')
    .showSuggestionAfterError(true);
  if (first === '-V' || first === '--version') return root;
  const named = commands.get(first ?? '');
  for (const load of named === undefined ? commands.values() : [named]) root.addCommand(await load(signal));
  return root;
}
