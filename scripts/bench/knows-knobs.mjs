// What each knob does, in the simulator's truth and by the fitted twin: one rung up, and the variance that it explains over random configurations.

import { situationOf } from '../../dist/decision/index.js';
import { knobNamed, stepOnLadder } from '../../dist/knobs/index.js';
import { policyNamed } from '../../dist/policy/index.js';
import { createNoiseFree } from '../../dist/simulator/index.js';
import { consideringNow, randomScenario, watch } from '../../dist/training/index.js';
import { createRandom } from '../../dist/util/index.js';

const pending = 'topology.max.spout.pending';
export const knobKinds = ['workers', 'spouts', 'bolts', 'ackers', 'pending'];
/** A change of less than this share is none. */
const same = 0.01;

/** @returns for each knob what one rung up does to throughput and latency: 1, 0, -1; null where it cannot be turned or told */
export function signsOf(seed, objective) {
  const scenario = randomScenario(seed, 60);
  const noiseFree = createNoiseFree(scenario);
  const { plan } = noiseFree;
  if (plan.settings[pending] === undefined) return null;
  const plentiful = {
    ...noiseFree.at(0),
    offered: new Map([...noiseFree.at(0).offered].map(([n]) => [n, 1e9])),
  };
  const before = noiseFree.steady({}, plentiful);
  if (before.completeLatencyMs === null) return null;
  const watched = watch(withPlenty(scenario), 12);
  const situation =
    watched === null ? null : situationOf(consideringNow(watched, objective, policyNamed('keep')));
  const rows = {};
  for (const kind of knobKinds) {
    const changes = oneUp(kind, plan, before.limitedBy);
    if (changes === null) continue;
    const after = noiseFree.steady(planChange(changes), plentiful);
    const predicted = situation?.outlook(changes);
    const held = situation?.outlook({});
    rows[kind] = {
      truth: {
        throughput: sign(after.throughputPerSecond, before.throughputPerSecond),
        latency: sign(after.completeLatencyMs, before.completeLatencyMs),
      },
      twin:
        predicted?.predicted == null || held?.predicted == null
          ? null
          : {
              throughput: sign(
                predicted.predicted.throughputPerSecond.mean,
                held.predicted.throughputPerSecond.mean,
              ),
              latency: sign(
                predicted.predicted.completeLatencyMs?.mean,
                held.predicted.completeLatencyMs?.mean,
              ),
            },
    };
  }
  return rows;
}

/** Shares of the variance of log throughput that the values of one knob explain alone (first-order Sobol indices, Saltelli et al. 2008). */
export function importancesOf(seed, configurations) {
  const noiseFree = createNoiseFree(randomScenario(seed, 60));
  const { plan } = noiseFree;
  if (plan.settings[pending] === undefined) return null;
  const random = createRandom(seed).fork('grid');
  const plentiful = {
    ...noiseFree.at(0),
    offered: new Map([...noiseFree.at(0).offered].map(([n]) => [n, 1e9])),
  };
  const value = (levels) =>
    Math.log(noiseFree.steady(planChange(levelsToChanges(levels, plan)), plentiful).throughputPerSecond);
  const draw = () => Object.fromEntries(knobKinds.map((kind) => [kind, random.integer(rungs)]));
  const pairs = Array.from({ length: configurations }, () => [draw(), draw()]);
  const [a, b] = [0, 1].map((side) => pairs.map((pair) => value(pair[side])));
  const all = [...a, ...b];
  const mean = all.reduce((sum, one) => sum + one, 0) / all.length;
  const variance = all.reduce((sum, one) => sum + (one - mean) ** 2, 0) / all.length;
  if (!(variance > 1e-6)) return null;
  return Object.fromEntries(
    knobKinds.map((kind) => {
      // Jansen's estimator: what is left when only this knob stays.
      const apart = pairs.reduce((sum, [first, second], i) => {
        const mixed = value({ ...first, [kind]: second[kind] });
        return sum + (b[i] - mixed) ** 2;
      }, 0);
      return [kind, Math.max(0, 1 - apart / (2 * configurations * variance))];
    }),
  );
}

/** Rungs of each knob: executors a half to eight times as they are submitted, workers half of that, pending tuples from 1 on. */
const rungs = 5;
const factors = [0.5, 1, 2, 4, 8];

function levelsToChanges(levels, plan) {
  const changes = {
    [pending]: [1, 8, 64, 512, 4096][levels.pending],
    workers: Math.max(1, Math.round(plan.workers * factors[levels.workers] * 0.5)),
  };
  for (const { name, kind, executors, tasks } of plan.components) {
    const level = name === '__acker' ? levels.ackers : kind === 'spout' ? levels.spouts : levels.bolts;
    changes[`executors.${name}`] = Math.max(1, Math.min(tasks, Math.round(executors * factors[level])));
  }
  return changes;
}

function oneUp(kind, plan, limitedBy) {
  if (kind === 'pending')
    return {
      [pending]: stepOnLadder(knobNamed(pending).ladder, plan.settings[pending], 1, knobNamed(pending)),
    };
  if (kind === 'workers') return { workers: plan.workers + 1 };
  const of = (one) =>
    kind === 'ackers'
      ? one.name === '__acker'
      : kind === 'spouts'
        ? one.kind === 'spout'
        : one.kind === 'bolt' && one.name !== '__acker';
  const fitting = plan.components.filter((one) => of(one) && one.executors < one.tasks);
  const chosen = fitting.find(({ name }) => name === limitedBy) ?? fitting[0];
  return chosen === undefined ? null : { [`executors.${chosen.name}`]: chosen.executors + 1 };
}

function planChange(changes) {
  const { workers, [pending]: limit, ...executors } = changes;
  return {
    ...(workers === undefined ? {} : { workers }),
    ...(limit === undefined ? {} : { settings: { [pending]: limit } }),
    executors: Object.fromEntries(
      Object.entries(executors).map(([knob, to]) => [knob.replace('executors.', ''), to]),
    ),
  };
}

function withPlenty(scenario) {
  const load = Object.keys(scenario.load).map((name) => [
    name,
    { kind: 'step', steps: [{ atMinute: 0, perSecond: 1e6 }] },
  ]);
  return { ...scenario, load: Object.fromEntries(load) };
}

function sign(after, before) {
  if (!(after > 0) || !(before > 0)) return null;
  const change = after / before - 1;
  return Math.abs(change) < same ? 0 : Math.sign(change);
}
