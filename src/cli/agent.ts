// trimtab agent: the daemon; watches every topology of its clusters and, where the mode is auto, changes them.
import { once } from 'node:events';
import { Command } from 'commander';
import { Daemon, KillSwitch, openStateDir } from '../agent/index.js';
import { openJournal, readJournal } from '../audit/index.js';
import type { ClusterConfig, LoadedConfig } from '../config/index.js';
import { createLogger } from '../util/index.js';
import {
  type ClusterOptions,
  choosePolicy,
  loadFor,
  newDecisionId,
  openConfigured,
  warnAbout,
  withClusterOptions,
} from './common.js';
import { version } from './version.js';

/** @param signal aborted when the process is asked to end */
export function agentCommand(signal: AbortSignal): Command {
  return withClusterOptions(new Command('agent'))
    .description(
      'watches the topologies of the configured clusters; suggests, or where the mode is auto applies and verifies',
    )
    .option('--state-dir <dir>', 'journal and state (default: stateDir, ./var)')
    .action((options: ClusterOptions) => runAgent(options, signal));
}

/** Runs until it is asked to end; SIGHUP reads the configuration anew. */
async function runAgent(options: ClusterOptions, signal: AbortSignal): Promise<void> {
  const log = createLogger('info', options.output);
  const load = (): LoadedConfig => {
    const loaded = loadFor(options);
    warnAbout(loaded, log);
    return loaded;
  };
  const { config } = load();
  const state = openStateDir(config.stateDir);
  const { journal } = await openJournal(config.stateDir);
  try {
    const daemon = new Daemon({
      load,
      only: options.cluster,
      open: (cluster: ClusterConfig) => openConfigured(cluster),
      policy: choosePolicy,
      journal,
      readJournal: (since) => readJournal(config.stateDir, { since }),
      state,
      killSwitch: new KillSwitch(config.stateDir),
      log,
      newId: newDecisionId,
      version: version(),
    });
    await runUntilAsked(daemon, signal);
  } finally {
    await journal.close();
  }
}

async function runUntilAsked(daemon: Daemon, signal: AbortSignal): Promise<void> {
  const reload = (): void => void daemon.reload();
  process.on('SIGHUP', reload);
  try {
    await daemon.start();
    const asked = signal.aborted ? Promise.resolve() : once(signal, 'abort');
    const failure = await Promise.race([asked.then(() => null), daemon.failed]);
    await daemon.stop(failure === null ? 'asked to end' : failure.code).catch((error: unknown) => {
      // A journal that failed cannot take the last line either.
      if (failure === null) throw error;
    });
    if (failure !== null) throw failure;
  } finally {
    process.off('SIGHUP', reload);
  }
}
