// Where the judgement of a change turns: what is noise, what is excused, and what has to be seen twice.
import { describe, expect, it } from 'vitest';
import { deservesSecondLook, type Measured, measuredBy, outcomeOf } from '../../src/decision/index.js';
import { balanced, evaluation, spout } from '../builders.js';
import { before, intent, judged } from './judged.js';

const predicted = intent.predicted ?? expect.fail('nothing is predicted');

describe('a latency counts as worse', () => {
  const slower = (completeLatencyMs: number, own: Parameters<typeof judged>[1] = {}): string =>
    judged({ throughputPerSecond: 1800, utility: -0.1, completeLatencyMs }, own).code;

  it('by more than a tenth of what it was, where that is more than was promised', () => {
    expect([slower(870), slower(890)]).toEqual(['AS_PROMISED', 'WORSE']);
  });

  it('by more than a tenth of the bad end of the promise, where that is more than it was', () => {
    const wide = { predicted: { ...predicted, completeLatencyMs: { mean: 900, low: 700, high: 1200 } } };
    expect([slower(1300, wide), slower(1340, wide)]).toEqual(['AS_PROMISED', 'WORSE']);
  });

  it('only where it is known what it was or was to be', () => {
    const unknown = { before: { ...before, completeLatencyMs: null } };
    expect(slower(5000, { ...unknown, predicted: { ...predicted, completeLatencyMs: null } })).toBe(
      'AS_PROMISED',
    );
  });
});

it('a throughput within a promise of less than there was is not worse', () => {
  const less = { predicted: { ...predicted, throughputPerSecond: { mean: 800, low: 600, high: 900 } } };
  expect(judged({ throughputPerSecond: 700, utility: -0.1 }, less).code).toBe('AS_PROMISED');
  expect(judged({ throughputPerSecond: 590, utility: -0.1 }, less).code).toBe('WORSE');
});

it('a topology of a tuple a second that stops has stopped', () => {
  const silent = { throughputPerSecond: 0, completeLatencyMs: null, utility: -0.75, isHeldBack: false };
  const slow = (throughputPerSecond: number) => ({ before: { ...before, throughputPerSecond } });
  expect([judged(silent, slow(1)).code, judged(silent, slow(0.9)).code]).toEqual(['WORSE', 'LOAD_CHANGED']);
});

describe('an SLO', () => {
  const broken = ['completeLatencyMs'];

  it('that was broken before is not broken by the change', () => {
    const own = { before: { ...before, broken } };
    expect(judged({ throughputPerSecond: 1850, broken }, own).code).toBe('AS_PROMISED');
  });

  it('held before where either the throughput or the utility was known', () => {
    for (const unknown of [{ utility: null }, { throughputPerSecond: null }]) {
      expect(judged({ broken }, { before: { ...before, ...unknown } }).code).toBe('SLO_BROKEN');
    }
  });

  it('of the latency is no more load’s fault where less comes through than before', () => {
    const less = { predicted: { ...predicted, throughputPerSecond: { mean: 600, low: 500, high: 700 } } };
    expect(judged({ throughputPerSecond: 900, broken }, less).code).toBe('SLO_BROKEN');
    expect(judged({ throughputPerSecond: 1100, broken }, less).code).toBe('LOAD_CHANGED');
  });
});

describe('a second window', () => {
  const isTwice = (own: Partial<Measured>): boolean => {
    const after = { ...before, utility: -0.1, ...own };
    return deservesSecondLook(outcomeOf(intent, after), intent, after);
  };

  it('is waited for while more than half of the throughput is left', () => {
    expect([isTwice({ throughputPerSecond: 510 }), isTwice({ throughputPerSecond: 490 })]).toEqual([
      true,
      false,
    ]);
  });

  it('is not where the source gives less', () => {
    expect(isTwice({ throughputPerSecond: 600, completeLatencyMs: 400, isHeldBack: false })).toBe(false);
  });
});

it('somewhat more in flight than a new limit allows is how it is measured, not the former limit', () => {
  const changes = { 'topology.max.spout.pending': { from: 100, to: 50 } };
  const code = (pendingUse: number): string =>
    judged({ throughputPerSecond: 1900, pendingUse, pendingLimit: 50 }, { changes }).code;
  expect([code(1.25), code(1.35)]).toEqual(['AS_PROMISED', 'NOT_IN_FORCE']);
});

describe('what a window says of the source', () => {
  const measured = (own: Parameters<typeof evaluation>[0]): Measured =>
    measuredBy(evaluation(own), balanced, { utility: 0.1, uncut: 0.1 });
  const external = (offeredPerSecond: number | null, backlogTuples: number | null) => ({
    external: { offeredPerSecond, backlogTuples } as NonNullable<ReturnType<typeof evaluation>['external']>,
  });

  it('it has more to give where it offers more than is done, but for what one window differs from another', () => {
    expect(measured(external(104, null)).isHeldBack).toBe(false);
    expect(measured(external(106, null)).isHeldBack).toBe(true);
  });

  it('it may have more to give where nobody knows what it offers', () => {
    expect(measured({ pendingLimit: 100, pendingUse: 1 }).isHeldBack).toBe(true);
    expect(measured({ pendingLimit: 100, pendingUse: 0.1 }).isHeldBack).toBe(false);
  });

  it('it has nothing to give where nothing waits, or it offers nothing and nothing comes', () => {
    expect(measured(external(null, 0)).isIdle).toBe(true);
    expect(measured(external(null, 5)).isIdle).toBe(false);
    expect(measured({}).isIdle).toBe(false);
    const none = {
      ...external(0, null),
      throughputPerSecond: 0,
      components: [spout('text', { outputPerSecond: 0 })],
    };
    expect(measured(none).isIdle).toBe(true);
  });
});
