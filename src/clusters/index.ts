// The Cluster port and its adapters.
export { canUpdate, type HeronOptions, heronCluster, placeOf } from './heron/index.js';
export {
  type NimbusClusterOptions,
  nimbusCluster,
  type StormCommandVersion,
  type StormOptions,
  stormCluster,
  stormCommandVersion,
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
  HeronPlace,
  MeasuringFacts,
  Operation,
  SettingValue,
  Snapshot,
  SpoutLag,
  StreamInput,
  StreamOutput,
  SubmittedPacking,
  TopologyRef,
  TopologyStatus,
  WorkerSnapshot,
} from './types.js';
