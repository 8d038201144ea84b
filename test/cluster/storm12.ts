// Runs a real Storm 1.2.4 cluster (ZooKeeper, Nimbus, supervisor and UI) for as long as a test needs it.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './command.js';
import { tail } from './daemon.js';
import { loadJar } from './load-jar.js';
import { type LoadTarget, submitLoad } from './load-topology.js';
import { jars } from './maven.js';
import { cache, clusterTests } from './places.js';
import { endProcessesOf } from './processes.js';
import type { RealCluster } from './real-cluster.js';
import { startReaper } from './reaper.js';
import { StormUi } from './storm-ui.js';
import { workerLogs, workers } from './storm-workers.js';
import { startDaemons } from './storm12-daemons.js';
import { makeStorm12Home } from './storm12-home.js';
import { until } from './waiting.js';

export type Storm12Options = {
  /** Worker slots of the one supervisor. */
  readonly slots?: number;
  readonly workerHeapMiB?: number;
  readonly limitSeconds?: number;
};

/** Starts a cluster of its own on free ports; returns when its UI lists the leader and the supervisor. */
export async function startStorm12(options: Storm12Options = {}): Promise<RealCluster> {
  const pom = join(clusterTests, 'storm-1.2', 'pom.xml');
  const lib = await jars(pom, join(cache, 'storm-1.2.4', 'lib'));
  const layout = await makeStorm12Home(lib, {
    slots: options.slots ?? 4,
    workerHeapMiB: options.workerHeapMiB ?? 128,
  });
  const { home, binDir, nimbusPort, uiPort } = layout;
  const reaper = startReaper(home);
  const stop = async () => {
    await endProcessesOf(home);
    if (process.env['TRIMTAB_KEEP_LOGS']) process.stderr.write(`kept ${home}\n`);
    else await rm(home, { recursive: true, force: true });
    await reaper.dismiss();
  };
  const uiUrl = `http://127.0.0.1:${uiPort}`;
  const ui = new StormUi(uiUrl);
  try {
    await startDaemons(layout, ui, options.limitSeconds ?? 180);
  } catch (error) {
    await stop();
    throw error;
  }

  const target: LoadTarget = {
    home,
    jar: await loadJar(lib),
    storm: (args) => run(join(binDir, 'storm'), args),
    topology: (name) => ui.topology(name),
    acked: (id) => ui.acked(id),
    describeFailure: (id) =>
      workerLogs(home, id)
        .map((log) => tail(log))
        .join('\n'),
  };
  return {
    version: '1.2.4',
    uiUrl,
    nimbusPort,
    home,
    binDir,
    submit: (load) => submitLoad(target, load),
    kill: (name, waitSeconds) => killTopology(home, ui, name, waitSeconds),
    workerPids: async () => workers(home).map((worker) => worker.pid),
    stop,
  };
}

async function killTopology(home: string, ui: StormUi, name: string, waitSeconds: number): Promise<void> {
  const entry = await ui.topology(name);
  if (entry === undefined) throw new Error(`no topology ${name} to kill`);
  await ui.kill(entry.id, waitSeconds);
  await until(
    `${name} and its workers are gone`,
    async () => {
      const listed = await ui.topology(name);
      return listed === undefined && workers(home, entry.id).length === 0 ? true : undefined;
    },
    { limitSeconds: waitSeconds + 120 },
  );
}
