// trimtab agent: the daemon; watches every topology of its clusters and, where the mode is auto, changes them.
import { once } from 'node:events';
import { Command } from 'commander';
import {
  Daemon,
  KillSwitch,
  longestGapSeconds,
  type OpenedCluster,
  openStateDir,
  Service,
  watchdogProblem,
} from '../../agent/index.js';
import { openJournal, readJournal, trimJournal } from '../../audit/index.js';
import type { ClusterConfig, Config, LoadedConfig } from '../../config/index.js';
import { asTrimtabError } from '../../errors/index.js';
import { createLogger, type Logger, serviceManager } from '../../util/index.js';
import { choosePolicies } from '../shared/choose-policies.js';
import { openConfigured } from '../shared/cluster.js';
import { loadFor, warnAbout } from '../shared/configuration.js';
import { newDecisionId } from '../shared/decision-id.js';
import { openGraphite } from '../shared/graphite.js';
import { type ClusterOptions, withClusterOptions } from '../shared/options.js';
import { version } from '../shared/version.js';

interface Options extends ClusterOptions {
  readonly standBy?: boolean;
}

/** @param signal aborted when the process is asked to end */
export function agentCommand(signal: AbortSignal): Command {
  return withClusterOptions(new Command('agent'))
    .description(
      'watches the topologies of the configured clusters; suggests, or where the mode is auto applies and verifies',
    )
    .option('--state-dir <dir>', 'journal and state (default: stateDir, ./var)')
    .option(
      '--stand-by',
      'where another agent of this host acts on a cluster: watch, and take over when that one ends',
    )
    .action((options: Options) => runAgent(options, signal));
}

/** Runs until it is asked to end; SIGHUP reads the configuration anew. */
async function runAgent(options: Options, signal: AbortSignal): Promise<void> {
  const log = createLogger('info', options.output);
  let isReloadAsked = false;
  const noteReload = (): void => {
    isReloadAsked = true;
  };
  // What is asked before there is an agent that can reload is done as soon as there is one: its file may have been read by then.
  process.on('SIGHUP', noteReload);
  const load = (): LoadedConfig => {
    const loaded = loadFor(options);
    warnAbout(loaded, log);
    warnAboutWatchdog(loaded.config, log);
    return loaded;
  };
  let first: LoadedConfig | null = load();
  const { config } = first;
  /** What was read at the start is what the daemon begins with: it is warned about once. */
  const loadNext = (): LoadedConfig => {
    const loaded = first ?? load();
    first = null;
    return loaded;
  };
  const service = new Service(serviceManager(process.env, (reason) => sayUntold(reason, log)));
  const state = openStateDir(config.stateDir);
  const { journal, recovered } = await openJournal(config.stateDir);
  if (recovered.setAside !== null || recovered.linesNewerThanHead > 0)
    log.warn('journal-mended', { ...recovered, ...mended(recovered) });
  const leftovers = await state.removeLeftovers(Date.now());
  if (leftovers.length > 0) {
    const text = `removed what ended writers had left half-written: ${leftovers.join(', ')}`;
    log.warn('leftovers-removed', { files: leftovers, text, next: 'Nothing to do.' });
  }
  try {
    const daemon = await Daemon.open({
      load: loadNext,
      only: options.cluster,
      open: (cluster) => openWithGraphite(cluster),
      policies: choosePolicies,
      journal: service.listening(journal),
      readJournal: (since, passesOver) => readJournal(config.stateDir, { since, passesOver }),
      trim: (limits) => trimJournal({ stateDirectory: config.stateDir, journal, ...limits }),
      state,
      killSwitch: new KillSwitch(config.stateDir),
      log,
      newId: newDecisionId,
      version: version(),
      standBy: options.standBy === true,
      onLooked: (cluster, watched) => void service.lookedAt(cluster, watched),
    });
    await runUntilAsked(daemon, service, log, { signal, isReloadAsked: () => isReloadAsked });
  } finally {
    process.off('SIGHUP', noteReload);
    await journal.close();
  }
}

type Recovered = Awaited<ReturnType<typeof openJournal>>['recovered'];

function mended({ setAside, linesNewerThanHead }: Recovered): {
  readonly text: string;
  readonly next: string;
} {
  const torn =
    setAside === null ? [] : [`its torn last line (${setAside.bytes} bytes) is in ${setAside.file}`];
  const newer = linesNewerThanHead > 0 ? [`HEAD was ${linesNewerThanHead} lines behind`] : [];
  return {
    text: `the last run ended while it wrote the journal: ${[...torn, ...newer].join('; ')}`,
    next: 'Nothing to do; trimtab audit verify says whether the journal is whole.',
  };
}

function ignore(): void {}

/** Of Node: a longer one counts as none. */
const longestTimerMs = 2 ** 31 - 1;

/** @throws TrimtabError TRIMTAB_E_PORT: the agent is the one that should have the port */
async function openWithGraphite(config: ClusterConfig): Promise<OpenedCluster> {
  const { cluster, clock, external } = openConfigured(config);
  const { reporting, stop } = await openGraphite(config, clock);
  const problem = reporting?.problem ?? null;
  if (problem !== null) throw problem.error;
  return { cluster, clock, reporting, external, close: stop };
}

interface Asked {
  /** Aborted when the process is asked to end. */
  readonly signal: AbortSignal;
  /** Whether a SIGHUP came before there was a daemon. */
  readonly isReloadAsked: () => boolean;
}

async function runUntilAsked(
  daemon: Daemon,
  service: Service,
  log: Logger,
  { signal, isReloadAsked }: Asked,
): Promise<void> {
  let reloading = Promise.resolve();
  const reload = (): void => {
    // One after the other: each ends with a whole configuration in force.
    reloading = reloading
      .then(() => service.reloading(process.hrtime.bigint() / 1000n))
      .then(() => daemon.reload())
      .finally(() => service.ready())
      .catch((thrown: unknown) => {
        const { code, message: text, next } = asTrimtabError(thrown);
        log.error('reload-failed', { code, text, next });
      });
  };
  process.on('SIGHUP', reload);
  // With no cluster watched nothing else keeps the process, and it must be there for the next SIGHUP.
  const alive = setInterval(ignore, longestTimerMs);
  try {
    const asked = signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => {});
    const started = daemon.start();
    if (isReloadAsked()) reload();
    const failure = await Promise.race([
      asked.then(() => null),
      // A cluster that hangs at the start must not keep the agent from ending.
      started.then(() => service.ready()).then(() => daemon.failed, asTrimtabError),
    ]);
    // At once: what systemd is told does not hold up the end.
    void service.stopping();
    await daemon.stop(failure === null ? 'asked to end' : failure.code).catch((error: unknown) => {
      // A journal that failed cannot take the last line either.
      if (failure === null) throw error;
    });
    if (failure !== null) throw failure;
  } finally {
    clearInterval(alive);
    process.off('SIGHUP', reload);
  }
}

function warnAboutWatchdog({ agent, clusters }: Config, log: Logger): void {
  // Simulated clusters do not follow the schedule.
  if (clusters.every((c) => c.timeScale !== 1)) return;
  const gap = longestGapSeconds(agent.schedule, new Date());
  const problem = watchdogProblem(process.env['WATCHDOG_USEC'], gap);
  const next = 'Raise WatchdogSec= (systemctl edit trimtab), or look more often.';
  if (problem !== null) log.warn('watchdog-too-short', { text: problem, next });
}

function sayUntold(reason: string, log: Logger): void {
  const text = `systemd cannot be told how the agent is: ${reason}`;
  const next = 'Install systemd-notify (package systemd), or set Type=exec and no WatchdogSec= in the unit.';
  log.warn('service-not-told', { text, next });
}
