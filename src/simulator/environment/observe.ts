// What an agent gets to see of an environment: the engine's own metrics of a window, with all that they lack.
import {
  bottleneckOf,
  type Evaluation,
  type NotReady,
  sinkInput,
  slowestPathMs,
} from '../../metrics/index.js';
import { between, columns, sharedColumn } from './ledger.js';
import { componentOf, countOf, isHeron, type Seen, type Span, sampledOneIn } from './observe-component.js';

/** Of the duration of whole trees. */
const completeVariation = 0.2;
/** Virtual time at which every scenario begins. */
const startAtMs = Date.UTC(2026, 0, 1);

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
  const all = running.names.map((_, c) => componentOf(seen, span, c));
  // Stream managers acknowledge on Heron, and are no component.
  const components = isHeron(scenario) ? all.filter(({ kind }) => kind !== 'system') : all;
  const { plan, acked } = running;
  const named = components.filter(({ kind }) => kind !== 'system');
  const completed = of(columns.completed);
  const every = isHeron(scenario) ? 1 : sampledOneIn(running);
  const samples = completed / every;
  const counted = every * countOf(samples, random);
  const rate = acked ? counted / seconds : sinkInput(named);
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
    ...(isHeron(scenario) ? { elastic: true } : {}),
    batches: {
      producer: settingOf(plan.settings, 'topology.producer.batch.size'),
      transfer: settingOf(plan.settings, 'topology.transfer.batch.size'),
    },
    ...(external === null ? {} : { external: externalOf(seen, span, external.backlogTuples) }),
    backpressureShare: isHeron(scenario) ? (seen.pressed?.share ?? 0) : null,
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

function settingOf(settings: Readonly<Record<string, unknown>>, key: string): number {
  const value = settings[key];
  return typeof value === 'number' && value > 0 ? value : 1;
}
