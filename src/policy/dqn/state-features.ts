// What the network is shown of the topology as it is; the same for every candidate of a decision.
import { slowestPathMs } from '../../metrics/index.js';
import type { Part } from '../../objective/index.js';
import { spoutRate } from '../../twin/index.js';
import { ratio, type Seen, type StateFeature } from './feature.js';

const weight = (part: Part): StateFeature => ({
  name: `weight.${part}`,
  group: 'objective',
  about: `share of ${part} in the weights: another objective is another decision, without training anew`,
  of: ({ situation }) => {
    const { weights } = situation.objective;
    const sum = weights.throughput + weights.latency + weights.cost + weights.stability;
    return sum > 0 ? weights[part] / sum : 0;
  },
});

const utilisations = ({ situation }: Seen): number[] =>
  situation.evaluation.components
    .filter(({ kind }) => kind === 'bolt')
    .map(({ utilisation }) => Math.min(1.5, utilisation ?? 0))
    .sort((a, b) => b - a);

const flag = (is: boolean): number => (is ? 1 : 0);

export const stateFeatures: readonly StateFeature[] = [
  {
    name: 'utility',
    group: 'internal',
    about: 'utility of the window: how much there is to win and to lose',
    of: ({ utility }) => utility,
  },
  {
    name: 'demand.known',
    group: 'workload',
    about: 'whether the load on offer is known; behind a full queue it is not',
    of: ({ situation }) => flag(situation.demand.known),
  },
  {
    name: 'demand.unmet',
    group: 'workload',
    about: 'load on offer over what is taken: what a larger configuration would win at once',
    of: ({ situation: { demand, evaluation } }) =>
      demand.known ? ratio(demand.perSecond, spoutRate(evaluation)) : 0,
  },
  {
    name: 'rate.ten-minutes-ago',
    group: 'workload',
    about: 'where the load comes from: a trend is worth acting ahead of',
    of: ({ rates }) => ratio(rates.tenMinutesAgo, 1),
  },
  {
    name: 'rate.hour-mean',
    group: 'workload',
    about: 'mean of the last hour over now: whether now is unusual',
    of: ({ rates }) => ratio(rates.hourMean, 1),
  },
  {
    name: 'rate.hour-most',
    group: 'workload',
    about: 'most of the last hour over now: room that may be needed again',
    of: ({ rates }) => ratio(rates.hourMost, 1),
  },
  {
    name: 'rate.hour-least',
    group: 'workload',
    about: 'least of the last hour over now: whether the load is on a high',
    of: ({ rates }) => ratio(rates.hourLeast, 1),
  },
  {
    name: 'rate.variation',
    group: 'workload',
    about: 'how much the load varies: a steady one pays for a change for longer',
    of: ({ rates }) => Math.min(1, rates.variation),
  },
  {
    name: 'horizon',
    group: 'workload',
    about: 'how long loads like this one have lasted, of half an hour',
    of: ({ situation }) => Math.min(2, situation.horizonSeconds / 1800),
  },
  {
    name: 'seen',
    group: 'workload',
    about: 'for how long the load was watched, of an hour: how much the past is worth',
    of: ({ situation }) => Math.min(1, situation.past.watchedSeconds / 3600),
  },
  {
    name: 'peak',
    group: 'external',
    about: 'a planned peak is on or near',
    of: ({ situation }) => flag(situation.past.peak !== null),
  },
  {
    name: 'backlog',
    group: 'external',
    about: 'seconds of work that wait at the source, of ten minutes; 0 where it does not tell',
    of: ({ situation: { evaluation } }) =>
      Math.min(1, (evaluation.external?.backlogTuples ?? 0) / Math.max(1e-9, 600 * spoutRate(evaluation))),
  },
  {
    name: 'busy.most',
    group: 'internal',
    about: 'busy share of the busiest bolt',
    of: (seen) => utilisations(seen)[0] ?? 0,
  },
  {
    name: 'busy.second',
    group: 'internal',
    about: 'busy share of the next one: two bottlenecks at once need one change, not two',
    of: (seen) => utilisations(seen)[1] ?? 0,
  },
  {
    name: 'busy.mean',
    group: 'internal',
    about: 'mean busy share of the bolts: how much is spare',
    of: (seen) => {
      const all = utilisations(seen);
      return all.reduce((sum, one) => sum + one, 0) / Math.max(1, all.length);
    },
  },
  {
    name: 'in-flight',
    group: 'internal',
    about: 'share of the pending limit that is in flight; 0 without a limit',
    of: ({ situation }) => Math.min(1.5, situation.evaluation.pendingUse ?? 0),
  },
  {
    name: 'queueing',
    group: 'internal',
    about: 'complete latency over the work along the slowest path: how much of it is waiting',
    of: ({ situation: { evaluation } }) =>
      ratio(evaluation.completeLatencyMs, 8 * Math.max(1e-6, slowestPathMs(evaluation.components))),
  },
  {
    name: 'failing',
    group: 'internal',
    about: 'failed tuples over emitted ones: timeouts and replays',
    of: ({ situation: { evaluation } }) =>
      Math.min(1, evaluation.failedPerSecond / Math.max(1e-9, spoutRate(evaluation))),
  },
  {
    name: 'noise',
    group: 'internal',
    about: 'standard error of the utility, of a tenth: small gains may be chance',
    of: ({ situation }) => Math.min(1, 10 * situation.past.utilityNoise),
  },
  {
    name: 'changed',
    group: 'internal',
    about: 'how recent the last change is (1 now, 1/e after half an hour)',
    of: ({ situation }) => Math.exp(-(situation.past.lastChange?.secondsAgo ?? 1e9) / 1800),
  },
  {
    name: 'failed-changes',
    group: 'internal',
    about: 'changes that were undone or failed, of three: how far the twin can be trusted here',
    of: ({ situation }) => Math.min(1, situation.past.failed.length / 3),
  },
  {
    name: 'configurations-seen',
    group: 'internal',
    about: 'windows of other configurations that the twin has seen, of four',
    of: ({ situation }) => Math.min(1, situation.earlier.length / 4),
  },
  {
    name: 'executors',
    group: 'configuration',
    about: 'executors over components, as a logarithm: how finely it can be turned',
    of: ({ situation: { evaluation } }) => {
      const all = evaluation.components.reduce((sum, c) => sum + c.executors, 0);
      return ratio(all, evaluation.components.length);
    },
  },
  {
    name: 'workers',
    group: 'configuration',
    about: 'workers, as a logarithm: restarts and hops grow with them',
    of: ({ situation }) => ratio(Math.max(1, situation.evaluation.workers), 1),
  },
  weight('throughput'),
  weight('latency'),
  weight('cost'),
  weight('stability'),
  {
    name: 'slo.latency',
    group: 'objective',
    about: 'complete latency over its SLO; 0 without one',
    of: ({ situation: { evaluation, objective } }) =>
      ratio(evaluation.completeLatencyMs, objective.slo.completeLatencyMs),
  },
  {
    name: 'slo.latency.set',
    group: 'objective',
    about: 'whether there is an SLO for the latency',
    of: ({ situation }) => flag(situation.objective.slo.completeLatencyMs !== undefined),
  },
  {
    name: 'slo.throughput',
    group: 'objective',
    about: 'throughput over its SLO; 0 without one',
    of: ({ situation: { evaluation, objective } }) =>
      ratio(evaluation.throughputPerSecond, objective.slo.minThroughputPerSecond),
  },
  {
    name: 'slo.throughput.set',
    group: 'objective',
    about: 'whether there is an SLO for the throughput',
    of: ({ situation }) => flag(situation.objective.slo.minThroughputPerSecond !== undefined),
  },
  {
    name: 'price.worker',
    group: 'objective',
    about: 'price of a worker over that of an executor, as a logarithm',
    of: ({ situation: { objective } }) =>
      ratio(objective.prices.workerPerHour, objective.prices.executorPerHour),
  },
];
