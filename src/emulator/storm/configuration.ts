// The configurations that Nimbus holds: its own, and what it has stored for a topology. Both interfaces show the same.
import type { ClusterView, TopologyView } from '../../simulator/index.js';
import { daemonDefaults } from './daemon-defaults.js';
import { topologyDefaults } from './topology-defaults.js';

/** Where the cluster's Nimbus answers; no other cluster answers there. */
export interface NimbusAddress {
  readonly host: string;
  readonly port: number;
}

export interface EmulatedCluster extends ClusterView {
  readonly nimbus: NimbusAddress;
}

/** Defaults and Nimbus's storm.yaml. Servers, port and root of ZooKeeper together tell one cluster from another. */
export function nimbusConfiguration({ nimbus, settings }: EmulatedCluster): Record<string, unknown> {
  return {
    ...daemonDefaults,
    ...topologyDefaults,
    'nimbus.seeds': [nimbus.host],
    'nimbus.thrift.port': nimbus.port,
    'storm.local.hostname': nimbus.host,
    'storm.zookeeper.servers': [nimbus.host],
    'storm.zookeeper.root': `/simulated/${nimbus.port}`,
    ...settings,
  };
}

/** The topology's own settings; topology.workers stays what it was at submission. */
export function storedConfiguration(topology: TopologyView): Record<string, unknown> {
  return {
    'topology.kryo.decorators': [],
    'topology.kryo.register': {},
    'topology.users': [null],
    'topology.submitter.principal': '',
    'topology.submitter.user': topology.owner,
    'storm.zookeeper.superACL': null,
    ...topology.settings,
    'topology.workers': topology.submittedWorkers,
    'topology.name': topology.name,
    'storm.id': topology.id,
  };
}
