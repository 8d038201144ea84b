// A decision's inputs moved to another point: what would have been measured, known and asked there.
import { crowdingIn, type Deliberating } from '../decision/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Weights } from '../objective/index.js';
import {
  type Demand,
  estimateDemand,
  type Fit,
  fitTwin,
  imaginer,
  offeredPerSecond,
  slimmed,
} from '../twin/index.js';
import type { Input, InputKind, Point } from './types.js';

/** As in src/decision: so many beliefs are asked about each of many candidates. */
const beliefs = 5;
/** Of the preset balanced. */
const referenceWeights: Weights = { throughput: 1, latency: 0.5, cost: 0.2, stability: 0.3 };

export interface Moment {
  readonly deliberating: Deliberating;
  /** What the twin knows there, without a new fit. */
  readonly fit: Fit;
}

/** @returns where a decision can be moved to; or, in words, why nothing can be imagined of this topology */
export function momentsOf(
  deliberating: Deliberating,
  inputs: readonly Input[],
): ((point: Point) => Moment) | string {
  const { evaluation, demand, history, earlier } = deliberating;
  const fit = fitTwin([...earlier, ...history, evaluation]);
  const believed = { crowding: crowdingIn(deliberating, () => fit) };
  if (fit.kind === 'unknown') return fit.because;
  const twin = slimmed(fit.twin, beliefs);
  const offered = offeredPerSecond(evaluation, demand);
  const imagine = imaginer(twin, offered);
  const isEstimated = sameDemand(estimateDemand(evaluation), demand);
  return (point) => {
    const inputValue = (kind: InputKind): number | null => {
      const i = inputs.findIndex((input) => input.kind === kind);
      return i === -1 ? null : (point[i] ?? null);
    };
    const load = (inputValue('load') ?? offered) / offered;
    const pending = inputValue('pending');
    const imagined = imagine({
      times: Object.fromEntries(
        inputs.flatMap((input, i) =>
          input.component === null
            ? []
            : [[input.component, (point[i] ?? input.actual) / input.actual] as const],
        ),
      ),
      load,
      pendingPerTask: pending === null ? twin.shape.pendingPerTask : Math.max(1, Math.round(pending)),
    });
    const seen = withBacklog(imagined.evaluation, inputValue('backlog'));
    return {
      fit: { kind: 'twin', twin: { ...imagined.twin, now: seen } },
      deliberating: {
        ...deliberating,
        believed,
        evaluation: seen,
        demand: isEstimated ? estimateDemand(seen) : scaled(demand, load),
        reference: referenceUnder(deliberating, load),
        objective: {
          ...deliberating.objective,
          weights: mixedWeights(deliberating.objective.weights, inputValue('weights') ?? 1),
        },
        configuration: pendingIn(deliberating, pending),
        evidence: {
          ...deliberating.evidence,
          horizonSeconds: inputValue('horizon') ?? deliberating.evidence.horizonSeconds,
        },
      },
    };
  };
}

function sameDemand(a: Demand, b: Demand): boolean {
  return a.known === b.known && (!a.known || !b.known || a.perSecond === b.perSecond);
}

/** A planned peak is expected on the load that there is. */
function scaled(demand: Demand, load: number): Demand {
  return demand.known ? { known: true, perSecond: demand.perSecond * load } : demand;
}

function withBacklog(evaluation: Evaluation, backlogTuples: number | null): Evaluation {
  return backlogTuples === null || evaluation.external === undefined
    ? evaluation
    : { ...evaluation, external: { ...evaluation.external, backlogTuples } };
}

/** The rate that a source tells is what the throughput is held against. */
function referenceUnder({ reference, evaluation }: Deliberating, load: number): Deliberating['reference'] {
  const isTold = (evaluation.external?.offeredPerSecond ?? 0) > 0;
  return isTold && reference.throughputPerSecond !== undefined
    ? { ...reference, throughputPerSecond: reference.throughputPerSecond * load }
    : reference;
}

function mixedWeights(own: Weights, share: number): Weights {
  if (share === 1) return own;
  const sum = ({ throughput, latency, cost, stability }: Weights): number =>
    throughput + latency + cost + stability;
  const part = (name: keyof Weights): number =>
    share * (own[name] / sum(own)) + (1 - share) * (referenceWeights[name] / sum(referenceWeights));
  return {
    throughput: part('throughput'),
    latency: part('latency'),
    cost: part('cost'),
    stability: part('stability'),
  };
}

const pendingKnob = 'topology.max.spout.pending';

function pendingIn({ configuration }: Deliberating, pending: number | null): Deliberating['configuration'] {
  const now = configuration[pendingKnob];
  if (pending === null || now === null || now === undefined) return configuration;
  return { ...configuration, [pendingKnob]: Math.max(1, Math.round(pending)) };
}
