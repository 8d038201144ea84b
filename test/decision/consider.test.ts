// What is asked of a proposal, of whom, in which order, and when nothing is applied whatever is said for it.
import { describe, expect, it } from 'vitest';
import {
  type Considered,
  type Considering,
  consider,
  situationOf,
  wholeOutlookOf,
  withPeak,
} from '../../src/decision/index.js';
import type { Policy } from '../../src/policy/index.js';
import { estimateDemand } from '../../src/twin/index.js';
import { proposing } from '../agent/policies.js';
import { balanced, evidence } from '../builders.js';
import { clear, limits, measured } from '../guard/input.js';
import { full } from '../outlook/full-split.js';

const now = full();
const split = { 'executors.split': 4 };

function considering(own: Partial<Considering> = {}): Considering {
  return {
    engine: 'storm-2.x',
    evaluation: now,
    configuration: {
      'executors.text': 1,
      'executors.split': 2,
      workers: 1,
      'topology.max.spout.pending': 100,
    },
    demand: estimateDemand(now),
    objective: balanced,
    reference: { throughputPerSecond: 200, completeLatencyMs: 500, costPerHour: 0.1 },
    history: [],
    earlier: [],
    policy: proposing(split),
    fallback: null,
    limits: limits({ tasks: { text: 1, split: 4 } }),
    waitSeconds: 1,
    evidence: evidence(),
    acting: null,
    measured,
    guards: 'full',
    ...own,
  };
}

const decided = (own: Partial<Considering> = {}): Considered => consider(considering(own));
const vetoes = ({ answers }: Considered): string[] =>
  answers.filter(({ answer }) => answer === 'veto').map(({ code }) => code);
const asked = ({ answers }: Considered): string[] => answers.map(({ guard }) => guard);

const outcomeGuards = ['gain', 'slo', 'timeouts', 'failed-direction', 'scale-down', 'break-even'];
const failed = [{ directions: { 'executors.split': 'up' as const }, secondsAgo: 60 }];

describe('a proposal', () => {
  it('is applied where every rule passes it', () => {
    const all = decided({ acting: clear });
    expect(vetoes(all)).toEqual([]);
    expect(all).toMatchObject({ apply: true, wanted: split, changes: split });
    expect(asked(all).slice(0, 8)).toEqual(['policy', 'bounds', ...outcomeGuards]);
    expect(asked(all)).toHaveLength(8 + 7);
  });

  it('is not where a rule about its worth is against it', () => {
    const one = decided({ evidence: evidence({ failed }) });
    expect([one.apply, vetoes(one)]).toEqual([false, ['FAILED_BEFORE']]);
    expect(one.changes).toEqual(split);
  });

  it('is not where a rule about sending is against it, though it be worth it', () => {
    const one = decided({ acting: { ...clear, paused: 'everything is paused' } });
    expect([one.apply, vetoes(one)]).toEqual([false, ['PAUSED']]);
    expect(one.outlook).not.toBeNull();
  });

  it('is judged by what the bounds leave of it', () => {
    // It has one task.
    const policy = proposing({ ...split, 'executors.text': 5 });
    const past = [{ directions: { 'executors.text': 'up' as const }, secondsAgo: 60 }];
    const one = decided({ policy, evidence: evidence({ failed: past }) });
    expect([one.apply, vetoes(one), one.changes]).toEqual([true, [], split]);
  });

  it('of which the bounds leave nothing is not looked at any further', () => {
    const one = decided({ policy: proposing({ 'executors.gone': 5 }) });
    expect(one).toMatchObject({ apply: false, wanted: { 'executors.gone': 5 }, outlook: null });
    expect(one.changes).toEqual({});
    expect(asked(one)).toEqual(['policy', 'bounds']);
  });

  it('under the guards of safety alone has to be valid, and to be a change at all', () => {
    const acting = { ...clear, paused: 'everything is paused' };
    const one = decided({ guards: 'safety', acting, evidence: evidence({ failed }) });
    expect([one.apply, asked(one)]).toEqual([true, ['policy', 'bounds']]);
    const none = decided({ guards: 'safety', policy: proposing({ 'executors.split': 2 }) });
    expect([none.apply, none.outlook]).toEqual([false, null]);
  });
});

describe('a policy', () => {
  it('is told what the bounds would leave, and what the rules about its worth would permit', () => {
    const outlook = wholeOutlookOf(considering(), split);
    expect(situationOf(considering()).legal({ 'executors.split': 9 })).toEqual(split);
    const permits = (own: Partial<Considering>): boolean =>
      situationOf(considering(own)).permits(split, outlook);
    expect(permits({})).toBe(true);
    expect(permits({ evidence: evidence({ failed }) })).toBe(false);
    expect(permits({ evidence: evidence({ failed }), guards: 'safety' })).toBe(true);
  });
});

describe('a policy that is out of its depth', () => {
  const unsure: Policy = {
    ...proposing(),
    name: 'unsure',
    decide: () => ({ kind: 'unsure', code: 'LOW_CONFIDENCE', text: 'its members disagree' }),
  };
  const unfamiliar = { distance: 3, text: 'three times as far as any state of its training' };
  const fallback = proposing(split);

  it('leaves it to its fallback, and both are said', () => {
    const one = decided({ policy: unsure, fallback });
    expect(one).toMatchObject({ apply: true, changes: split });
    expect(one.answers.slice(0, 2)).toMatchObject([
      { guard: 'confidence', answer: 'pass', code: 'LOW_CONFIDENCE' },
      { guard: 'policy', answer: 'pass', code: 'PROPOSED' },
    ]);
  });

  it('changes nothing where there is no fallback, or where it would be its own', () => {
    for (const other of [null, unsure]) {
      const one = decided({ policy: unsure, fallback: other });
      expect([one.apply, vetoes(one), asked(one)]).toEqual([false, ['LOW_CONFIDENCE'], ['policy']]);
    }
  });

  it('before it is asked is not asked, but where nobody else could be', () => {
    const policy = { ...proposing({ 'executors.split': 3 }), name: 'learned' };
    const left = decided({ policy, fallback: proposing(split), unfamiliar });
    expect(left.answers[0]).toMatchObject({ guard: 'confidence', code: 'OUT_OF_DISTRIBUTION' });
    expect(left.wanted).toEqual(split);
    expect(decided({ policy, fallback: null, unfamiliar }).wanted).toEqual({ 'executors.split': 3 });
  });
});

it('a planned peak multiplies a known load until it has begun, when it is measured', () => {
  const known = { known: true, perSecond: 100 } as const;
  const peak = { factor: 2.5, hasBegun: false, text: 'a planned peak' };
  expect(withPeak(known, peak)).toEqual({ known: true, perSecond: 250 });
  expect(withPeak(known, { ...peak, hasBegun: true })).toEqual(known);
  expect(withPeak(known, null)).toEqual(known);
  const unknown = { known: false, atLeastPerSecond: 100, because: 'test' } as const;
  expect(withPeak(unknown, peak)).toEqual(unknown);
});
