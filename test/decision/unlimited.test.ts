// Without a limit on what is in flight, a topology that is made too small has a queue that grows for as long as the load lasts.
import { describe, expect, it } from 'vitest';
import {
  type Considered,
  type Considering,
  consider,
  situationOf,
  wholeOutlookOf,
} from '../../src/decision/index.js';
import type { Objective } from '../../src/objective/index.js';
import type { Outlook } from '../../src/outlook/index.js';
import { twinGreedy } from '../../src/policy/twin-greedy.js';
import { estimateDemand } from '../../src/twin/index.js';
import { bolt, evaluation, evidence, input, spout } from '../builders.js';
import { limits, measured } from '../guard/input.js';
import { full } from '../outlook/full-split.js';

/** The cost counts three times as much as the throughput. */
const thrifty: Objective = {
  weights: { throughput: 0.3, latency: 0.3, cost: 1, stability: 0.2 },
  slo: { completeLatencyMs: 200 },
  prices: { executorPerHour: 0.01, workerPerHour: 0.05 },
  reference: {},
};

interface Case {
  readonly perSecond: number;
  readonly pending: number | null;
  readonly objective: Objective;
}

/** Forty executors of 5 ms, far too many. */
function considering(own: Partial<Case>): Considering {
  const { perSecond, pending, objective } = { perSecond: 1600, pending: null, objective: thrifty, ...own };
  const utilisation = (perSecond * 0.005) / 40;
  const now = evaluation({
    components: [
      spout('text', { outputPerSecond: perSecond, tasks: 1 }),
      bolt('split', {
        inputs: [input('text')],
        inputPerSecond: perSecond,
        outputPerSecond: 0,
        selectivity: 0,
        executors: 40,
        tasks: 40,
        utilisation,
      }),
    ],
    throughputPerSecond: perSecond,
    completeLatencyMs: 8,
    pendingLimit: pending,
    pendingUse: pending === null ? null : 0.02,
  });
  return {
    engine: 'storm-2.x',
    evaluation: now,
    configuration: {
      'executors.text': 1,
      'executors.split': 40,
      workers: 1,
      'topology.max.spout.pending': pending,
    },
    demand: { known: true, perSecond },
    objective,
    reference: { throughputPerSecond: perSecond, completeLatencyMs: 8, costPerHour: 0.46 },
    history: [],
    earlier: [],
    policy: twinGreedy,
    fallback: null,
    limits: limits({ tasks: { text: 1, split: 40 } }),
    waitSeconds: 1,
    evidence: evidence({ most: { perSecond, withinSeconds: 1200 } }),
    acting: null,
    measured,
    guards: 'full',
  };
}

const decided = (own: Partial<Case> = {}): Considered => consider(considering(own));

const latencyNow = 'completeLatencyMs holds now, and might not after the change';
const endless = `${latencyNow} (what is left may not carry the load, and with no limit on what is in flight the queue would grow for as long as it lasts)`;

describe('executors that may not be enough', () => {
  it('are not taken away where a latency has to hold, and it is said why', () => {
    const { apply, answers } = decided();
    expect(apply).toBe(false);
    expect(answers.find(({ guard }) => guard === 'slo')).toMatchObject({
      answer: 'veto',
      code: 'SLO_AT_RISK',
      text: endless,
    });
  });

  it('are as little taken away where what is in flight is limited', () => {
    const { apply, answers } = decided({ pending: 1000 });
    expect(apply).toBe(false);
    expect(answers.find(({ guard }) => guard === 'slo')?.text).toBe(
      `${latencyNow} (at the bad end of its range)`,
    );
  });

  it('are never more than the twin is sure of at any of these loads', () => {
    for (const perSecond of [2106, 2600]) {
      const { apply, outlook } = decided({ perSecond });
      expect(apply && outlook?.growth !== null, `${perSecond}`).toBe(false);
    }
  });
});

describe('a queue that would grow without limit', () => {
  const free = { ...thrifty, slo: {} };

  it('counts as the worst of latencies where it is expected, and at the bad end where it is possible', () => {
    const outlookFor = (split: number): Outlook =>
      wholeOutlookOf(considering({ objective: free }), { 'executors.split': split });
    const [safe, risky, lost] = [outlookFor(20), outlookFor(8), outlookFor(4)];
    expect([safe.growth, risky.growth, lost.growth]).toEqual([null, 'possible', 'expected']);
    // 0.3 of 1.8 of the weights.
    expect(lost.gainParts?.latency).toBeCloseTo(-0.3 / 1.8, 2);
    expect(risky.gainParts?.latency).toBe(0);
    expect(risky.utilityGainLow).toBeLessThan((risky.utilityGain ?? 0) - 0.15);
  });

  it('is not laid to the charge of what gives more room to one that grows already', () => {
    const now = full({ pendingLimit: null, pendingUse: null, completeLatencyMs: 150 });
    const behind = { ...considering({}), evaluation: now, demand: estimateDemand(now) };
    const objective = { ...thrifty, slo: { completeLatencyMs: 200 } };
    const { growth, brokenSlos, predicted } = wholeOutlookOf(
      { ...behind, objective },
      { 'executors.split': 3 },
    );
    expect(behind.demand.known).toBe(false);
    expect(predicted?.completeLatencyMs).toBeNull();
    expect(growth).toBeNull();
    expect(brokenSlos.pessimistic).toEqual([]);
    expect(wholeOutlookOf({ ...behind, objective }, { 'executors.split': 1 }).growth).toBe('expected');
  });

  it('is not what a search for the best configuration ends at', () => {
    const quick = { ...free, weights: { throughput: 0.1, latency: 1, cost: 0.1, stability: 0 } };
    const made = considering({ objective: quick });
    const { utilityUnder, demand } = situationOf(made);
    const worth = (split: number): number => utilityUnder({ 'executors.split': split }, demand) ?? Number.NaN;
    expect(worth(4)).toBeLessThan(worth(20));
  });
});
