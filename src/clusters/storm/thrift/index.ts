// Nimbus's Thrift interface as a Cluster, and the way by which other adapters act.
export { nimbusClient } from './client.js';
export { addressText } from './connection.js';
export { nimbusCluster } from './nimbus-cluster.js';
export { rebalanceByNimbus } from './rebalance.js';
