// The agent makes workers report their queues by itself where it is told to, nothing else is to be done, and the topology may be touched.
import { describe, expect, it } from 'vitest';
import { type Deciding, decide } from '../../../src/agent/decide/decide.js';
import { withReporter } from '../../../src/agent/decide/propose-reporter.js';
import type { GuardAnswer } from '../../../src/guard/index.js';
import type { QueueMetrics, QueueSource } from '../../../src/metrics/index.js';
import { balanced, evidence, idleWindow, info, topology } from '../../builders.js';
import { clear } from '../../guard/input.js';
import { fakeClock } from '../fake-clock.js';
import { proposing } from '../policies.js';

const key = 'topology.metrics.reporters';
const window = idleWindow();
const queues: QueueMetrics = {
  components: new Map(),
  workers: new Map([['n1:6700', {} as never]]),
  backpressureShare: null,
  skippedMaxSpoutShare: null,
  skippedInactiveShare: null,
  backpressureOverflow: null,
};

function reporting(own: { readonly propose?: boolean; readonly queues?: QueueMetrics } = {}) {
  const source: QueueSource = {
    queueMetrics: () => own.queues ?? { ...queues, workers: new Map() },
    reportingWorkers: () => new Set(),
    counts: () => ({ accepted: 0, ignored: 0, dropped: 0 }),
  };
  const target = { host: 'master-1', port: 2003, periodSeconds: 10 };
  return { target, propose: own.propose ?? true, source };
}

/** @param said what was held for; by default what `decide` says */
function decided(own: Partial<Deciding> = {}, said?: readonly GuardAnswer[]) {
  const deciding: Deciding = {
    info,
    evidenceFor: () => evidence(),
    acting: clear,
    topology,
    collected: { kind: 'window', window, ageSeconds: 20 },
    windowSeconds: 100,
    maxAgeSeconds: 180,
    policy: proposing(),
    objective: balanced,
    knobs: { exclude: [], bounds: {} },
    history: [],
    referenceFor: () => ({}),
    id: 'x',
    reporting: reporting(),
    ...own,
  };
  const { reporting: asked } = deciding;
  const agent = { clock: fakeClock(), reporting: asked ?? null };
  const dry = decide(deciding);
  const { decision } = dry.suggestion;
  const before = { ...dry.suggestion, decision: { ...decision, reasons: said ?? decision.reasons } };
  const { suggestion, plan } = withReporter(agent, deciding, { ...dry, suggestion: before });
  const { action, reasons } = suggestion.decision;
  return { action, plan, reasons: reasons.map(({ guard, answer, code }) => `${guard} ${answer} ${code}`) };
}

const held = (own: Partial<Deciding>): unknown => {
  const { action, plan, reasons } = decided(own);
  expect(plan).toEqual([]);
  expect(action).toBe('hold');
  return reasons.find((reason) => reason.includes(' veto '));
};

describe('the reporter', () => {
  const passed = [
    'ready pass READY',
    'fresh pass FRESH',
    'policy pass REPORTER_MISSING',
    'kill-switch pass CLEAR',
    'beside-leader pass CLEAR',
    'blackout pass CLEAR',
    'one-change pass CLEAR',
    'cool-down pass CLEAR',
    'budget pass CLEAR',
    'back-off pass CLEAR',
  ];

  it('is added where nothing else is to be done, under the guards of any other change', () => {
    const { action, plan, reasons } = decided();
    expect(action).toBe('apply');
    expect(plan).toMatchObject([
      { kind: 'rebalance-configuration', settings: { [key]: [{ class: expect.any(String) as string }] } },
    ]);
    expect(reasons).toEqual(passed);
  });

  it('is what the decision is about, and not what was proposed and gains too little', () => {
    const of = (guard: string, answer: GuardAnswer['answer'], code: string) => ({
      guard,
      answer,
      code,
      margin: null,
      text: code,
    });
    const gainsTooLittle = [
      of('ready', 'pass', 'READY'),
      of('fresh', 'pass', 'FRESH'),
      of('policy', 'pass', 'PROPOSED'),
      of('bounds', 'clip', 'NO_FREE_SLOTS'),
      of('gain', 'veto', 'GAIN_TOO_SMALL'),
      of('kill-switch', 'pass', 'CLEAR'),
    ];
    expect(decided({}, gainsTooLittle).reasons).toEqual(passed);
  });

  it('waits while nothing may be sent', () => {
    expect(held({ acting: { ...clear, paused: 'everything is paused' } })).toBe('kill-switch veto PAUSED');
    expect(held({ acting: { ...clear, changes: { lastHour: 2, lastDay: 2 } } })).toBe(
      'budget veto BUDGET_SPENT',
    );
  });

  it('waits while the topology is not to be touched, and where a proposal is against a limit', () => {
    expect(held({ collected: { kind: 'window', window, ageSeconds: 200 } })).toBe(
      'fresh veto STALE_STATISTICS',
    );
    const notReady = { kind: 'not-ready', code: 'EXECUTORS_MISSING', text: 'two do not report' } as const;
    expect(held({ collected: { kind: 'not-ready', notReady, gotSeconds: 0 } })).toBe(
      'ready veto EXECUTORS_MISSING',
    );
    expect(held({ policy: proposing({ 'executors.nosuch': 2 }) })).toBe('bounds veto UNKNOWN_KNOB');
  });

  it('is nobody’s business in a dry run, where it is not asked for, and where workers report', () => {
    for (const own of [
      { acting: null },
      { reporting: null },
      { reporting: reporting({ propose: false }) },
      { reporting: reporting({ queues }), queues },
      { info: { ...info, generation: 'storm-1.2' as const } },
    ]) {
      expect(held(own)).toBe('policy veto SUFFICIENT');
    }
  });
});
