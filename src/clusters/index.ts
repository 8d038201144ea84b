// The Cluster port and its adapters.
export {
  type NimbusClusterOptions,
  nimbusCluster,
  type StormOptions,
  stormCluster,
  stormConfiguration,
  stormWords,
} from './storm/index.js';
export type {
  Cluster,
  ClusterInfo,
  ComponentResources,
  ComponentSnapshot,
  Counters,
  EngineName,
  ExecutorSample,
  Generation,
  MeasuringFacts,
  Operation,
  SettingValue,
  Snapshot,
  SpoutLag,
  StreamInput,
  StreamOutput,
  TopologyRef,
  TopologyStatus,
  WorkerSnapshot,
} from './types.js';
