// Computes the metric catalogue on a window.
import type { ComponentSnapshot } from '../clusters/types.js';
import { isAcknowledged } from './acknowledged.js';
import { type Busy, busiestOf, countedTupleShare } from './busiest.js';
import type { QueueMetrics } from './graphite/types.js';
import { completeLatencyMs, queueingMs } from './latency.js';
import { outputRate } from './output-rate.js';
import { executorsOf, rateOf, sum, weightedMean } from './per-executor.js';
import { componentQueues, processLoads, topologyQueues } from './queues.js';
import type { ComponentEvaluation, Evaluation, ExecutorWindow, ExternalInputs, Window } from './types.js';

/** A component is the bottleneck from this utilisation on, if none is higher. */
export const bottleneckUtilisation = 0.8;

/** Storm counts one tuple in twenty, unless told otherwise. */
export const usualSampleRate = 0.05;

/** Below so many counted tuples a component's numbers are chance, not measurement. */
const fewestSamples = 5;

/**
 * @param queues what Graphite lines tell; null where nobody listens
 * @param external what the source and the application tell; null where they are not asked
 */
export function evaluate(
  window: Window,
  queues: QueueMetrics | null = null,
  external: ExternalInputs | null = null,
): Evaluation {
  const { snapshot } = window;
  const acking = isAcknowledged(snapshot, window.acking);
  const components = snapshot.components.map((c) => evaluateComponent(c, window, acking, queues));
  const named = components.filter((c) => c.kind !== 'system');
  const spouts = named.filter((c) => c.kind === 'spout');
  const spoutWindows = spouts.flatMap((s) => executorsOf(window, s.name));
  const completeMs = acking ? completeLatencyMs(spoutWindows) : null;
  const throughput = acking ? rateOf(spoutWindows, (e) => e.acked) : sinkInput(named);
  const pendingLimit = pendingLimitOf(snapshot.measuring.maxSpoutPending, spouts, acking);
  return {
    at: snapshot.takenAt,
    topology: snapshot.topology,
    window: { source: window.source, seconds: window.seconds, samples: window.samples },
    components,
    acking,
    throughputPerSecond: throughput,
    failedPerSecond: rateOf(spoutWindows, (e) => e.failed),
    ...failuresOf(named.filter((c) => c.kind === 'bolt').flatMap((b) => executorsOf(window, b.name))),
    completeLatencyMs: completeMs,
    queueingMs: queueingMs(completeMs, named),
    pendingLimit,
    pendingUse:
      pendingLimit === null || throughput === null || completeMs === null
        ? null
        : (throughput * completeMs) / 1000 / pendingLimit,
    workers: snapshot.assignedWorkers,
    ...(snapshot.submitted === undefined ? {} : { elastic: true }),
    ...sampledAt(snapshot.measuring.sampleRate),
    ...batchesOf(snapshot.configuration),
    ...(external === null ? {} : { external }),
    ...topologyQueues(queues),
    ...processLoads(named),
    ...(snapshot.backpressureShare === undefined ? {} : { backpressureShare: snapshot.backpressureShare }),
    bottleneck: bottleneckOf(named),
  };
}

/** A timeout is counted at spouts alone. */
function failuresOf(boltWindows: readonly ExecutorWindow[]): Pick<Evaluation, 'failedByBoltsPerSecond'> {
  const failedByBoltsPerSecond = rateOf(boltWindows, (e) => e.failed);
  return failedByBoltsPerSecond > 0 ? { failedByBoltsPerSecond } : {};
}

/** Only where it is another: decisions that were recorded before it was known then say the same as now. */
function sampledAt(sampleRate: number): Pick<Evaluation, 'sampleRate'> {
  return sampleRate === usualSampleRate ? {} : { sampleRate };
}

function batchesOf(configuration: Readonly<Record<string, unknown>>): Pick<Evaluation, 'batches'> {
  const producer = configuration['topology.producer.batch.size'];
  const transfer = configuration['topology.transfer.batch.size'];
  return typeof producer === 'number' && typeof transfer === 'number'
    ? { batches: { producer, transfer } }
    : {};
}

function evaluateComponent(
  component: ComponentSnapshot,
  window: Window,
  acking: boolean,
  queues: QueueMetrics | null,
): ComponentEvaluation {
  const isBolt = component.kind !== 'spout';
  const executors = executorsOf(window, component.name);
  const { sampleRate } = window.snapshot.measuring;
  const busy = executors.flatMap((e) => busyOf(e, sampleRate) ?? []);
  const input = isBolt ? rateOf(executors, (e) => e.executed ?? 0) : null;
  const output = outputRate(component, window, acking);
  const counted = sum(executors, (e) => (isBolt ? (e.executed ?? 0) : e.emitted)) * sampleRate;
  return {
    name: component.name,
    kind: component.kind,
    executors: component.executors,
    tasks: component.tasks,
    inputs: component.inputs,
    inputPerSecond: input,
    outputPerSecond: output.perSecond,
    executeLatencyMs: weightedMean(
      executors,
      (e) => e.executed ?? 0,
      (e) => e.executeLatencyMs,
    ),
    processLatencyMs: weightedMean(
      executors,
      (e) => e.acked,
      (e) => e.processLatencyMs,
    ),
    utilisation: busy.length === 0 ? null : busiestOf(busy),
    utilisationMean: busy.length === 0 ? null : sum(busy, ({ share }) => share) / busy.length,
    selectivity: input === null || input === 0 ? null : output.perSecond / input,
    skew: isBolt && counted >= fewestSamples ? skewOf(executors) : null,
    // With so many counted on average, none at all is no chance.
    idleExecutors:
      isBolt && counted >= fewestSamples * executors.length && executors.length > 0
        ? executors.filter((e) => e.executed === 0).length
        : null,
    rateError:
      counted >= fewestSamples
        ? Math.hypot(rateError(executors, counted), isBolt ? 0 : (output.samplingError ?? 0))
        : null,
    ...componentQueues(component.name, queues, component.queueFill ?? null),
    ...ownCompletion(component, window, acking),
    lastError: component.lastError,
    ...(component.backpressureMsPerSecond === undefined
      ? {}
      : { backpressureMsPerSecond: component.backpressureMsPerSecond }),
    ...(component.process === undefined ? {} : { process: component.process }),
  };
}

/** Of a spout beside others: the topology's is a mean, in which one that waits at its pending limit is not seen. */
function ownCompletion(
  { name, kind }: ComponentSnapshot,
  window: Window,
  acking: boolean,
): Pick<ComponentEvaluation, 'completeLatencyMs' | 'ackedPerSecond'> {
  const executors = executorsOf(window, name);
  const spouts = window.snapshot.components.filter((c) => c.kind === 'spout').length;
  return kind === 'spout' && spouts > 1 && acking
    ? { completeLatencyMs: completeLatencyMs(executors), ackedPerSecond: rateOf(executors, (e) => e.acked) }
    : {};
}

/** Share of its time that an executor spent inside execute(); 0 when it had nothing to do, null when its latency is unknown. */
function busyOf(e: ExecutorWindow, sampleRate: number): Busy | null {
  if (e.executed === null) return null;
  if (e.executed === 0) return { share: 0, oneTuple: 0 };
  if (e.executeLatencyMs === null) return null;
  return {
    share: (e.executed * e.executeLatencyMs) / 1000 / e.seconds,
    oneTuple: countedTupleShare(e.executeLatencyMs, e.seconds, sampleRate),
  };
}

function skewOf(executors: readonly ExecutorWindow[]): number {
  const rates = executors.map((e) => (e.executed ?? 0) / e.seconds);
  return (Math.max(...rates) * rates.length) / sum(rates, (r) => r);
}

/**
 * Relative standard error of a rate. Storm picks one tuple at random out of each run of 20, so an executor's count is off by
 * at most one run at either end (uniform: variance 1/6 of a counted tuple squared); uptimes are whole seconds (variance 1/6 s²).
 */
function rateError(executors: readonly ExecutorWindow[], counted: number): number {
  const counting = Math.sqrt(executors.length / 6) / counted;
  const seconds = sum(executors, (e) => e.seconds) / executors.length;
  return Math.hypot(counting, Math.sqrt(1 / 6) / seconds);
}

/** Without acknowledgements: the input of the bolts that feed no other. */
export function sinkInput(components: readonly ComponentEvaluation[]): number | null {
  const feeding = new Set(components.flatMap((c) => c.inputs.map((i) => i.from)));
  const sinks = components.filter((c) => c.kind === 'bolt' && !feeding.has(c.name));
  return sinks.length === 0 ? null : sum(sinks, (c) => c.inputPerSecond ?? 0);
}

/** Storm counts pending tuples per spout task; without acknowledgements the setting does nothing. */
function pendingLimitOf(
  perTask: number | null,
  spouts: readonly ComponentEvaluation[],
  acking: boolean,
): number | null {
  if (perTask === null || !acking) return null;
  return perTask * sum(spouts, (s) => s.tasks);
}

/** The busiest component, if it is busy enough to be one. */
export function bottleneckOf(components: readonly ComponentEvaluation[]): string | null {
  let worst: ComponentEvaluation | undefined;
  for (const c of components) if ((c.utilisation ?? 0) > (worst?.utilisation ?? 0)) worst = c;
  return worst !== undefined && (worst.utilisation ?? 0) >= bottleneckUtilisation ? worst.name : null;
}
