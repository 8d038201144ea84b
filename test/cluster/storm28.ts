// A real Storm 2.8.3: ZooKeeper, Nimbus and supervisor. Its UI is not at Maven Central; a double can stand for it.
import { join } from 'node:path';
import { jars } from './maven.js';
import { cache, clusterTests } from './places.js';
import type { RealCluster } from './real-cluster.js';
import { type ClusterOptions, startCluster } from './storm-cluster.js';
import { stormNimbus } from './storm-nimbus.js';
import { startUiDouble } from './ui-double/server.js';

export type Storm28Options = ClusterOptions & {
  /** With a REST interface made of what Nimbus answers, at `uiUrl`. */
  readonly ui?: boolean;
};

export async function startStorm28(options: Storm28Options = {}): Promise<RealCluster> {
  const pom = join(clusterTests, 'storm-2.8', 'pom.xml');
  const lib = await jars(pom, join(cache, 'storm-2.8.3', 'lib'), 'daemon');
  const libWorker = await jars(pom, join(cache, 'storm-2.8.3', 'lib-worker'), 'worker');
  const cluster = await startCluster(
    {
      version: '2.8.3',
      folder: 'storm-2.8',
      jars: { lib, 'lib-worker': libWorker },
      topologyJars: libWorker,
      classes: {
        zookeeper: 'org.apache.storm.command.DevZookeeper',
        nimbus: 'org.apache.storm.daemon.nimbus.Nimbus',
        supervisor: 'org.apache.storm.daemon.supervisor.Supervisor',
      },
      keep: true,
      uiUrl: () => null,
      contact: ({ nimbusPort }, storm) => stormNimbus(nimbusPort, storm),
    },
    options,
  );
  return options.ui === true ? withUiDouble(cluster) : cluster;
}

async function withUiDouble(cluster: RealCluster): Promise<RealCluster> {
  const ui = await startUiDouble(cluster.nimbusPort);
  const stop = async () => {
    await ui.stop();
    await cluster.stop();
  };
  return { ...cluster, uiUrl: ui.url, stop };
}
