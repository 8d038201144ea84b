// Runs a real Storm cluster of some version for as long as a test needs it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type CommandResult, run } from './command.js';
import type { Contact } from './contact.js';
import { tail } from './daemon.js';
import { loadJar } from './load-jar.js';
import { type LoadTarget, submitLoad } from './load-topology.js';
import { endProcessesOf } from './processes.js';
import type { RealCluster } from './real-cluster.js';
import { startReaper } from './reaper.js';
import { type DaemonOptions, startDaemons } from './storm-daemons.js';
import { type HomeOptions, makeHome, type StormHome } from './storm-home.js';
import { workerLogs, workers } from './storm-workers.js';
import { until } from './waiting.js';

export type ClusterOptions = {
  /** Worker slots of the one supervisor. */
  readonly slots?: number;
  readonly workerHeapMiB?: number;
  readonly limitSeconds?: number;
  /** Added to storm.yaml. */
  readonly settings?: Readonly<Record<string, unknown>>;
};

/** What differs from version to version. */
export type StormVersion = Pick<HomeOptions, 'folder' | 'jars'> &
  Pick<DaemonOptions, 'classes' | 'keep'> & {
    readonly version: string;
    /** Jars that a topology is compiled against. */
    readonly topologyJars: string;
    readonly uiUrl: (layout: StormHome) => string | null;
    readonly contact: (
      layout: StormHome,
      storm: (args: readonly string[]) => Promise<CommandResult>,
    ) => Contact;
  };

/** Starts a cluster of its own on free ports; returns when it has a leader and a supervisor. */
export async function startCluster(storm: StormVersion, options: ClusterOptions): Promise<RealCluster> {
  const { slots = 4, workerHeapMiB = 128, limitSeconds = 180, settings = {} } = options;
  const { folder, jars, classes, keep } = storm;
  const layout = await makeHome({ folder, jars, slots, workerHeapMiB, settings });
  const { home, binDir, nimbusPort } = layout;
  const reaper = startReaper(home);
  const stop = async () => {
    await endProcessesOf(home);
    if (process.env['TRIMTAB_KEEP_LOGS']) process.stderr.write(`kept ${home}\n`);
    else await rm(home, { recursive: true, force: true });
    await reaper.dismiss();
  };
  const command = (args: readonly string[]) => run(join(binDir, 'storm'), args);
  const contact = storm.contact(layout, command);
  try {
    await startDaemons(layout, { classes, keep, isReady: () => contact.isReady(), limitSeconds });
  } catch (error) {
    await stop();
    throw error;
  }

  const target: LoadTarget = {
    home,
    jar: await loadJar(storm.topologyJars),
    storm: command,
    topology: (name) => contact.topology(name),
    acked: (id) => contact.acked(id),
    describeFailure: (id) =>
      workerLogs(home, id)
        .map((log) => tail(log))
        .join('\n'),
  };
  return {
    version: storm.version,
    uiUrl: storm.uiUrl(layout),
    nimbusPort,
    home,
    binDir,
    submit: (load) => submitLoad(target, load),
    kill: (name, waitSeconds) => killTopology(home, contact, name, waitSeconds),
    workerPids: async () => workers(home).map((worker) => worker.pid),
    stop,
  };
}

async function killTopology(
  home: string,
  contact: Contact,
  name: string,
  waitSeconds: number,
): Promise<void> {
  const entry = await contact.topology(name);
  if (entry === undefined) throw new Error(`no topology ${name} to kill`);
  await contact.kill(entry, waitSeconds);
  await until(
    `${name} and its workers are gone`,
    async () => {
      const listed = await contact.topology(name);
      return listed === undefined && workers(home, entry.id).length === 0 ? true : undefined;
    },
    { limitSeconds: waitSeconds + 120 },
  );
}
