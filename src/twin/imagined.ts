// A fitted topology in another state: what would be measured, and what the twin would know, if the work or the load were different.
import { bottleneckOf, type ComponentEvaluation, type Evaluation, slowestPathMs } from '../metrics/index.js';
import type { Demand } from './demand.js';
import type { Twin } from './fit.js';
import { Layouts } from './layout.js';
import { type Prediction, predict } from './predict.js';
import { spoutRate } from './spout-rate.js';

/** What is different; all 1 (and the same pending) is the state that was measured. */
export interface ImaginedState {
  /** Times per tuple over the measured ones, by component; absent: 1. */
  readonly times: Readonly<Record<string, number>>;
  /** Load on offer over the present one. */
  readonly load: number;
  /** Per spout task; null = unlimited. */
  readonly pendingPerTask: number | null;
}

export interface Imagined {
  readonly twin: Twin;
  /** What would be measured: the measured window, moved by what the twin says of the difference. */
  readonly evaluation: Evaluation;
}

/** Of a source that has more to give than is taken: so many times as much, the middle of what is held for likely (outlook/lag.ts). */
const hiddenLoad = Math.SQRT2;

/** What the source is taken to offer, tuples/s. */
export function offeredPerSecond(evaluation: Evaluation, demand: Demand): number {
  return demand.known ? demand.perSecond : hiddenLoad * spoutRate(evaluation);
}

/**
 * Nothing is fitted anew: what the twin holds of hops, contention and its own error stays. Only times, load and pending tuples move, and what
 * is measured follows from them. In the measured state it is the measured window, to the last bit.
 * @param twin slimmed, where many states are asked for
 * @param offered in the measured state, tuples/s
 */
export function imaginer(twin: Twin, offered: number): (state: ImaginedState) => Imagined {
  const layouts = new Map<number | null, Layouts>([[twin.shape.pendingPerTask, twin.layouts]]);
  const asIs = predict(twin, {}, { known: true, perSecond: offered });
  return (state) => {
    const { pendingPerTask } = state;
    const factorOf = (name: string): number =>
      Object.hasOwn(state.times, name) ? (state.times[name] ?? 1) : 1;
    const factors = twin.shape.names.map(factorOf);
    const shape = {
      ...twin.shape,
      pendingPerTask,
      serviceSeconds: twin.shape.serviceSeconds.map((seconds, i) => seconds * (factors[i] ?? 1)),
    };
    const laid = layouts.get(pendingPerTask) ?? new Layouts(shape, twin.shape.pendingPerTask);
    layouts.set(pendingPerTask, laid);
    const moved: Twin = {
      ...twin,
      shape,
      layouts: laid,
      beliefs: twin.beliefs.map((one) => ({
        ...one,
        belief: {
          ...one.belief,
          aloneSeconds: one.belief.aloneSeconds.map((seconds, i) => seconds * (factors[i] ?? 1)),
        },
      })),
    };
    const then = predict(moved, {}, { known: true, perSecond: offered * state.load });
    const evaluation = measuredThen(twin.now, { asIs, then, state, factorOf });
    const rate = rateRatio(asIs, then);
    const flowing = {
      ...shape,
      emittedPerSecond: shape.emittedPerSecond * rate,
      rates: shape.rates.map((one) => one * rate),
      utilisation: shape.utilisation.map((busy, i) => busy * rate * (factors[i] ?? 1)),
    };
    return { evaluation, twin: { ...moved, now: evaluation, shape: flowing } };
  };
}

interface Difference {
  readonly asIs: Prediction;
  readonly then: Prediction;
  readonly state: ImaginedState;
  readonly factorOf: (name: string) => number;
}

function rateRatio(asIs: Prediction, then: Prediction): number {
  return then.throughputPerSecond.mean / Math.max(1e-9, asIs.throughputPerSecond.mean);
}

function measuredThen(now: Evaluation, { asIs, then, state, factorOf }: Difference): Evaluation {
  const rate = rateRatio(asIs, then);
  const [before, after] = [asIs.completeLatencyMs?.mean, then.completeLatencyMs?.mean];
  const slower = before === undefined ? 1 : after === undefined ? null : after / Math.max(1e-9, before);
  const times = (value: number | null, factor: number | null): number | null =>
    value === null || factor === null ? null : value * factor;
  const components = now.components.map((one) =>
    componentThen(one, { rate, slower, time: factorOf(one.name) }),
  );
  const spoutTasks = now.components.reduce(
    (sum, { kind, tasks }) => (kind === 'spout' ? sum + tasks : sum),
    0,
  );
  const limit = state.pendingPerTask === null ? null : state.pendingPerTask * spoutTasks;
  // A limit that is not moved stays as it was measured, whatever it was rounded to.
  const pendingLimit = now.pendingLimit === null || limit === null ? now.pendingLimit : limit;
  const room = now.pendingLimit === null || pendingLimit === null ? 1 : now.pendingLimit / pendingLimit;
  const completeLatencyMs = times(now.completeLatencyMs, slower);
  const queueingMs = times(now.queueingMs, 1);
  const isMoved = rate !== 1 || slower !== 1 || now.components.some(({ name }) => factorOf(name) !== 1);
  return {
    ...now,
    components,
    throughputPerSecond: times(now.throughputPerSecond, rate),
    failedPerSecond: now.failedPerSecond * rate,
    completeLatencyMs,
    queueingMs:
      !isMoved || queueingMs === null || completeLatencyMs === null
        ? queueingMs
        : Math.max(0, completeLatencyMs - slowestPathMs(components)),
    pendingLimit,
    pendingUse: times(times(now.pendingUse, slower), rate * room),
    ...(now.external === undefined
      ? {}
      : {
          external: {
            ...now.external,
            offeredPerSecond: times(now.external.offeredPerSecond, state.load),
            latencyMs: times(now.external.latencyMs, slower),
            latencyP95Ms: times(now.external.latencyP95Ms, slower),
          },
        }),
    bottleneck: isMoved ? bottleneckOf(components.filter(({ kind }) => kind !== 'system')) : now.bottleneck,
  };
}

interface Factors {
  readonly rate: number;
  readonly slower: number | null;
  readonly time: number;
}

function componentThen(one: ComponentEvaluation, { rate, slower, time }: Factors): ComponentEvaluation {
  const times = (value: number | null, factor: number | null): number | null =>
    value === null || factor === null ? null : value * factor;
  return {
    ...one,
    inputPerSecond: times(one.inputPerSecond, rate),
    outputPerSecond: one.outputPerSecond * rate,
    executeLatencyMs: times(one.executeLatencyMs, time),
    processLatencyMs: times(one.processLatencyMs, time),
    utilisation: times(one.utilisation, rate * time),
    utilisationMean: times(one.utilisationMean, rate * time),
    ...(one.ackedPerSecond === undefined ? {} : { ackedPerSecond: one.ackedPerSecond * rate }),
    ...(one.completeLatencyMs === undefined
      ? {}
      : { completeLatencyMs: times(one.completeLatencyMs, slower) }),
  };
}
