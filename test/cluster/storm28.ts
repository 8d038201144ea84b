// A real Storm 2.8.3: ZooKeeper, Nimbus and supervisor. Its UI is not at Maven Central.
import { join } from 'node:path';
import { jars } from './maven.js';
import { cache, clusterTests } from './places.js';
import type { RealCluster } from './real-cluster.js';
import { type ClusterOptions, startCluster } from './storm-cluster.js';
import { stormNimbus } from './storm-nimbus.js';

export async function startStorm28(options: ClusterOptions = {}): Promise<RealCluster> {
  const pom = join(clusterTests, 'storm-2.8', 'pom.xml');
  const lib = await jars(pom, join(cache, 'storm-2.8.3', 'lib'), 'daemon');
  const libWorker = await jars(pom, join(cache, 'storm-2.8.3', 'lib-worker'), 'worker');
  return startCluster(
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
}
