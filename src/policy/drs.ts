// DRS: an open Jackson network of M/M/k operators; one executor at a time goes to where it shortens the time of a tuple most.
import { type Changes, executorsKnob } from '../knobs/index.js';
import { costPerHour, type Objective } from '../objective/index.js';
import { spoutRate } from '../twin/index.js';
import { sojournSeconds } from './erlang.js';
import { aimText, targetGrowth } from './target-rate.js';
import type { Answer, Policy, Situation } from './types.js';

/** What a new allocation must be better by, in utility, or smaller by, as a share: a restart is not paid for less. */
const leastGain = 0.02;
const leastSaving = 0.2;

/** One operator as a station. */
interface Station {
  readonly name: string;
  readonly executors: number;
  /** The most that it can have. */
  readonly tasks: number;
  /** Tuples/s that arrive at the target rate, and that one executor can take. */
  readonly arrivals: number;
  readonly rate: number;
}

/** Executors of each station. */
type Allocation = readonly number[];

/**
 * Fu et al., "DRS: Dynamic Resource Scheduling for Real-Time Analytics over Fast Streams" (ICDCS 2015): E[T] = Σ λᵢ E[Tᵢ](kᵢ) / λ₀,
 * from the smallest stable kᵢ on one executor at a time to the operator with the largest decrease of λᵢ E[Tᵢ] (their algorithm 1), until
 * E[T] ≤ T_max. T_max is the objective's latency, and E[T] is multiplied by their correction max(1, measured/estimated).
 *
 * Differences: without a latency in the objective the paper minimises E[T] within a number of processors that is given; nothing gives one
 * here, so executors are added while the objective's own weights of latency and cost make each worth its price. The paper weighs a
 * rebalance by its cost as well; here a fixed gain or saving stands for it. Where the offered rate is hidden, the guess of ds2 is
 * λ₀, and nothing is taken away. The service rate is that of the busy time, with what cores and neighbours take; λᵢ is scaled with λ₀.
 */
export const drs: Policy = {
  name: 'drs',
  about:
    'executors by M/M/k queues, greedily; a rival for comparison, not recommended (Fu et al., ICDCS 2015)',
  decide: (situation: Situation): Answer => {
    const growth = targetGrowth(situation);
    if (typeof growth !== 'number') return growth;
    const stations = stationsOf(situation, growth);
    const source = spoutRate(situation.evaluation) * growth;
    if (stations.length === 0 || source <= 0) {
      return { kind: 'hold', code: 'NO_INPUT', text: 'no bolt whose time per tuple is known had any input' };
    }
    const seconds = (allocation: Allocation): number => totalSeconds(stations, allocation) / source;
    const now = stations.map(({ executors }) => executors);
    const correction = correctionOf(situation);
    const target = allocate(stations, (allocation, next) =>
      isWorth(situation, correction * seconds(allocation), correction * seconds(next), allocation),
    );
    // With the load unknown, what is spare may be needed as soon as the bottleneck is gone.
    const wanted = situation.demand.known ? target : target.map((k, i) => Math.max(k, now[i] ?? k));
    if (!isBetter(situation, correction * seconds(now), correction * seconds(wanted), now, wanted)) {
      const text = `${milliseconds(correction * seconds(now))} by M/M/k now, ${milliseconds(correction * seconds(wanted))} at best: not worth a restart`;
      return { kind: 'hold', code: 'GOOD_ENOUGH', text };
    }
    const turned = stations.flatMap(({ name, executors }, i) =>
      wanted[i] === executors || wanted[i] === undefined ? [] : [{ name, from: executors, to: wanted[i] }],
    );
    const changes: Changes = Object.fromEntries(turned.map(({ name, to }) => [executorsKnob(name), to]));
    const list = turned.map(({ name, from, to }) => `${name} ${from} → ${to}`).join('; ');
    const times = `${milliseconds(correction * seconds(now))} → ${milliseconds(correction * seconds(wanted))} by M/M/k`;
    return { kind: 'propose', changes, text: `for ${aimText(situation, growth)}: ${list} (${times})` };
  },
};

function stationsOf({ evaluation, limits }: Situation, growth: number): Station[] {
  return evaluation.components.flatMap((c) => {
    const { name, kind, executors, utilisationMean, inputPerSecond } = c;
    if (kind !== 'bolt' || !utilisationMean || !inputPerSecond) return [];
    const rate = inputPerSecond / (executors * Math.min(1, utilisationMean));
    return [
      { name, executors, tasks: limits.tasks[name] ?? c.tasks, arrivals: inputPerSecond * growth, rate },
    ];
  });
}

/** Σ λᵢ E[Tᵢ] */
function totalSeconds(stations: readonly Station[], allocation: Allocation): number {
  return stations.reduce((sum, station, i) => sum + weighted(station, allocation[i] ?? 0), 0);
}

function weighted({ arrivals, rate }: Station, executors: number): number {
  return arrivals * sojournSeconds(executors, arrivals, rate);
}

/** @param isWanted whether the next executor is */
function allocate(
  stations: readonly Station[],
  isWanted: (now: Allocation, next: Allocation) => boolean,
): Allocation {
  // The least stable: more than λ/μ, by more than binary fractions.
  let now: Allocation = stations.map(({ arrivals, rate, tasks }) =>
    Math.min(tasks, Math.floor(arrivals / rate + 1e-9) + 1),
  );
  for (;;) {
    const decreases = stations.map((station, i) => {
      const k = now[i] ?? 0;
      // What stays unstable with all its tasks cannot be helped.
      return k >= station.tasks ? 0 : weighted(station, k) - weighted(station, k + 1);
    });
    const most = Math.max(...decreases);
    if (!(most > 0)) return now;
    const best = decreases.indexOf(most);
    const next: Allocation = now.map((k, i) => (i === best ? k + 1 : k));
    if (!isWanted(now, next)) return now;
    now = next;
  }
}

/** Whether the executor that shortens the time from `before` to `after` is wanted. */
function isWorth(situation: Situation, before: number, after: number, allocation: Allocation): boolean {
  const { objective } = situation;
  const target = objective.slo.completeLatencyMs;
  // Where an operator stays unstable with all its tasks, no other executor helps.
  if (!Number.isFinite(before)) return false;
  if (target !== undefined) return before * 1000 > target;
  const total = sum(allocation);
  return utilityOf(situation, after, total + 1) > utilityOf(situation, before, total);
}

/** Whether the change is worth it: it meets a target that is missed, or gains by the objective, or saves a good part at no loss. */
function isBetter(
  situation: Situation,
  before: number,
  after: number,
  now: Allocation,
  wanted: Allocation,
): boolean {
  if (now.every((k, i) => k === wanted[i])) return false;
  const target = situation.objective.slo.completeLatencyMs;
  if (before === Number.POSITIVE_INFINITY) return sum(wanted) > sum(now) || after < before;
  if (target !== undefined) {
    return before * 1000 > target ? after < before : sum(wanted) <= sum(now) * (1 - leastSaving);
  }
  return utilityOf(situation, after, sum(wanted)) >= utilityOf(situation, before, sum(now)) + leastGain;
}

/** Latency and cost as the utility counts them: a third for each doubling, by their weights. Only differences mean anything. */
function utilityOf({ evaluation, objective }: Situation, seconds: number, bolts: number): number {
  const { weights, prices } = objective;
  const others = evaluation.components.reduce((n, c) => n + (c.kind === 'bolt' ? 0 : c.executors), 0);
  const latency = weights.latency * Math.log2(seconds);
  const cost = weights.cost * Math.log2(costPerHour(bolts + others, evaluation.workers, prices) || 1);
  return -((weights.latency > 0 ? latency : 0) + cost) / (3 * weightsOf(objective));
}

function weightsOf({ weights }: Objective): number {
  return Math.max(1e-9, weights.throughput + weights.latency + weights.cost + weights.stability);
}

/** max(1, measured/estimated) at the present rate, as its authors correct; 1 where the measurement holds the wait of a full topology. */
function correctionOf(situation: Situation): number {
  const { evaluation, demand } = situation;
  const rate = spoutRate(evaluation);
  const stations = stationsOf(situation, 1);
  const estimated =
    totalSeconds(
      stations,
      stations.map(({ executors }) => executors),
    ) / rate;
  const measured = evaluation.completeLatencyMs;
  if (!demand.known || measured === null || !Number.isFinite(estimated) || estimated <= 0) return 1;
  return Math.max(1, measured / 1000 / estimated);
}

function sum(allocation: Allocation): number {
  return allocation.reduce((a, b) => a + b, 0);
}

function milliseconds(seconds: number): string {
  return Number.isFinite(seconds) ? `${(1000 * seconds).toFixed(1)} ms` : 'no end';
}
