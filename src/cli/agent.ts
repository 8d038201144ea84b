// trimtab agent: the daemon; watches every topology of its clusters and, where the mode is auto, changes them.
import { once } from 'node:events';
import { Command } from 'commander';
import { Daemon, KillSwitch, type OpenedCluster, openStateDir } from '../agent/index.js';
import { openJournal, readJournal } from '../audit/index.js';
import type { ClusterConfig, LoadedConfig } from '../config/index.js';
import { asTrimtabError } from '../errors/index.js';
import { createLogger, type Logger } from '../util/index.js';
import { choosePolicies } from './choose-policies.js';
import {
  type ClusterOptions,
  loadFor,
  newDecisionId,
  openConfigured,
  warnAbout,
  withClusterOptions,
} from './common.js';
import { openGraphite } from './graphite.js';
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
  const { journal, recovered } = await openJournal(config.stateDir);
  if (recovered.setAside !== null || recovered.linesNewerThanHead > 0) log.warn('journal-mended', recovered);
  // Until there is an agent that can reload, a SIGHUP has nothing to do, and must not end it.
  process.on('SIGHUP', ignore);
  try {
    const daemon = await Daemon.open({
      load,
      only: options.cluster,
      open: (cluster) => openWithGraphite(cluster),
      policies: choosePolicies,
      journal,
      readJournal: (since) => readJournal(config.stateDir, { since }),
      state,
      killSwitch: new KillSwitch(config.stateDir),
      log,
      newId: newDecisionId,
      version: version(),
    });
    await runUntilAsked(daemon, log, signal);
  } finally {
    process.off('SIGHUP', ignore);
    await journal.close();
  }
}

function ignore(): void {}

/** @throws TrimtabError TRIMTAB_E_PORT: the agent is the one that should have the port */
async function openWithGraphite(config: ClusterConfig): Promise<OpenedCluster> {
  const { cluster, clock, external } = openConfigured(config);
  const { reporting, stop } = await openGraphite(config, clock);
  const problem = reporting?.problem ?? null;
  if (problem !== null) throw problem.error;
  return { cluster, clock, reporting, external, close: stop };
}

async function runUntilAsked(daemon: Daemon, log: Logger, signal: AbortSignal): Promise<void> {
  let reloading = Promise.resolve();
  const reload = (): void => {
    // One after the other: each ends with a whole configuration in force.
    reloading = reloading
      .then(() => daemon.reload())
      .catch((thrown: unknown) => {
        const { code, message: text, next } = asTrimtabError(thrown);
        log.error('reload-failed', { code, text, next });
      });
  };
  process.on('SIGHUP', reload);
  try {
    const asked = signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => {});
    const failure = await Promise.race([
      asked.then(() => null),
      // A cluster that hangs at the start must not keep the agent from ending.
      daemon.start().then(() => daemon.failed, asTrimtabError),
    ]);
    await daemon.stop(failure === null ? 'asked to end' : failure.code).catch((error: unknown) => {
      // A journal that failed cannot take the last line either.
      if (failure === null) throw error;
    });
    if (failure !== null) throw failure;
  } finally {
    process.off('SIGHUP', reload);
  }
}
