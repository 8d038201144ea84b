// Apache Heron, read through its Tracker, as a Cluster.
export { type HeronOptions, heronCluster } from './heron-cluster.js';
