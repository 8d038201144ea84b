// The Cluster port and its adapters.
export { type CommandVersion, heronCommandVersion, stormCommandVersion } from './command/command-version.js';
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
export { nimbusCluster, resourcesMap, stormCluster, stormConfiguration, stormWords } from './storm/index.js';
export type {
  Cluster,
  ClusterInfo,
  ComponentResources,
  ComponentSnapshot,
  Counters,
  ExecutorSample,
  Generation,
  HeronPlace,
  MeasuringFacts,
  Operation,
  RuntimeSetting,
  SettingValue,
  Snapshot,
  SpoutLag,
  TopologyManager,
  TopologyRef,
  WorkerSnapshot,
} from './types.js';
