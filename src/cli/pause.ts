// trimtab pause and resume: the kill switch. A file in the state directory, obeyed before the agent's next call.
import { Command } from 'commander';
import { KillSwitch, openStateDir, type PauseScope, scopeText } from '../agent/index.js';
import { type ClusterOptions, loadFor, outputOption, printJson } from './common.js';
import { operator } from './operator.js';

interface Options extends ClusterOptions {
  readonly topology?: string;
}

export function pauseCommand(): Command {
  return scoped(new Command('pause'))
    .description('stops the agent from changing anything, from its next call on; it goes on watching')
    .action(async (options: Options) => {
      const { scope, killSwitch, state } = open(options);
      const by = operator();
      await killSwitch.pause(scope, by, new Date().toISOString());
      answer(options, scope, true, `${scopeText(scope)} paused (${state}); trimtab resume ends it`);
    });
}

export function resumeCommand(): Command {
  return scoped(new Command('resume'))
    .description('ends a pause of the same scope')
    .action(async (options: Options) => {
      const { scope, killSwitch } = open(options);
      const was = await killSwitch.resume(scope);
      const others = await killSwitch.pauses();
      const left = others.length === 0 ? '' : `; still paused: ${others.map(scopeText).join(', ')}`;
      const text = was ? `${scopeText(scope)} no longer paused` : `${scopeText(scope)} was not paused`;
      answer(options, scope, false, `${text}${left}`);
    });
}

function scoped(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file that names the state directory')
    .option('--state-dir <dir>', 'state directory of the agent (default: stateDir, ./var)')
    .option('--cluster <name>', 'only this cluster (default: all)')
    .option('--topology <name>', 'only topologies of this name (default: all)')
    .addOption(outputOption());
}

function open(options: Options): { scope: PauseScope; killSwitch: KillSwitch; state: string } {
  const { stateDir } = loadFor(options).config;
  openStateDir(stateDir);
  const scope = { cluster: options.cluster ?? null, topology: options.topology ?? null };
  return { scope, killSwitch: new KillSwitch(stateDir), state: stateDir };
}

function answer(options: Options, scope: PauseScope, paused: boolean, text: string): void {
  if (options.output === 'json') printJson({ schema: 'trimtab/pause/v1', paused, ...scope });
  else process.stdout.write(`${text}\n`);
}
