// trimtab pause and resume: the kill switch. A file in the state directory, obeyed before the agent's next call.
import { Command } from 'commander';
import {
  DriftStore,
  isCalled,
  KillSwitch,
  openStateDir,
  type PauseScope,
  scopeText,
  withPlace,
} from '../agent/index.js';
import { journalHolder } from '../audit/index.js';
import { type ClusterOptions, commandLogger, loadFor, outputOption, printJson } from './common.js';
import { operator } from './operator.js';

interface Options extends ClusterOptions {
  readonly topology?: string;
}

export function pauseCommand(): Command {
  return scoped(new Command('pause'))
    .description('stops the agent from changing anything, from its next call on; it goes on watching')
    .action(async (options: Options) => {
      const { scope, killSwitch, state } = await open(options);
      const by = operator();
      await killSwitch.pause(scope, by, new Date().toISOString());
      await answer(
        options,
        state,
        scope,
        true,
        `${scopeText(scope)} paused (${state}); trimtab resume ends it`,
      );
    });
}

export function resumeCommand(): Command {
  return scoped(new Command('resume'))
    .description('ends a pause of the same scope')
    .action(async (options: Options) => {
      const { scope, killSwitch, state } = await open(options);
      const was = await killSwitch.resume(scope);
      const others = await killSwitch.pauses();
      const left = others.length === 0 ? '' : `; still paused: ${others.map(scopeText).join(', ')}`;
      const text = was ? `${scopeText(scope)} no longer paused` : `${scopeText(scope)} was not paused`;
      await answer(options, state, scope, false, `${text}${left}`);
    });
}

function scoped(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file that names the state directory')
    .option('--state-dir <dir>', 'state directory of the agent (default: stateDir, ./var)')
    .option('--cluster <name>', 'only this cluster (default: all)')
    .option(
      '--topology <name>',
      'only topologies of this name; on Heron also role/environ/name (default: all)',
    )
    .addOption(outputOption());
}

interface Opened {
  readonly scope: PauseScope;
  readonly killSwitch: KillSwitch;
  readonly state: string;
}

/** Says what may have been meant otherwise, and does what was said all the same: it is a kill switch. */
async function open(options: Options): Promise<Opened> {
  const { config, file } = loadFor(options);
  const { stateDir, clusters } = config;
  openStateDir(stateDir);
  const log = commandLogger(options.output);
  if ((await journalHolder(stateDir)) === null) {
    const next = 'If one runs with another, name that with --state-dir or --config.';
    log.warn(
      `no agent runs on the state directory ${stateDir}: only one that is started on it obeys. ${next}`,
    );
  }
  const { cluster } = options;
  if (cluster !== undefined && file !== null && !clusters.some(({ name }) => name === cluster)) {
    log.warn(`${file.path} has no cluster ${JSON.stringify(cluster)}: the agent may know none of that name`);
  }
  const scope = { cluster: options.cluster ?? null, topology: options.topology ?? null };
  const several = await severalCalled(stateDir, scope);
  if (several.length > 1) {
    const [first] = several;
    log.warn(
      `${several.length} topologies are named ${JSON.stringify(scope.topology)}, and all of them are meant: ${several.join(', ')}. For one of them: --topology ${first}`,
    );
  }
  return { scope, killSwitch: new KillSwitch(stateDir), state: stateDir };
}

/** A kill switch is no place to be refused: a name of several holds for all of them. */
async function severalCalled(stateDir: string, { cluster, topology }: PauseScope): Promise<string[]> {
  if (topology === null) return [];
  const { kept } = await new DriftStore(stateDir).all();
  const called = kept.filter(
    (one) => (cluster === null || one.cluster === cluster) && isCalled(one.topology, topology),
  );
  return [...new Set(called.map((one) => withPlace(one.topology)))].sort();
}

async function answer(
  options: Options,
  state: string,
  scope: PauseScope,
  paused: boolean,
  text: string,
): Promise<void> {
  const agent = await journalHolder(state);
  if (options.output === 'json') printJson({ schema: 'trimtab/pause/v1', paused, ...scope, agent });
  else process.stdout.write(`${text}\n`);
}
