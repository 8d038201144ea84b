// trimtab pause and resume: the kill switch. A file in the state directory, obeyed before the agent's next call.
import { Command } from 'commander';
import {
  DriftStore,
  isCalled,
  KillSwitch,
  openStateDir,
  type Pause,
  type PauseScope,
  resumeWords,
  scopeName,
  withPlace,
} from '../../agent/index.js';
import { journalHolder } from '../../audit/index.js';
import { TrimtabError } from '../../errors/index.js';
import { type Logger, nearest, shellQuote, shown } from '../../util/index.js';
import { operator } from '../shared/operator.js';
import { aName, type ClusterOptions, configOption, outputOption } from '../shared/options.js';
import { commandLogger, printJson } from '../shared/output.js';
import { locateState } from '../shared/state-directory.js';

interface Options extends ClusterOptions {
  readonly topology?: string;
}

export function pauseCommand(): Command {
  return scoped(new Command('pause'))
    .description('stops the agent from changing anything, from its next call on; it goes on watching')
    .action(async (options: Options) => {
      const { scope, killSwitch, state, log } = await open(options);
      await warnOfNames(state, scope, log);
      const by = operator();
      await killSwitch.pause(scope, by, new Date().toISOString());
      await answer(
        options,
        state,
        scope,
        true,
        `${scopeName(scope)} is paused (${state}); ${resumeWords(scope)} ends it`,
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
      refuseUnreadable(others);
      const still = others.map((one) => `${scopeName(one)} (${resumeWords(one)})`);
      const left = still.length === 0 ? '' : `; still paused: ${still.join(', ')}`;
      await answer(
        options,
        state,
        scope,
        false,
        `${was ? `${scopeName(scope)} is no longer paused` : wasNot(scope)}${left}`,
      );
    });
}

function wasNot(scope: PauseScope): string {
  const isAll = scope.cluster === null && scope.topology === null;
  return isAll ? 'nothing was paused as a whole' : `${scopeName(scope)} was not paused`;
}

function scoped(command: Command): Command {
  return command
    .addOption(configOption())
    .option('--state-dir <dir>', 'state directory of the agent (default: stateDir, ./var)')
    .option(
      '--cluster <name>',
      'only this cluster (default: all)',
      aName(`leave --cluster out to ${command.name()} all of them`),
    )
    .option(
      '--topology <name>',
      'only topologies of this name; on Heron also role/environ/name (default: all)',
      aName(`leave --topology out to ${command.name()} everything`),
    )
    .addOption(outputOption());
}

interface Opened {
  readonly scope: PauseScope;
  readonly killSwitch: KillSwitch;
  readonly state: string;
  readonly log: Logger;
}

/** Says what may have been meant otherwise, and does what was said all the same: it is a kill switch. */
async function open(options: Options): Promise<Opened> {
  const log = commandLogger(options.output);
  const { loaded, stateDir } = locateState(options, log);
  openStateDir(stateDir);
  if ((await journalHolder(stateDir)) === null) {
    const next = 'If one runs with another, name that with --state-dir or --config.';
    log.warn(
      `no agent runs on the state directory ${stateDir}: only one that is started on it obeys. ${next}`,
    );
  }
  const { cluster } = options;
  const file = loaded?.file ?? null;
  if (cluster !== undefined && file !== null && !loaded?.config.clusters.some((c) => c.name === cluster)) {
    log.warn(`${file.path} has no cluster ${JSON.stringify(cluster)}: the agent may know none of that name`);
  }
  const scope = { cluster: options.cluster ?? null, topology: options.topology ?? null };
  return { scope, killSwitch: new KillSwitch(stateDir), state: stateDir, log };
}

/** A kill switch is no place to be refused: a name of several holds for all of them, and one that nobody has seen may come. */
async function warnOfNames(stateDir: string, { cluster, topology }: PauseScope, log: Logger): Promise<void> {
  const { kept } = await new DriftStore(stateDir).all();
  const unknown = (what: string, name: string, known: readonly string[]): void => {
    const near = nearest(name, known);
    const meant = near === undefined ? '' : `; did you mean ${near}?`;
    log.warn(
      `no ${what} named ${JSON.stringify(name)} was watched here yet${meant} (watched: ${known.join(', ')}). The pause is for that name all the same.`,
    );
  };
  const clusters = [...new Set(kept.map((one) => one.cluster))].sort();
  if (cluster !== null && clusters.length > 0 && !clusters.includes(cluster)) {
    unknown('cluster', cluster, clusters);
    return;
  }
  const there = kept.filter((one) => cluster === null || one.cluster === cluster);
  if (topology === null || there.length === 0) return;
  const namesOf = (list: typeof there): string[] =>
    [...new Set(list.map((one) => withPlace(one.topology)))].sort();
  const called = namesOf(there.filter((one) => isCalled(one.topology, topology)));
  if (called.length === 0) unknown('topology', topology, namesOf(there));
  if (called.length < 2) return;
  const [first] = called;
  log.warn(
    `${called.length} topologies are named ${JSON.stringify(topology)}, and all of them are meant: ${called.join(', ')}. For one of them: --topology ${shellQuote(first ?? '')}`,
  );
}

/** Nobody knows what such a pause was for, so it holds for everything until a person has looked. */
function refuseUnreadable(pauses: readonly Pause[]): void {
  const files = pauses.flatMap(({ unreadable }) => unreadable ?? []);
  if (files.length === 0) return;
  throw new TrimtabError(
    'TRIMTAB_E_STATE_DIR',
    `everything stays paused: a pause cannot be read (${files.join(', ')})`,
    { next: 'Remove that file, or run trimtab resume with the --cluster and --topology that it was for.' },
  );
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
  // A name may be anything.
  else process.stdout.write(`${shown(text)}\n`);
}
