// What the network is shown of a candidate: what the twin says of it, and what it does to the topology. All 0 for hold.
import { type Changes, componentOf, directionsOf } from '../../knobs/index.js';
import { valueParts } from '../../objective/index.js';
import { carefulGain, costOf, slosAtRisk } from '../../outlook/index.js';
import { spoutRate } from '../../twin/index.js';
import type { Candidate } from '../candidates.js';
import type { Situation } from '../types.js';
import { type CandidateFeature, ratio } from './feature.js';

const width = (range: { low: number; high: number } | null | undefined): number =>
  range === null || range === undefined ? 0 : ratio(range.high, range.low);

/** Gain of the utility under the present load times so much, over holding under that load. */
function gainUnder({ changes }: Candidate, situation: Situation, times: number): number {
  const perSecond = Math.max(1e-9, spoutRate(situation.evaluation) * times);
  const then = situation.utilityUnder(changes, { known: true, perSecond });
  const held = situation.utilityUnder({}, { known: true, perSecond });
  return then === null || held === null ? 0 : then - held;
}

function turned(changes: Changes, situation: Situation, way: 'up' | 'down'): number {
  const executors = situation.evaluation.components.reduce((sum, c) => sum + c.executors, 0);
  const moved = Object.entries(changes).reduce((sum, [knob, to]) => {
    if (componentOf(knob) === undefined) return sum;
    const by = to - (situation.configuration[knob] ?? to);
    return sum + Math.max(0, way === 'up' ? by : -by);
  }, 0);
  return Math.min(1, moved / Math.max(1, executors));
}

const part = (name: (typeof valueParts)[number]): CandidateFeature => ({
  name: `gain.${name}`,
  group: 'prediction',
  about: `what ${name} gains by the prediction`,
  of: ({ outlook }) => outlook.gainParts?.[name] ?? 0,
});

const again = (of: (situation: Situation) => readonly { directions: Readonly<Record<string, string>> }[]) => {
  return ({ changes }: Candidate, situation: Situation, isOpposite: boolean): number => {
    const now = Object.entries(directionsOf(changes, situation.configuration));
    const same = of(situation).some(({ directions }) =>
      now.some(([knob, way]) => directions[knob] !== undefined && (directions[knob] !== way) === isOpposite),
    );
    return same ? 1 : 0;
  };
};
const likeLast = again(({ past }) => (past.lastChange === null ? [] : [past.lastChange]));
const likeFailed = again(({ past }) => past.failed);

export const candidateFeatures: readonly CandidateFeature[] = [
  { name: 'acts', group: 'prediction', about: 'that anything is changed: 1, and 0 for hold', of: () => 1 },
  {
    name: 'score',
    group: 'prediction',
    about: 'what twin-greedy goes by: utility times minutes that are won over the horizon, the price paid',
    of: ({ score }) => (Number.isFinite(score) ? Math.asinh(score / 60) / 3 : -1),
  },
  {
    name: 'gain',
    group: 'prediction',
    about: 'predicted gain of the utility under the present load',
    of: ({ outlook }) => outlook.utilityGain ?? 0,
  },
  {
    name: 'gain.careful',
    group: 'prediction',
    about: 'the same at the careful end of its range',
    of: ({ outlook }) => carefulGain(outlook) ?? 0,
  },
  ...valueParts.filter((name) => name !== 'stability').map(part),
  {
    name: 'gain.hour-most',
    group: 'prediction',
    about: 'gain if the most load of the last hour came back',
    of: (candidate, { situation, rates }) => gainUnder(candidate, situation, rates.hourMost),
  },
  {
    name: 'gain.trend',
    group: 'prediction',
    about: 'gain if the load goes on as in the last ten minutes for twenty more',
    of: (candidate, { situation, rates }) => {
      const growth = Math.max(0.3, Math.min(3, (1 / Math.max(1e-3, rates.tenMinutesAgo)) ** 2));
      return gainUnder(candidate, situation, growth);
    },
  },
  {
    name: 'gain.hour-mean',
    group: 'prediction',
    about: 'gain if the load went back to the mean of the last hour',
    of: (candidate, { situation, rates }) => gainUnder(candidate, situation, rates.hourMean),
  },
  {
    name: 'price',
    group: 'prediction',
    about: 'what the change costs, utility times minutes',
    of: ({ outlook }) => Math.min(1, costOf(outlook) / 60),
  },
  {
    name: 'restarts',
    group: 'prediction',
    about: 'rebalances, each of which restarts all workers, of two',
    of: ({ outlook }) => outlook.price.restarts / 2,
  },
  {
    name: 'catch-up',
    group: 'prediction',
    about: 'how long the backlog of the pause lasts, of ten minutes; 1 where it is never worked off',
    of: ({ outlook: { price } }, { situation }) =>
      situation.demand.known ? Math.min(1, (price.catchUpSeconds ?? 600) / 600) : 0,
  },
  {
    name: 'room.now',
    group: 'prediction',
    about: 'what could be carried then over what is taken now',
    of: ({ outlook }, { situation }) => ratio(outlook.capacityPerSecond, spoutRate(situation.evaluation)),
  },
  {
    name: 'room.most',
    group: 'prediction',
    about: 'what could be carried then over the most of the last hour',
    of: ({ outlook }, { situation, rates }) =>
      ratio(outlook.capacityPerSecond, spoutRate(situation.evaluation) * rates.hourMost),
  },
  {
    name: 'throughput',
    group: 'prediction',
    about: 'predicted throughput over the present one',
    of: ({ outlook }, { situation }) =>
      ratio(outlook.predicted?.throughputPerSecond.mean, situation.evaluation.throughputPerSecond),
  },
  {
    name: 'latency',
    group: 'prediction',
    about: 'predicted complete latency over the present one',
    of: ({ outlook }, { situation }) =>
      ratio(outlook.predicted?.completeLatencyMs?.mean, situation.evaluation.completeLatencyMs),
  },
  {
    name: 'doubt.throughput',
    group: 'prediction',
    about: 'width of the range of the predicted throughput',
    of: ({ outlook }) => width(outlook.predicted?.throughputPerSecond),
  },
  {
    name: 'doubt.latency',
    group: 'prediction',
    about: 'width of the range of the predicted latency',
    of: ({ outlook }) => width(outlook.predicted?.completeLatencyMs),
  },
  {
    name: 'margin.latency',
    group: 'objective',
    about: 'the latency SLO over the bad end of the predicted latency; 0 without an SLO',
    of: ({ outlook }, { situation }) =>
      ratio(situation.objective.slo.completeLatencyMs, outlook.predicted?.completeLatencyMs?.high),
  },
  {
    name: 'margin.throughput',
    group: 'objective',
    about: 'the bad end of the predicted throughput over its SLO; 0 without one',
    of: ({ outlook }, { situation }) =>
      ratio(outlook.predicted?.throughputPerSecond.low, situation.objective.slo.minThroughputPerSecond),
  },
  {
    name: 'slo.at-risk',
    group: 'objective',
    about: 'that an SLO which holds now might break',
    of: ({ outlook }) => (slosAtRisk(outlook).length > 0 ? 1 : 0),
  },
  {
    name: 'limited.pending',
    group: 'prediction',
    about: 'that max.spout.pending would then be what limits',
    of: ({ outlook }) => (outlook.predicted?.limitedBy === 'pending' ? 1 : 0),
  },
  {
    name: 'limited.load',
    group: 'prediction',
    about: 'that nothing but the load would then limit',
    of: ({ outlook }) => (outlook.predicted?.limitedBy === 'offered' ? 1 : 0),
  },
  {
    name: 'executors.up',
    group: 'configuration',
    about: 'executors that are added, of those there are',
    of: ({ changes }, { situation }) => turned(changes, situation, 'up'),
  },
  {
    name: 'executors.down',
    group: 'configuration',
    about: 'executors that are taken away, of those there are',
    of: ({ changes }, { situation }) => turned(changes, situation, 'down'),
  },
  {
    name: 'pending',
    group: 'configuration',
    about: 'max.spout.pending after over before; no limit counts as many',
    of: ({ changes }, { situation }) => {
      const to = changes['topology.max.spout.pending'];
      const from = situation.configuration['topology.max.spout.pending'] ?? 50_000;
      return to === undefined ? 0 : ratio(to, from);
    },
  },
  {
    name: 'workers',
    group: 'configuration',
    about: 'workers after over before',
    of: ({ changes }, { situation }) =>
      changes['workers'] === undefined ? 0 : ratio(changes['workers'], situation.evaluation.workers),
  },
  {
    name: 'reverses',
    group: 'configuration',
    about: 'that it goes back the way of the last change, more so the more recent that is',
    of: (candidate, { situation }) =>
      likeLast(candidate, situation, true) * Math.exp(-(situation.past.lastChange?.secondsAgo ?? 1e9) / 3600),
  },
  {
    name: 'repeats',
    group: 'configuration',
    about: 'that it goes on the way of the last change: was that not enough?',
    of: (candidate, { situation }) => likeLast(candidate, situation, false),
  },
  {
    name: 'failed-before',
    group: 'configuration',
    about: 'that it goes a way that failed',
    of: (candidate, { situation }) => likeFailed(candidate, situation, false),
  },
];
