// What an agent gets to see of an environment: the engine's own metrics of a window, with all that they lack.
import {
  bottleneckUtilisation,
  type ComponentEvaluation,
  type Evaluation,
  type NotReady,
  slowestPathMs,
} from '../../metrics/index.js';
import type { Random } from '../../util/index.js';
import type { RunningPlan } from '../flow.js';
import { executeVariation } from '../model-of.js';
import type { Scenario } from '../scenario-schema.js';
import type { Course } from './course.js';
import { between, busyColumn, columns, executedColumn, type Ledger, sharedColumn } from './ledger.js';

export interface Seen {
  readonly scenario: Scenario;
  readonly running: RunningPlan;
  readonly ledger: Ledger;
  readonly course: Course;
  readonly nowSeconds: number;
  readonly windowSeconds: number;
  readonly settleSeconds: number;
  /** null where the source tells nothing. */
  readonly external: { readonly backlogTuples: number } | null;
  readonly random: Random;
}

/** Of the duration of whole trees. */
const completeVariation = 0.2;
/** Virtual time at which every scenario begins. */
const startAtMs = Date.UTC(2026, 0, 1);
/** A minute of one Heron component that its metrics cache does not have. */
const missingMinutes = 0.03;

/** Which window the samples of the executors span, cluster seconds of the scenario. */
interface Span {
  readonly from: number;
  readonly to: number;
}

export function observe(seen: Seen): Evaluation | NotReady {
  const { course } = seen;
  if (course.ahead.length > 0) {
    return notReady('REBALANCING', 'a change is under way, or a worker is being started again');
  }
  const span = spanOf(seen);
  const since = course.upSinceSeconds + seen.settleSeconds;
  if (span.from < since - 1e-9) {
    const missing = Math.ceil(since - span.from);
    return notReady('WINDOW_NOT_FULL', `the window since the last restart lacks ${missing} s`);
  }
  return evaluationOf(seen, span);
}

function notReady(code: NotReady['code'], text: string): NotReady {
  return { kind: 'not-ready', code, text };
}

/** Storm publishes every so many seconds of the process's own age, Heron by the minute of the clock and one minute late. */
function spanOf({ scenario, course, nowSeconds, windowSeconds }: Seen): Span {
  const every = scenario.cluster.settings['executor.metrics.frequency.secs'] ?? 60;
  const length = every * Math.ceil(windowSeconds / every);
  if (scenario.engine === 'heron') {
    const to = 60 * (Math.floor(nowSeconds / 60) - 1);
    return { from: to - 60 * Math.ceil(windowSeconds / 60), to };
  }
  const age = nowSeconds - course.upSinceSeconds;
  const to = course.upSinceSeconds + every * Math.floor(age / every);
  return { from: to - length, to };
}

function evaluationOf(seen: Seen, span: Span): Evaluation {
  const { scenario, running, ledger, random, external } = seen;
  const seconds = span.to - span.from;
  const of = (column: number): number => between(ledger, sharedColumn(ledger, column), span.from, span.to);
  const components = running.names.map((_, c) => componentOf(seen, span, c));
  const { plan, acked } = running;
  const named = components.filter(({ kind }) => kind !== 'system');
  const completed = of(columns.completed);
  const every = isHeron(scenario) ? 1 : sampledOneIn(running);
  const samples = completed / every;
  const counted = every * countOf(samples, random);
  const rate = acked ? counted / seconds : sinkInput(components);
  const latencyMs =
    acked && counted > 0
      ? ((1000 * of(columns.latencySeconds)) / completed) *
        (1 + (completeVariation * random.normal()) / Math.sqrt(Math.max(1, samples)))
      : null;
  const perTask = plan.settings['topology.max.spout.pending'];
  const spoutTasks = named.reduce((sum, { kind, tasks }) => (kind === 'spout' ? sum + tasks : sum), 0);
  const pendingLimit = acked && typeof perTask === 'number' && perTask > 0 ? perTask * spoutTasks : null;
  return {
    at: startAtMs + 1000 * seen.nowSeconds,
    topology: {
      id: `${scenario.name}-1`,
      name: scenario.name,
      status: 'active',
      uptimeSeconds: Math.max(0, Math.floor(seen.nowSeconds - seen.course.upSinceSeconds)),
    },
    window: { source: 'samples', seconds, samples: Math.max(1, Math.round(seconds / 60)) },
    components,
    acking: acked,
    throughputPerSecond: rate,
    failedPerSecond: (every * countOf(of(columns.failed) / every, random)) / seconds,
    completeLatencyMs: latencyMs,
    queueingMs: latencyMs === null ? null : Math.max(0, latencyMs - slowestPathMs(named)),
    pendingLimit,
    pendingUse:
      pendingLimit === null || rate === null || latencyMs === null
        ? null
        : (rate * latencyMs) / 1000 / pendingLimit,
    workers: plan.workers,
    batches: {
      producer: settingOf(plan.settings, 'topology.producer.batch.size'),
      transfer: settingOf(plan.settings, 'topology.transfer.batch.size'),
    },
    ...(external === null ? {} : { external: externalOf(seen, span, external.backlogTuples) }),
    backpressureShare: null,
    skippedMaxSpoutShare: null,
    skippedInactiveShare: null,
    backpressureOverflow: null,
    transferQueueFill: null,
    cpuCores: null,
    heapUsedMiB: null,
    heapFill: null,
    gcShare: null,
    bottleneck: bottleneckOf(named),
  };
}

function externalOf(
  { ledger }: Seen,
  { from, to }: Span,
  backlogTuples: number,
): NonNullable<Evaluation['external']> {
  return {
    backlogTuples,
    offeredPerSecond: between(ledger, sharedColumn(ledger, columns.offered), from, to) / (to - from),
    latencyMs: null,
    latencyP95Ms: null,
  };
}

function componentOf(seen: Seen, span: Span, c: number): ComponentEvaluation {
  const { scenario, running, ledger, random } = seen;
  const flow = running.flows.get(running.names[c]!)!;
  const { component } = flow;
  const isSpout = component.kind === 'spout';
  const { from, to } = isHeron(scenario) ? keptMinutes(span, random) : span;
  const seconds = Math.max(1, to - from);
  const executed = between(ledger, executedColumn(c), from, to);
  const busy = between(ledger, busyColumn(ledger, c), from, to);
  const serviceMs = executed > 0 ? (1000 * busy) / executed : 0;
  const every = isHeron(scenario) ? 1 : sampledOneIn(running);
  const variance = (executeVariation * serviceMs) ** 2 + (isHeron(scenario) ? 0 : clockVariance(serviceMs));
  let [counted, latencySum, most, mostUse, useSum, idle] = [0, 0, 0, 0, 0, 0];
  const shares = [...flow.shares.values()];
  for (const share of shares) {
    const n = countOf((executed * share) / every, random);
    const ms = n > 0 ? Math.max(0, serviceMs + random.normal() * Math.sqrt(variance / n)) : 0;
    counted += n;
    latencySum += n * ms;
    const rate = (n * every) / seconds;
    const use = (rate * ms) / 1000;
    if (rate > most) most = rate;
    if (use > mostUse) mostUse = use;
    useSum += use;
    if (n === 0) idle += 1;
  }
  const rate = (counted * every) / seconds;
  const perInput = flow.outputs.reduce(
    (sum, output) => (output.stream.startsWith('__') ? sum : sum + output.perInput),
    0,
  );
  const outputPerSecond = isSpout ? rate : rate * perInput;
  const latencyMs = isSpout || counted === 0 ? null : latencySum / counted;
  return {
    name: component.name,
    kind: component.kind,
    executors: component.executors,
    tasks: component.tasks,
    inputs: inputsOf(running).get(component.name) ?? [],
    inputPerSecond: isSpout ? null : rate,
    outputPerSecond,
    executeLatencyMs: latencyMs,
    processLatencyMs: latencyMs,
    utilisation: isSpout ? null : mostUse,
    utilisationMean: isSpout ? null : useSum / shares.length,
    selectivity: isSpout || rate === 0 ? null : outputPerSecond / rate,
    skew: isSpout || counted < fewest ? null : (most * shares.length) / Math.max(1e-12, rate),
    idleExecutors: isSpout || counted < fewest * shares.length ? null : idle,
    rateError:
      counted < fewest
        ? null
        : Math.hypot(Math.sqrt(shares.length / 6) / counted, Math.sqrt(1 / 6) / seconds),
    queueFill: null,
    queueWaitMs: null,
    queueOverflow: null,
    queueDroppedPerSecond: null,
    lastError: null,
  };
}

type Inputs = ReadonlyMap<string, ComponentEvaluation['inputs']>;

/** Which streams each component reads; once for each plan that runs. */
const knownInputs = new WeakMap<RunningPlan, Inputs>();

function inputsOf(running: RunningPlan): Inputs {
  const known = knownInputs.get(running);
  if (known !== undefined) return known;
  const inputs = new Map<string, ComponentEvaluation['inputs'][number][]>();
  for (const { from, to, stream, grouping } of running.plan.streams) {
    const list = inputs.get(to) ?? [];
    list.push({ from, stream, grouping });
    inputs.set(to, list);
  }
  knownInputs.set(running, inputs);
  return inputs;
}

/** Below so many counted tuples numbers are chance. */
const fewest = 5;

/** A whole number of samples: one tuple at random out of each run is counted, so up to one run at either end is missed or won. */
function countOf(samples: number, random: Random): number {
  if (samples <= 0) return 0;
  return Math.max(0, Math.round(samples + random.uniform() - random.uniform()));
}

/** Two readings of a millisecond clock: d counts floor(d + u). */
function clockVariance(ms: number): number {
  const fraction = ms - Math.floor(ms);
  return fraction * (1 - fraction);
}

function sampledOneIn({ plan }: RunningPlan): number {
  const rate = plan.settings['topology.stats.sample.rate'];
  return Math.max(1, Math.trunc(1 / (typeof rate === 'number' ? rate : 0.05)));
}

/** Minutes that the metrics cache lacks shorten what is seen of a component. */
function keptMinutes({ from, to }: Span, random: Random): Span {
  let kept = from;
  while (kept < to - 60 && random.uniform() < missingMinutes) kept += 60;
  return { from: kept, to };
}

function sinkInput(components: readonly ComponentEvaluation[]): number {
  const feeding = new Set(components.flatMap(({ inputs }) => inputs.map(({ from }) => from)));
  return components.reduce(
    (sum, one) => (one.kind === 'bolt' && !feeding.has(one.name) ? sum + (one.inputPerSecond ?? 0) : sum),
    0,
  );
}

function bottleneckOf(components: readonly ComponentEvaluation[]): string | null {
  let worst: ComponentEvaluation | undefined;
  for (const one of components) {
    if ((one.utilisation ?? 0) > (worst?.utilisation ?? 0)) worst = one;
  }
  return worst !== undefined && (worst.utilisation ?? 0) >= bottleneckUtilisation ? worst.name : null;
}

function settingOf(settings: Readonly<Record<string, unknown>>, key: string): number {
  const value = settings[key];
  return typeof value === 'number' && value > 0 ? value : 1;
}

function isHeron({ engine }: Scenario): boolean {
  return engine === 'heron';
}
