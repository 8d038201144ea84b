// The Cluster port and its adapters.
export {
  type NimbusClusterOptions,
  nimbusCluster,
  type StormOptions,
  stormCluster,
  stormConfiguration,
} from './storm/index.js';
export type {
  Cluster,
  ClusterInfo,
  ComponentSnapshot,
  Counters,
  EngineName,
  ExecutorSample,
  Generation,
  MeasuringFacts,
  Snapshot,
  StreamInput,
  StreamOutput,
  TopologyRef,
  TopologyStatus,
  WorkerSnapshot,
} from './types.js';
