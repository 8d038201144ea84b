// The Cluster port and its adapters.
export {
  type CommandVersion,
  heronCommandVersion,
  stormCommandVersion,
} from './command/command-version.js';
export {
  canResize,
  canUpdate,
  type HeronOptions,
  heronCluster,
  instanceLabel,
  placeOf,
  queueSizeSeries,
  type SinkSeries,
  withoutQueueSizes,
  withQueueSizes,
} from './heron/index.js';
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
  HeronPlace,
  MeasuringFacts,
  Operation,
  SettingValue,
  Snapshot,
  SpoutLag,
  StreamInput,
  StreamOutput,
  SubmittedPacking,
  TopologyManager,
  TopologyRef,
  TopologyStatus,
  WorkerSnapshot,
} from './types.js';
