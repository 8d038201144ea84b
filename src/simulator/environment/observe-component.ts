// What is seen of one component: its executors' counters, each counting for itself.
import { type Busy, busiestOf, type ComponentEvaluation, countedTupleShare } from '../../metrics/index.js';
import type { Random } from '../../util/index.js';
import type { RunningPlan } from '../flow.js';
import { executeVariation } from '../model-of.js';
import type { ComponentFlow } from '../network.js';
import type { Scenario } from '../scenario-schema.js';
import type { Course } from './course.js';
import { between, busyColumn, executedColumn, type Ledger } from './ledger.js';

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
  /** Heron: which component's full buffers hold the spouts back, and for what share of the time; null where none does. */
  readonly pressed: { readonly component: string; readonly share: number } | null;
  readonly random: Random;
}

/** A minute of one Heron component that its metrics cache does not have. */
const missingMinutes = 0.03;

/** Which window the samples of the executors span, cluster seconds of the scenario. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export function componentOf(seen: Seen, span: Span, c: number): ComponentEvaluation {
  const { running } = seen;
  const flow = running.flows.get(running.names[c]!)!;
  const { component } = flow;
  const isSpout = component.kind === 'spout';
  const counts = countsOf(seen, span, c, flow);
  const { rate, counted, executors } = counts;
  const perInput = flow.outputs.reduce(
    (sum, output) => (output.stream.startsWith('__') ? sum : sum + output.perInput),
    0,
  );
  const outputPerSecond = isSpout ? rate : rate * perInput;
  const isSeen = !isSpout && counted >= fewest;
  return {
    name: component.name,
    kind: component.kind,
    executors: component.executors,
    tasks: component.tasks,
    inputs: inputsOf(running).get(component.name) ?? [],
    ...(isSpout
      ? nothingIn
      : { ...inputOf(counts), selectivity: rate === 0 ? null : outputPerSecond / rate }),
    outputPerSecond,
    skew: isSeen ? (counts.most * executors) / Math.max(1e-12, rate) : null,
    idleExecutors: isSeen && counted >= fewest * executors ? counts.idle : null,
    rateError:
      counted < fewest
        ? null
        : Math.hypot(Math.sqrt(executors / 6) / counted, Math.sqrt(1 / 6) / counts.seconds),
    queueFill: null,
    queueWaitMs: null,
    queueOverflow: null,
    queueDroppedPerSecond: null,
    lastError: null,
    ...(isHeron(seen.scenario) && !isSpout
      ? {
          backpressureMsPerSecond: seen.pressed?.component === component.name ? 1000 * seen.pressed.share : 0,
        }
      : {}),
  };
}

interface Counts {
  readonly seconds: number;
  readonly executors: number;
  /** Samples of all executors. */
  readonly counted: number;
  /** Tuples per second, of all and of the busiest executor. */
  readonly rate: number;
  readonly most: number;
  readonly latencyMs: number | null;
  readonly use: { readonly most: number; readonly sum: number };
  /** Executors without a sample. */
  readonly idle: number;
}

/** A spout has no input, and no engine tells how long it takes. */
const nothingIn = {
  inputPerSecond: null,
  executeLatencyMs: null,
  processLatencyMs: null,
  utilisation: null,
  utilisationMean: null,
  selectivity: null,
} as const;

function inputOf({
  rate,
  latencyMs,
  use,
  executors,
}: Counts): Omit<Record<keyof typeof nothingIn, number | null>, 'selectivity'> {
  return {
    inputPerSecond: rate,
    executeLatencyMs: latencyMs,
    processLatencyMs: latencyMs,
    utilisation: use.most,
    utilisationMean: use.sum / executors,
  };
}

/** What the executors of one component have counted, each for itself. */
function countsOf(
  { scenario, running, ledger, random }: Seen,
  span: Span,
  c: number,
  flow: ComponentFlow,
): Counts {
  const { from, to } = isHeron(scenario) ? keptMinutes(span, random) : span;
  const seconds = Math.max(1, to - from);
  const executed = between(ledger, executedColumn(c), from, to);
  const serviceMs = executed > 0 ? (1000 * between(ledger, busyColumn(ledger, c), from, to)) / executed : 0;
  const every = isHeron(scenario) ? 1 : sampledOneIn(running);
  const variance = (executeVariation * serviceMs) ** 2 + (isHeron(scenario) ? 0 : clockVariance(serviceMs));
  let [counted, latencySum, most, useSum, idle] = [0, 0, 0, 0, 0];
  const busy: Busy[] = [];
  for (const share of flow.shares.values()) {
    const n = countOf((executed * share) / every, random);
    const ms = n > 0 ? Math.max(0, serviceMs + random.normal() * Math.sqrt(variance / n)) : 0;
    const rate = (n * every) / seconds;
    counted += n;
    latencySum += n * ms;
    most = Math.max(most, rate);
    busy.push({ share: (rate * ms) / 1000, oneTuple: countedTupleShare(ms, seconds, 1 / every) });
    useSum += (rate * ms) / 1000;
    if (n === 0) idle += 1;
  }
  return {
    seconds,
    executors: flow.shares.size,
    counted,
    rate: (counted * every) / seconds,
    most,
    latencyMs: counted === 0 ? null : latencySum / counted,
    use: { most: busiestOf(busy), sum: useSum },
    idle,
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
export function countOf(samples: number, random: Random): number {
  if (samples <= 0) return 0;
  return Math.max(0, Math.round(samples + random.uniform() - random.uniform()));
}

/** Two readings of a millisecond clock: d counts floor(d + u). */
function clockVariance(ms: number): number {
  const fraction = ms - Math.floor(ms);
  return fraction * (1 - fraction);
}

export function sampledOneIn({ plan }: RunningPlan): number {
  const rate = plan.settings['topology.stats.sample.rate'];
  return Math.max(1, Math.trunc(1 / (typeof rate === 'number' ? rate : 0.05)));
}

/** Minutes that the metrics cache lacks shorten what is seen of a component. */
function keptMinutes({ from, to }: Span, random: Random): Span {
  let kept = from;
  while (kept < to - 60 && random.uniform() < missingMinutes) kept += 60;
  return { from: kept, to };
}

export function isHeron({ engine }: Scenario): boolean {
  return engine === 'heron';
}
