// Apache Heron, read through its Tracker and updated through its API server, as a Cluster.
export { type HeronOptions, heronCluster } from './heron-cluster.js';
export { placeOf } from './identity.js';
export {
  instanceLabel,
  queueSizeSeries,
  type SinkSeries,
  withoutQueueSizes,
  withQueueSizes,
} from './prometheus-sink.js';
export { canResize, canUpdate } from './update.js';
