// Which causes a decision is led back to, and their values at the reference state that it is compared with.
import type { Deliberating } from '../decision/index.js';
import { slowestPathMs } from '../metrics/index.js';
import { offeredPerSecond, spoutRate } from '../twin/index.js';
import type { Input, Point } from './types.js';

/** Busy share of every bolt in the reference state: neither short of executors nor to spare. */
export const referenceBusy = 0.6;
/** How long a load lasts in the reference state, seconds: the guards' own default. */
const referenceHorizonSeconds = 1800;
/** Pending tuples of the reference state: so many times what Little's law asks for, enough that they do not limit. */
const queueing = 10;
/** Inputs are varied by no more than this factor, up and down. */
const widest = 8;
const hourMs = 3600_000;

export const referenceAbout =
  'the same topology at its reference state: every bolt busy 60 % of the time at the load on offer, that load at its mean of the last hour and expected to last 30 min, pending tuples at ten times what Little’s law asks for, nothing waiting at the source, objective balanced';

export function inputsOf(deliberating: Deliberating): Input[] {
  const { evaluation, demand, evidence, history, earlier } = deliberating;
  const emitted = spoutRate(evaluation);
  const offered = offeredPerSecond(evaluation, demand);
  const past = [...earlier, ...history].filter(({ at }) => evaluation.at - at <= hourMs).map(spoutRate);
  const mean = [...past, emitted].reduce((sum, one) => sum + one, 0) / (past.length + 1);
  const load = offered * within(mean / Math.max(1e-9, emitted), 1 / widest, widest);
  const times = evaluation.components.flatMap((c): Input[] => {
    const isMoved = c.kind === 'bolt' && (c.executeLatencyMs ?? 0) > 0 && (c.utilisation ?? 0) > 0;
    if (!isMoved || c.executeLatencyMs === null || c.utilisation === null) return [];
    const busyAtLoad = (c.utilisation * load) / Math.max(1e-9, emitted);
    return [
      {
        name: `time.${c.name}`,
        kind: 'time',
        group: 'internal',
        component: c.name,
        unit: 'ms per tuple',
        atReference: (c.executeLatencyMs * referenceBusy) / busyAtLoad,
        actual: c.executeLatencyMs,
        range: around(c.executeLatencyMs),
      },
    ];
  });
  return [
    ...times,
    plain('load', 'load', 'workload', 'tuples/s', load, offered, around(offered)),
    plain('horizon', 'horizon', 'workload', 's', referenceHorizonSeconds, evidence.horizonSeconds, [
      120,
      4 * referenceHorizonSeconds,
    ]),
    ...backlogOf(deliberating),
    ...pendingOf(deliberating, load),
    plain('weights', 'weights', 'objective', 'own weights', 0, 1, [0, 1]),
  ];
}

function plain(
  name: string,
  kind: Input['kind'],
  group: Input['group'],
  unit: string,
  atReference: number,
  actual: number,
  range: Input['range'],
): Input {
  return { name, kind, group, component: null, unit, atReference, actual, range };
}

function backlogOf({ evaluation: { external } }: Deliberating): Input[] {
  const backlog = external?.backlogTuples ?? null;
  return backlog === null
    ? []
    : [plain('backlog', 'backlog', 'external', 'tuples', 0, backlog, [0, widest * backlog])];
}

/** Enough for the reference load on the slowest path. */
function pendingOf({ evaluation }: Deliberating, load: number): Input[] {
  const { pendingLimit, components, acking } = evaluation;
  const tasks = components.reduce((sum, { kind, tasks: own }) => (kind === 'spout' ? sum + own : sum), 0);
  if (!acking || pendingLimit === null || tasks === 0) return [];
  const actual = Math.max(1, Math.round(pendingLimit / tasks));
  const seconds = slowestPathMs(components) / 1000 + 0.001;
  const wanted = Math.max(1, Math.round((queueing * load * seconds) / tasks));
  return [
    plain('pending', 'pending', 'configuration', 'tuples per spout task', wanted, actual, around(actual)),
  ];
}

function around(value: number): Input['range'] {
  return [value / widest, value * widest];
}

function within(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, value));
}

export function actualPoint(inputs: readonly Input[]): Point {
  return inputs.map(({ actual }) => actual);
}

export function referencePoint(inputs: readonly Input[]): Point {
  return inputs.map(({ atReference }) => atReference);
}

/** Of another decision's inputs; undefined where it has no such input. One that knew of no backlog was made as if nothing waited. */
export function valueIn(
  inputs: readonly Input[],
  { name, kind }: Pick<Input, 'name' | 'kind'>,
): number | undefined {
  return inputs.find((one) => one.name === name)?.actual ?? (kind === 'backlog' ? 0 : undefined);
}

/** Where twice and half are as far; of a backlog, which may be 0, nearly so. */
export function onScale(kind: Input['kind'], value: number): number {
  return kind === 'backlog' ? Math.log1p(Math.max(0, value)) : Math.log(Math.max(1e-9, value));
}

export function fromScale(kind: Input['kind'], value: number): number {
  return kind === 'backlog' ? Math.expm1(value) : Math.exp(value);
}

/**
 * On the straight way from the reference (0) to the decision (1). Times, loads and limits go in logarithms: twice and half are as far. At
 * both ends it is the value itself, to the last bit.
 */
export function between({ kind, atReference, actual }: Input, share: number): number {
  if (share === 0) return atReference;
  if (share === 1) return actual;
  if (kind === 'backlog' || kind === 'weights') return atReference + share * (actual - atReference);
  return atReference * (actual / atReference) ** share;
}
