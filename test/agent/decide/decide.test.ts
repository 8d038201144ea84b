// One dry decision from a measured window: what is proposed, predicted, priced and printed, and why nothing is.
import { describe, expect, it } from 'vitest';
import { whyOf } from '../../../src/agent/decide/why.js';
import type { TopologySuggestion } from '../../../src/agent/suggest/suggestion.js';
import { type Policy, policyNamed } from '../../../src/policy/index.js';
import { balanced, evidence, executorWindow, info, input, windowOf } from '../../builders.js';
import { decided, full } from './full-split.js';

const [ds2, keep] = [policyNamed('ds2'), policyNamed('keep')];
if (ds2 === undefined || keep === undefined) throw new Error('a policy is missing');

const proposing = (changes: Record<string, number>): Policy => ({
  name: 'test',
  about: 'proposes what a test wants',
  decide: () => ({ kind: 'propose', changes, text: 'because' }),
});

const codes = ({ decision }: TopologySuggestion): string[] =>
  decision.reasons.map((r) => `${r.guard} ${r.answer} ${r.code}`);

describe('a decision on a topology whose bottleneck has room to grow', () => {
  const suggestion = decided();

  it('proposes more executors for it, and prints the command', () => {
    expect(suggestion.bottleneck).toBe('split');
    expect(suggestion.decision).toMatchObject({ action: 'apply', policy: 'ds2', id: 'id-1' });
    expect(suggestion.current).toMatchObject({ 'executors.split': 2, 'executors.count': 2, workers: 1 });
    expect(suggestion.proposed).toEqual({ 'executors.split': 8 });
    expect(suggestion.commands).toEqual(['storm rebalance wordcount -w 1 -e split=8']);
    expect(suggestion.advice).toEqual([]);
  });

  it('predicts more throughput, less latency and a better utility than now', () => {
    const { predicted, utility } = suggestion;
    expect(utility).toBeCloseTo(0, 9);
    expect(predicted?.throughputPerSecond.mean).toBeGreaterThan(3000);
    expect(predicted?.completeLatencyMs?.mean).toBeLessThan(150);
    expect(predicted?.utility).toBeGreaterThan(0.3);
  });

  it('names its price: one restart, and when it has paid for itself', () => {
    expect(suggestion.price).toMatchObject({ restarts: 1, pauseSeconds: 6, catchUpSeconds: null });
    expect(suggestion.price?.breakEvenSeconds).toBeGreaterThan(6);
  });

  it('keeps every guard’s answer', () => {
    expect(codes(suggestion)).toEqual([
      'ready pass READY',
      'fresh pass FRESH',
      'policy pass PROPOSED',
      'bounds pass WITHIN_BOUNDS',
      'gain pass GAIN',
      'slo pass SLO_SAFE',
      'timeouts pass IN_TIME',
      'failed-direction pass NOT_TRIED',
      'scale-down pass NOT_DOWN',
      'break-even pass PAYS',
    ]);
  });

  it('shows spouts and bolts, but no system component', () => {
    expect(suggestion.components.map((c) => c.name)).toEqual(['text', 'split', 'count']);
  });
});

describe('a decision where more executors have brought nothing', () => {
  const failed = [{ directions: { 'executors.split': 'up' as const }, secondsAgo: 3600 }];
  const spread = (cluster: Partial<typeof info>): TopologySuggestion =>
    decided({
      policy: policyNamed('twin-greedy') as Policy,
      evidenceFor: () => evidence({ failed }),
      info: { ...info, ...cluster },
    });

  it('asks for a worker on another host, and says why', () => {
    const suggestion = spread({});
    expect(suggestion.proposed?.['workers']).toBeGreaterThan(1);
    expect(suggestion.decision.reasons.find(({ code }) => code === 'PROPOSED')?.text).toMatch(
      /; its host may have no CPU left \(more executors brought nothing; counted as 50 %\), and another host may have a slot free$/,
    );
  });

  it.each([
    ['there is no other host', { supervisors: 1 }],
    ['no other host has a free slot', { slotsFree: 0 }],
    ['nobody tells how many hosts there are', { supervisors: null }],
  ])('leaves the workers where %s', (_, cluster) => {
    expect(spread(cluster).proposed).toBeNull();
  });
});

describe('a policy that is out of its depth', () => {
  const doubting: Policy = {
    name: 'dqn',
    about: 'cannot agree',
    decide: () => ({ kind: 'unsure', code: 'DISAGREEMENT', text: 'its networks do not agree' }),
  };

  it('leaves the decision to the fallback, marked so', () => {
    const { decision, proposed } = decided({ policy: doubting, fallback: ds2 });
    expect(proposed).toEqual({ 'executors.split': 8 });
    expect(decision).toMatchObject({ action: 'apply', policy: 'dqn' });
    expect(decision.reasons.slice(2, 4)).toMatchObject([
      {
        guard: 'confidence',
        answer: 'pass',
        code: 'DISAGREEMENT',
        text: 'dqn is out of its depth (its networks do not agree); ds2 decides',
      },
      { guard: 'policy', answer: 'pass', code: 'PROPOSED' },
    ]);
    // For the journal, the queue and people: who decided, and why.
    expect(whyOf(decision)).toMatch(/^dqn is out of its depth \(.*\); ds2 decides: for .*split/);
  });

  it('holds where there is nobody else to ask', () => {
    const { decision } = decided({ policy: doubting });
    expect(decision.action).toBe('hold');
    expect(decision.reasons.at(-1)).toMatchObject({ guard: 'policy', answer: 'veto', code: 'DISAGREEMENT' });
  });
});

describe('a decision', () => {
  it('goes as far as the tasks allow, and advises how to get further', () => {
    const suggestion = decided({}, full(6));
    expect(suggestion.proposed).toEqual({ 'executors.split': 6 });
    expect(codes(suggestion)).toContain('bounds clip NO_TASK_HEADROOM');
    expect(suggestion.advice).toMatchObject([{ knob: 'tasks.split', from: 6, to: 16, needs: 'resubmit' }]);
  });

  it('holds where there are no tasks to spare, and still advises', () => {
    const suggestion = decided({}, full(2));
    expect(suggestion).toMatchObject({ proposed: null, predicted: null, price: null, commands: [] });
    expect(suggestion.decision.action).toBe('hold');
    expect(codes(suggestion).at(-1)).toBe('bounds veto NO_TASK_HEADROOM');
    expect(suggestion.advice).toHaveLength(1);
  });

  it('holds without a window, with the reason and nothing made up', () => {
    const notReady = {
      kind: 'not-ready',
      code: 'REBALANCING',
      text: 'a rebalance is under way',
      readyInSeconds: null,
    } as const;
    const suggestion = decided({ collected: { kind: 'not-ready', notReady, gotSeconds: 40 } });
    expect(suggestion).toMatchObject({
      window: null,
      components: [],
      throughputPerSecond: null,
      utility: null,
      current: null,
      proposed: null,
      commands: [],
    });
    expect(suggestion.decision.reasons[0]).toMatchObject({
      answer: 'veto',
      code: 'REBALANCING',
      margin: null,
    });
  });

  it('holds on statistics that are too old, but shows them', () => {
    const suggestion = decided({ collected: { kind: 'window', window: full(), ageSeconds: 400 } });
    expect(suggestion.decision.action).toBe('hold');
    expect(codes(suggestion)).toEqual(['ready pass READY', 'fresh veto STALE_STATISTICS']);
    expect(suggestion.throughputPerSecond).toBe(1000);
  });

  it('holds when the policy does, with the policy’s reason', () => {
    const suggestion = decided({ policy: keep as Policy });
    expect(suggestion.decision.action).toBe('hold');
    expect(codes(suggestion).at(-1)).toBe('policy veto POLICY_KEEP');
  });

  it('holds when the policy wants what is there already: no rebalance for nothing', () => {
    const suggestion = decided({ policy: proposing({ 'executors.split': 2, workers: 1 }) });
    expect(suggestion).toMatchObject({ proposed: null, commands: [] });
    expect(suggestion.decision.action).toBe('hold');
  });

  it('respects what the operator has excluded or bounded', () => {
    const excluded = decided({ knobs: { exclude: ['executors.split'], bounds: {} } });
    expect(codes(excluded).at(-1)).toBe('bounds veto EXCLUDED');
    const capped = decided({ knobs: { exclude: [], bounds: { 'executors.split': { max: 3 } } } });
    expect(capped.commands).toEqual(['storm rebalance wordcount -w 1 -e split=3']);
  });

  it('pays two restarts where assignment and configuration change, in this order', () => {
    const policy = proposing({ 'topology.max.spout.pending': 800, 'executors.split': 6 });
    const suggestion = decided({ policy });
    expect(suggestion.price?.restarts).toBe(2);
    expect(suggestion.commands).toEqual([
      'storm rebalance wordcount -w 1 -e split=6',
      `storm rebalance wordcount -w 1 -t '{"topology.max.spout.pending":800}'`,
    ]);
  });

  it('drops what Trimtab does not know from a wild proposal, and keeps the rest', () => {
    const policy = proposing({ 'executors.nosuch': 3, 'executors.count': Number.NaN, 'executors.split': 4 });
    const suggestion = decided({ policy });
    expect(suggestion.proposed).toEqual({ 'executors.split': 4 });
    expect(suggestion.advice).toEqual([]);
  });

  it('holds when what is proposed gains nothing: more executors only cost', () => {
    const objective = { ...balanced, weights: { throughput: 0, latency: 0, cost: 1, stability: 0 } };
    const more = decided({ objective, policy: proposing({ 'executors.count': 16 }) });
    expect(more.decision.action).toBe('hold');
    expect(more.decision.reasons.find((r) => r.answer === 'veto')).toMatchObject({
      guard: 'gain',
      code: 'NO_GAIN',
    });
    expect(more.commands).toEqual([]);
  });

  it('finds a topology that moves nothing as bad as can be, and has nothing to propose', () => {
    const still = windowOf(
      [
        { name: 'text', kind: 'spout' },
        { name: 'split', inputs: [input('text')] },
        { name: '__acker', kind: 'system' },
      ],
      [
        executorWindow('text', '[1-1]'),
        executorWindow('split', '[2-2]', { executed: 0 }),
        executorWindow('__acker', '[3-3]', { executed: 0 }),
      ],
    );
    const suggestion = decided({ referenceFor: () => ({}) }, still);
    expect(suggestion.utility).toBeLessThan(-0.5);
    expect(codes(suggestion).at(-1)).toBe('policy veto NO_INPUT');
  });
});
