// Whether a change is worth it: SLOs that hold, what it costs, and what was spare for how long.
import { describe, expect, it } from 'vitest';
import { outcomeRules, runGuards } from '../../src/guard/index.js';
import { evidence, outlook } from '../builders.js';
import { answerOf, guardInput, limits } from './input.js';

describe('the least gain', () => {
  const hysteresis = { minGain: 0.02, minGainDown: 0.05, downAfterSeconds: 1200, reversalSeconds: 3600 };

  it('is more for scaling down than for scaling up', () => {
    const gained = (costChange: number): string | undefined =>
      answerOf('gain', { outlook: { utilityGain: 0.03, costChange }, evidence: { hysteresis } })?.code;
    expect(gained(0.02)).toBe('GAIN');
    expect(gained(-0.02)).toBe('GAIN_TOO_SMALL');
    expect(gained(0)).toBe('GAIN');
  });

  it('is not reached by what is not a number', () => {
    expect(
      answerOf('gain', { outlook: { utilityGain: Number.NaN }, evidence: { hysteresis } }),
    ).toMatchObject({
      answer: 'veto',
      code: 'NO_GAIN',
    });
  });

  it('is less for scaling down on Heron where an update leaves processes alone, at least half', () => {
    const gained = (startedShare: number, utilityGain: number, costChange = -0.02): string | undefined => {
      const extent = { deactivateSeconds: 0, streamManagers: 1, newContainers: 0, instances: 7, kept: 7 };
      const price = { ...outlook().price, update: { ...extent, startedShare } };
      return answerOf('gain', { outlook: { utilityGain, costChange, price }, evidence: { hysteresis } })
        ?.code;
    };
    expect([gained(1, 0.049), gained(1, 0.051)]).toEqual(['GAIN_TOO_SMALL', 'GAIN']);
    expect([gained(0.2, 0.029), gained(0.2, 0.031)]).toEqual(['GAIN_TOO_SMALL', 'GAIN']);
    // Scaling up rests on a prediction, not on arithmetic.
    expect(gained(0.2, 0.019, 0.02)).toBe('GAIN_TOO_SMALL');
  });

  it('is at least twice the noise of the measurement', () => {
    const noisy = answerOf('gain', { outlook: { utilityGain: 0.03 }, evidence: { utilityNoise: 0.02 } });
    expect(noisy).toMatchObject({ answer: 'veto', code: 'GAIN_TOO_SMALL' });
    expect(noisy?.margin).toBeCloseTo(-0.01, 9);
    expect(noisy?.text).toBe(
      'the utility is predicted to rise by 0.030; 0.040 is asked for, twice the error of the utility that was measured',
    );
    const small = answerOf('gain', { outlook: { utilityGain: 0.01 }, evidence: { hysteresis } });
    expect(small?.text).toMatch(/^the utility is predicted to rise by 0\.010; 0\.\d{3} is asked for$/);
  });
});

describe('SLOs', () => {
  it('that hold must hold at the bad end of the range, too', () => {
    expect(
      answerOf('slo', { outlook: { brokenSlos: { now: [], pessimistic: ['completeLatencyMs'] } } }),
    ).toMatchObject({
      answer: 'veto',
      code: 'SLO_AT_RISK',
      text: expect.stringContaining('completeLatencyMs'),
    });
  });

  it('that are broken already do not stand in the way of getting better', () => {
    const both = { now: ['completeLatencyMs'], pessimistic: ['completeLatencyMs'] };
    expect(answerOf('slo', { outlook: { brokenSlos: both } })?.answer).toBe('pass');
  });
});

describe('an SLO of the latency, where the queue would grow without limit', () => {
  it('is not kept, and the answer says why', () => {
    const brokenSlos = { now: [], pessimistic: ['completeLatencyMs'] };
    const text = answerOf('slo', { outlook: { brokenSlos, growth: 'possible' } })?.text;
    expect(text).toContain('the queue would grow for as long as it lasts');
  });
});

describe('timeouts', () => {
  const withLimit = (fullLoopSeconds: number | null, messageTimeoutSeconds = 30) =>
    runGuards(
      outcomeRules,
      guardInput(
        { 'executors.split': 4 },
        {
          outlook: outlook({ fullLoopSeconds }),
          limits: limits({ messageTimeoutSeconds }),
        },
      ),
    ).answers.find(({ guard }) => guard === 'timeouts');

  it('are kept by all that may be in flight, or the change does not pass', () => {
    expect(withLimit(20)?.code).toBe('IN_TIME');
    expect(withLimit(22)).toMatchObject({
      answer: 'veto',
      code: 'WOULD_TIME_OUT',
      text: expect.stringContaining('takes 22 s; tuples time out after 30 s'),
    });
    // 22 s are fewer than 30: what decided is told as well.
    expect(withLimit(21.3)?.text).toContain(
      'takes 21.3 s; tuples time out after 30 s, and beyond 70 % of that (21 s)',
    );
    expect(withLimit(22, 60)?.code).toBe('IN_TIME');
    expect(withLimit(8, 6)?.code).toBe('WOULD_TIME_OUT');
  });

  it('are not asked about where nothing limits what is in flight', () => {
    expect(withLimit(null)?.code).toBe('IN_TIME');
  });
});

describe('the break-even', () => {
  it('must come within the time for which the load is expected to last', () => {
    // Gains 0.2375 a second at the careful end; costs 6 in its pause and 5 for the restart: 46 s.
    expect(answerOf('break-even', { evidence: { horizonSeconds: 60 } })).toMatchObject({ code: 'PAYS' });
    const short = answerOf('break-even', { evidence: { horizonSeconds: 30 } });
    expect(short).toMatchObject({ answer: 'veto', code: 'NOT_WORTH_IT' });
    expect(short?.margin).toBeCloseTo(30 / (11 / 0.2375) - 1, 6);
    expect(short?.text).toBe(
      'carefully counted, it would take 46 s to pay for itself, and the load is expected to last 30 s',
    );
  });

  it('is further off for a change that goes back the way the last one came, less so with time', () => {
    const code = (secondsAgo: number): string | undefined =>
      answerOf('break-even', {
        evidence: {
          horizonSeconds: 100,
          lastChange: { directions: { 'executors.split': 'down' }, secondsAgo },
        },
      })?.code;
    expect(code(60)).toBe('NOT_WORTH_IT');
    expect(code(6 * 3600)).toBe('PAYS');
    for (const directions of [{ 'executors.split': 'up' as const }, { 'executors.count': 'down' as const }]) {
      const lastChange = { directions, secondsAgo: 60 };
      expect(answerOf('break-even', { evidence: { horizonSeconds: 100, lastChange } })?.code).toBe('PAYS');
    }
  });

  it('is four times as far off for a reversal at once, and never nearer than for any other change', () => {
    const seconds = (secondsAgo: number | null): number => {
      const lastChange =
        secondsAgo === null ? null : { directions: { 'executors.split': 'down' as const }, secondsAgo };
      const margin = answerOf('break-even', { evidence: { horizonSeconds: 100, lastChange } })?.margin ?? 0;
      return 100 / (margin + 1);
    };
    expect(seconds(0) / seconds(null)).toBeCloseTo(4, 6);
    expect(seconds(48 * 3600) / seconds(null)).toBeCloseTo(1, 6);
  });

  it('is no further off where a reversal is not to count, not even in the moment of the change', () => {
    const hysteresis = { ...evidence().hysteresis, reversalSeconds: 0 };
    const lastChange = { directions: { 'executors.split': 'down' as const }, secondsAgo: 0 };
    expect(answerOf('break-even', { evidence: { horizonSeconds: 100, lastChange, hysteresis } })?.code).toBe(
      'PAYS',
    );
  });

  it('never comes where the careful end gains nothing', () => {
    expect(answerOf('break-even', { outlook: { utilityGain: 0.01, utilityGainLow: -0.1 } })).toMatchObject({
      answer: 'veto',
      margin: -1,
    });
  });
});

describe('scaling down', () => {
  const smaller = { costChange: -0.05, capacityPerSecond: 1200 };

  it('waits until the load was watched for long enough', () => {
    expect(answerOf('scale-down', { outlook: smaller, evidence: { watchedSeconds: 600 } })).toMatchObject({
      answer: 'veto',
      code: 'TOO_EARLY_TO_SHRINK',
      margin: -0.5,
    });
    expect(answerOf('scale-down', { outlook: smaller, evidence: { watchedSeconds: 1200 } })?.code).toBe(
      'SPARE',
    );
  });

  it('keeps what the most load of that time needs', () => {
    const most = { perSecond: 1100, withinSeconds: 1200 };
    expect(answerOf('scale-down', { outlook: smaller, evidence: { most } })).toMatchObject({
      code: 'NEEDED_RECENTLY',
      text: '1200 tuples/s would be left, and the load reached 1100 within 20 min; 10 % more than that is asked for (1210)',
    });
    const less = { perSecond: 1000, withinSeconds: 1200 };
    expect(answerOf('scale-down', { outlook: smaller, evidence: { most: less } })?.code).toBe('SPARE');
  });

  it('tells the rates of a topology that gets a tuple now and then', () => {
    const slow = { ...smaller, capacityPerSecond: 0.3 };
    const most = { perSecond: 0.4, withinSeconds: 1200 };
    expect(answerOf('scale-down', { outlook: slow, evidence: { most } })?.text).toBe(
      '0.3 tuples/s would be left, and the load reached 0.4 within 20 min; 10 % more than that is asked for (0.44)',
    );
  });

  it('is out of the question before a planned peak is over', () => {
    const peak = 'a planned peak of 2.5 times the usual load begins in 10 min';
    expect(answerOf('scale-down', { outlook: smaller, evidence: { peak } })).toMatchObject({
      answer: 'veto',
      code: 'PEAK_AHEAD',
      text: `${peak}: nothing is removed before it is over`,
    });
  });

  it('is not asked of a change that removes nothing', () => {
    expect(answerOf('scale-down', { evidence: { watchedSeconds: 0 } })?.code).toBe('NOT_DOWN');
  });

  it('is what takes executors or workers away, also where the operator has given them no price', () => {
    const free = { ...smaller, costChange: 0 };
    const peak = 'a planned peak of 2 times the usual load begins in 10 min';
    const code = (changes: Record<string, number>, now?: Record<string, number>): string | undefined =>
      answerOf('scale-down', {
        changes,
        outlook: free,
        evidence: { peak },
        ...(now === undefined ? {} : { configuration: now }),
      })?.code;
    expect(code({ 'executors.split': 1 })).toBe('PEAK_AHEAD');
    expect(code({ 'executors.split': 1, 'topology.max.spout.pending': 2000 })).toBe('PEAK_AHEAD');
    expect(code({ 'executors.split': 1, 'executors.count': 3 })).toBe('NOT_DOWN');
    expect(code({ workers: 1 }, { workers: 2 })).toBe('PEAK_AHEAD');
    expect(code({ 'topology.max.spout.pending': 500 })).toBe('NOT_DOWN');
  });

  it('makes no number of a capacity that nobody knows', () => {
    const most = { perSecond: 1100, withinSeconds: 1200 };
    const unknown = { ...smaller, capacityPerSecond: null };
    expect(answerOf('scale-down', { outlook: unknown, evidence: { most } })).toMatchObject({
      code: 'NEEDED_RECENTLY',
      margin: null,
      text: 'nobody knows how much would be left, and the load reached 1100 within 20 min',
    });
  });

  it('is not asked of one that removes less than it adds, and nobody says that it removes nothing', () => {
    const both = { 'executors.split': 6, 'executors.count': 1 };
    expect(answerOf('scale-down', { changes: both, outlook: { costChange: 0.02 } })).toMatchObject({
      code: 'NOT_DOWN',
      text: 'it makes nothing cheaper',
    });
  });
});
