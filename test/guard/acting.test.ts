// Before anything is sent: the kill switch, the leader, one change at a time, cool-down, back-off and budgets.
import { describe, expect, it } from 'vitest';
import {
  type ActingFacts,
  type GuardAnswer,
  outcomeRules,
  runActingGuards,
  runGuards,
  undoingRules,
} from '../../src/guard/index.js';
import { outlook } from '../builders.js';
import { clear, guardInput } from './input.js';

const asked = (own: Partial<ActingFacts> | null): readonly GuardAnswer[] =>
  runActingGuards(own === null ? null : { ...clear, ...own });
const vetoes = (own: Partial<ActingFacts>): GuardAnswer[] =>
  asked(own)
    .filter((a) => a.answer !== 'pass')
    .map((a) => ({ ...a }));

describe('the guards before anything is sent', () => {
  it('are all asked, in this order, and pass where nothing is against it', () => {
    expect(asked({}).map(({ guard, answer, code }) => `${guard} ${answer} ${code}`)).toEqual([
      'kill-switch pass CLEAR',
      'beside-leader pass CLEAR',
      'blackout pass CLEAR',
      'one-change pass CLEAR',
      'cool-down pass CLEAR',
      'budget pass CLEAR',
      'back-off pass CLEAR',
    ]);
  });

  it('are the kill switch and the leader alone where a change is undone', () => {
    const against: ActingFacts = {
      paused: 'everything is paused',
      leader: { host: 'master-2', here: false },
      coolDownSeconds: 600,
      secondsSinceChange: 60,
      changes: { lastHour: 2, lastDay: 8 },
      budgets: { changesPerHour: 2, changesPerDay: 8 },
      backOff: { secondsLeft: 90, because: 'its last change failed (WORSE)' },
      blackout: 'a blackout',
      underWay: 'the outcome of d1 (words) is not known yet',
    };
    expect(runActingGuards(against, undoingRules).map(({ code }) => code)).toEqual([
      'PAUSED',
      'NOT_BESIDE_LEADER',
    ]);
  });

  it('pass in a dry run, and say that they were not asked', () => {
    const answers = asked(null);
    expect(answers.every((a) => a.answer === 'pass')).toBe(true);
    expect(new Set(answers.map((a) => a.text))).toEqual(new Set(['not asked: nothing is sent']));
  });

  it('each veto on its own, and leave the others’ answers as they are', () => {
    const all = asked({
      paused: 'everything is paused',
      leader: { host: 'master-2', here: false },
      underWay: 'the outcome of d1 (words) is not known yet',
      changes: { lastHour: 2, lastDay: 2 },
      secondsSinceChange: 60,
      backOff: { secondsLeft: 90, because: 'its last change failed (WORSE)' },
    });
    expect(all.map((a) => a.code)).toEqual([
      'PAUSED',
      'NOT_BESIDE_LEADER',
      'CLEAR',
      'CHANGE_UNDER_WAY',
      'COOL_DOWN',
      'BUDGET_SPENT',
      'BACKING_OFF',
    ]);
  });
});

describe('the kill switch', () => {
  it('says who paused what', () => {
    expect(vetoes({ paused: 'everything is paused by ops at 10:00' })).toEqual([
      {
        guard: 'kill-switch',
        answer: 'veto',
        code: 'PAUSED',
        margin: null,
        text: 'everything is paused by ops at 10:00',
      },
    ]);
  });
});

describe('beside the leader', () => {
  it.each([
    ['master-2', 'the leader is master-2, not this machine; agent.beside: any acts from anywhere'],
    [null, 'the leader is unknown, not this machine; agent.beside: any acts from anywhere'],
  ])('an agent that is not, with the leader on %s', (host, text) => {
    expect(vetoes({ leader: { host, here: false } })).toMatchObject([{ code: 'NOT_BESIDE_LEADER', text }]);
  });

  it('an agent that is, while another one of this host acts', () => {
    expect(vetoes({ otherAgent: 'process 7' })).toEqual([
      {
        guard: 'beside-leader',
        answer: 'veto',
        code: 'STANDING_BY',
        margin: null,
        text: 'another agent of this host acts (process 7); this one stands by',
      },
    ]);
  });
});

describe('one change', () => {
  it('names the one that is under way', () => {
    const underWay = 'the outcome of d1 (words) is not known yet';
    expect(vetoes({ underWay })).toMatchObject([{ guard: 'one-change', text: underWay, margin: null }]);
  });
});

describe('the budget', () => {
  it.each([
    [{ lastHour: 1, lastDay: 7 }, []],
    [{ lastHour: 2, lastDay: 2 }, ['2 changes within the last hour, 2 allowed (budgets.changesPerHour)']],
    [{ lastHour: 0, lastDay: 8 }, ['8 changes within the last 24 hours, 8 allowed (budgets.changesPerDay)']],
  ])('after %j', (changes, texts) => {
    expect(vetoes({ changes }).map((a) => a.text)).toEqual(texts);
  });

  it('of none allows none', () => {
    const budgets = { changesPerHour: 0, changesPerDay: 8 };
    expect(vetoes({ budgets })).toMatchObject([{ code: 'BUDGET_SPENT', margin: null }]);
  });
});

describe('the cool-down', () => {
  it('passes a topology that was never changed, and one whose time is just over', () => {
    expect(vetoes({ secondsSinceChange: null })).toEqual([]);
    expect(vetoes({ secondsSinceChange: 600 })).toEqual([]);
  });

  it('says how much of it is left, as a share', () => {
    expect(vetoes({ secondsSinceChange: 450 })).toEqual([
      {
        guard: 'cool-down',
        answer: 'veto',
        code: 'COOL_DOWN',
        margin: -0.25,
        text: 'its last change was 7 min 30 s ago; the cool-down is 10 min',
      },
    ]);
  });

  it('of no length passes at once', () => {
    expect(vetoes({ coolDownSeconds: 0, secondsSinceChange: 0 })).toEqual([]);
  });
});

describe('the back-off', () => {
  it('says why, and for how long', () => {
    const backOff = { secondsLeft: 90, because: 'its last change failed (WORSE)' };
    expect(vetoes({ backOff })).toMatchObject([
      { code: 'BACKING_OFF', text: 'its last change failed (WORSE); left alone for another 1 min 30 s' },
    ]);
  });
});

describe('the gain', () => {
  const answer = (utilityGain: number | null): GuardAnswer | undefined =>
    runGuards(outcomeRules, guardInput({}, { outlook: outlook({ utilityGain }) })).answers[0];

  it.each([
    [0.25, 'pass', 'GAIN', 0.25],
    [1e-7, 'veto', 'NO_GAIN', 1e-7],
    [0, 'veto', 'NO_GAIN', 0],
    [-0.1, 'veto', 'NO_GAIN', -0.1],
    [null, 'veto', 'GAIN_UNKNOWN', null],
  ] as const)('of %s', (gain, verdict, code, margin) => {
    expect(answer(gain)).toMatchObject({ answer: verdict, code, margin });
  });
});
