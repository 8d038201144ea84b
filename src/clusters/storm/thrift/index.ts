// Nimbus's Thrift interface as a Cluster.
export { type NimbusClusterOptions, nimbusCluster } from './nimbus-cluster.js';
