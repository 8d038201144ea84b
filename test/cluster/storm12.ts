// A real Storm 1.2.4: ZooKeeper, Nimbus, supervisor and UI.
import { join } from 'node:path';
import { jars } from './maven.js';
import { cache, clusterTests } from './places.js';
import type { RealCluster } from './real-cluster.js';
import { type ClusterOptions, startCluster } from './storm-cluster.js';
import { StormUi } from './storm-ui.js';

export async function startStorm12(options: ClusterOptions = {}): Promise<RealCluster> {
  const pom = join(clusterTests, 'storm-1.2', 'pom.xml');
  const lib = await jars(pom, join(cache, 'storm-1.2.4', 'lib'));
  return startCluster(
    {
      version: '1.2.4',
      folder: 'storm-1.2',
      jars: { lib },
      topologyJars: lib,
      classes: {
        zookeeper: 'org.apache.storm.command.dev_zookeeper',
        nimbus: 'org.apache.storm.daemon.nimbus',
        supervisor: 'org.apache.storm.daemon.supervisor.Supervisor',
        ui: 'org.apache.storm.ui.core',
      },
      keep: false,
      uiUrl: ({ uiPort }) => `http://127.0.0.1:${uiPort}`,
      contact: ({ uiPort }) => new StormUi(`http://127.0.0.1:${uiPort}`),
    },
    options,
  );
}
