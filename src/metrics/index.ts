// From polls to windows to the metric catalogue.
export { acknowledgedBy } from './acknowledged.js';
export { type Busy, busiestOf, countedTupleShare, isCoarse } from './busiest.js';
export { metricCatalogue } from './catalogue.js';
export { engineWindow, lacksLatencies, withEngineLatencies } from './engine-window.js';
export { bottleneckOf, bottleneckUtilisation, evaluate, sinkInput, usualSampleRate } from './evaluate.js';
export {
  GraphiteListener,
  type GraphiteListenerOptions,
  type GraphiteTarget,
  mergedReporters,
  type QueueMetrics,
  type QueueSource,
  reporterEntry,
  reportersKey,
} from './graphite/index.js';
export { slowestPathMs } from './latency.js';
export { fullestPendingUse, ownPendingUse } from './pending.js';
export { evaluationSchema } from './schema.js';
export type {
  ComponentEvaluation,
  Evaluation,
  ExecutorWindow,
  ExternalInputs,
  NotReady,
  NotReadyCode,
  Window,
} from './types.js';
export { SampleHistory } from './window.js';
