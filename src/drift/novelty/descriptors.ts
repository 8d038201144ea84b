// What a state is described by where it is compared with those of a training: sizes, rates, times and loads, with their scale.

import { type Evaluation, slowestPathMs } from '../../metrics/index.js';
import type { Objective } from '../../objective/index.js';
import { spoutRate } from '../../twin/index.js';
import { largestKnown } from '../../util/index.js';

/** What is seen of a topology, and what is wanted of it. */
export interface State {
  readonly evaluation: Evaluation;
  readonly objective: Pick<Objective, 'weights' | 'slo' | 'prices'>;
}

/** Each is compared for itself: an odd objective says nothing of the topology. */
export type Group = 'topology' | 'objective';

export interface Descriptor {
  readonly name: string;
  readonly group: Group;
  readonly unit: string;
  /** Whether ratios count and not differences: then it is compared by its logarithm. */
  readonly isRatio: boolean;
  /** null where the window does not tell. */
  of(state: State): number | null;
}

type Of = (evaluation: Evaluation) => number | null;

const boltsOf = ({ components }: Evaluation) => components.filter(({ kind }) => kind === 'bolt');
const spoutsOf = ({ components }: Evaluation) => components.filter(({ kind }) => kind === 'spout');

/** Sum over the bolts of rate times `times`, over the rate of the spouts. */
function perTuple(evaluation: Evaluation, times: (bolt: Evaluation['components'][number]) => number): number {
  const sum = boltsOf(evaluation).reduce((all, bolt) => all + (bolt.inputPerSecond ?? 0) * times(bolt), 0);
  return sum / spoutRate(evaluation);
}

/** Components on the longest way from a spout; a way back is not followed. */
function pathLength({ components }: Evaluation): number {
  const byName = new Map(components.map((one) => [one.name, one]));
  const lengths = new Map<string, number>();
  const open = new Set<string>();
  const upTo = (name: string): number => {
    const component = byName.get(name);
    if (component === undefined || component.kind === 'system' || open.has(name)) return 0;
    const done = lengths.get(name);
    if (done !== undefined) return done;
    open.add(name);
    const length = 1 + Math.max(0, ...component.inputs.map(({ from }) => upTo(from)));
    open.delete(name);
    lengths.set(name, length);
    return length;
  };
  return Math.max(1, ...components.map(({ name }) => upTo(name)));
}

const ratio = (name: string, unit: string, of: Of): Descriptor => ({
  name,
  group: 'topology',
  unit,
  isRatio: true,
  of: ({ evaluation }) => of(evaluation),
});

/** @param least below it nothing is told apart */
const share = (name: string, least: number, of: Of): Descriptor =>
  ratio(name, '', (evaluation) => {
    const value = of(evaluation);
    return value === null ? null : Math.max(least, value);
  });

const weight = (part: keyof Objective['weights']): Descriptor => ({
  name: `weight of ${part}`,
  group: 'objective',
  unit: '',
  isRatio: false,
  of: ({ objective: { weights } }) => {
    const sum = weights.throughput + weights.latency + weights.cost + weights.stability;
    return sum > 0 ? weights[part] / sum : null;
  },
});

/** In this order in every file of training states. */
export const descriptors: readonly Descriptor[] = [
  ratio('rate of the spouts', 'tuples/s', spoutRate),
  ratio('spouts', '', (seen) => spoutsOf(seen).length),
  ratio('bolts', '', (seen) => boltsOf(seen).length),
  ratio('longest path', 'components', pathLength),
  ratio('tuples made of one', '', (seen) => perTuple(seen, () => 1)),
  ratio('work per tuple', 'ms', (seen) => perTuple(seen, ({ executeLatencyMs }) => executeLatencyMs ?? 0)),
  ratio('dearest bolt', 'ms a tuple', (seen) =>
    largestKnown(boltsOf(seen).map((one) => one.executeLatencyMs)),
  ),
  ratio('slowest path', 'ms', ({ components }) => slowestPathMs(components)),
  ratio('complete latency', 'ms', (seen) => seen.completeLatencyMs),
  ratio('latency over work', '', ({ completeLatencyMs, components }) =>
    completeLatencyMs === null ? null : completeLatencyMs / slowestPathMs(components),
  ),
  ratio('executors', '', ({ components }) =>
    components.filter(({ kind }) => kind !== 'system').reduce((sum, one) => sum + one.executors, 0),
  ),
  ratio('workers', '', ({ workers }) => Math.max(1, workers)),
  ratio(
    'executors a worker',
    '',
    ({ components, workers }) =>
      components.reduce((sum, one) => sum + (one.kind === 'system' ? 0 : one.executors), 0) /
      Math.max(1, workers),
  ),
  ratio('executors that are busy', '', (seen) =>
    boltsOf(seen).reduce((sum, one) => sum + (one.utilisationMean ?? 0) * one.executors, 0),
  ),
  ratio('skew', '', (seen) => largestKnown(boltsOf(seen).map(({ skew }) => skew))),
  ratio('pending limit', 'tuples', ({ pendingLimit }) => pendingLimit),
  share('utilisation of the busiest', 0.001, (seen) =>
    largestKnown(boltsOf(seen).map(({ utilisation }) => utilisation)),
  ),
  share('share of the limit in flight', 0.0001, ({ pendingUse }) => pendingUse),
  share('share that fails', 0.001, (seen) =>
    Math.min(1, seen.failedPerSecond / Math.max(1e-9, spoutRate(seen))),
  ),
  weight('throughput'),
  weight('latency'),
  weight('cost'),
  weight('stability'),
  {
    name: 'price of a worker',
    group: 'objective',
    unit: 'executors',
    isRatio: true,
    of: ({ objective: { prices } }) => prices.workerPerHour / prices.executorPerHour,
  },
  {
    name: 'latency over its SLO',
    group: 'objective',
    unit: '',
    isRatio: true,
    of: ({ evaluation: { completeLatencyMs }, objective: { slo } }) =>
      completeLatencyMs === null || slo.completeLatencyMs === undefined
        ? null
        : completeLatencyMs / slo.completeLatencyMs,
  },
];

/** One number for each of `descriptors`: ratios as logarithms to the base 2; null where the window does not tell, or has nothing to take one of. */
export function describe(state: State): (number | null)[] {
  return descriptors.map(({ isRatio, of }) => {
    const value = of(state);
    if (value === null || !Number.isFinite(value)) return null;
    if (!isRatio) return value;
    return value > 0 ? Math.log2(value) : null;
  });
}
