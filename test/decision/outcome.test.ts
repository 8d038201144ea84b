// What a full window after a change says of its promise: kept, passed, missed, broken, or not in force at all.
import { describe, expect, it } from 'vitest';
import type { Intent } from '../../src/agent/act/under-way.js';
import { undoPlan } from '../../src/agent/act/undo.js';
import { stormCommands } from '../../src/change/index.js';
import { deservesSecondLook, type Measured, type Outcome, outcomeOf } from '../../src/decision/index.js';
import { before, intent, judged } from './judged.js';

describe('an outcome', () => {
  it('as promised: the throughput is within the band', () => {
    expect(judged({ throughputPerSecond: 1850, completeLatencyMs: 430 })).toEqual({
      kind: 'verified',
      code: 'AS_PROMISED',
      text: '1000 tuples/s at 800 ms → 1850 tuples/s at 430 ms',
      inBand: { throughput: true, latency: true },
      effect: {
        inForce: null,
        text: 'nothing to be measured of it: its processes are new and where they should be',
      },
    });
  });

  it('with fewer workers or ackers, a load that seems to have fallen may be one that is kept out', () => {
    const fallen = { throughputPerSecond: 600, completeLatencyMs: 400, utility: -0.2, isHeldBack: false };
    expect(judged(fallen).code).toBe('LOAD_CHANGED');
    for (const knob of ['workers', 'executors.__acker']) {
      expect(judged(fallen, { changes: { [knob]: { from: 4, to: 2 } } }).code).toBe('WORSE');
      expect(judged(fallen, { changes: { [knob]: { from: 2, to: 4 } } }).code).toBe('LOAD_CHANGED');
    }
  });

  it('where nothing comes through any more it is worse, unless the source tells that it has nothing to give', () => {
    const silent = { throughputPerSecond: 0, completeLatencyMs: null, utility: -0.75, isHeldBack: false };
    expect(judged(silent).code).toBe('WORSE');
    // The source may have gone quiet by chance: a second window has to say the same.
    expect(deservesSecondLook(judged(silent), intent, { ...before, ...silent })).toBe(true);
    expect(judged({ ...silent, isIdle: true }).code).toBe('LOAD_CHANGED');
    // Of so few the engine may have counted none.
    const idleBefore = { before: { ...before, throughputPerSecond: 0.2 } };
    expect(judged(silent, idleBefore).code).toBe('LOAD_CHANGED');
  });

  it.each([1700, 2100])('the band includes its ends: %i', (throughputPerSecond) => {
    expect(judged({ throughputPerSecond }).code).toBe('AS_PROMISED');
  });

  it.each([
    ['above the band', 2200, 0.4, 'verified', 'BETTER'],
    ['below the band and better than before', 1500, 0.2, 'verified', 'SHORT_OF_PROMISE'],
    ['below the band and as before, but for noise', 1000, -0.01, 'verified', 'SHORT_OF_PROMISE'],
    ['below the band and worse than before', 700, -0.1, 'failed', 'WORSE'],
    ['nothing moves any more', 0, -0.9, 'failed', 'WORSE'],
  ] as const)('%s', (_, throughputPerSecond, utility, kind, code) => {
    const outcome = judged({ throughputPerSecond, utility });
    expect(outcome).toMatchObject({ kind, code, inBand: { throughput: false } });
  });

  it('where the utility cannot fall any more, its parts tell what is worse', () => {
    const atWorst = { before: { ...before, utility: -1, uncut: -1.2 } };
    const after = { utility: -1, uncut: -1.3, throughputPerSecond: 600 };
    expect(judged(after, atWorst)).toMatchObject({ kind: 'failed', code: 'WORSE' });
    expect(judged({ ...after, uncut: -1.21 }, atWorst).code, 'noise').toBe('SHORT_OF_PROMISE');
    // Less of it, and that much sooner: what the operator's weights like better.
    expect(judged({ ...after, uncut: -1.1 }, atWorst).code).toBe('SHORT_OF_PROMISE');
    expect(judged({ ...after, isHeldBack: false }, atWorst).code).toBe('LOAD_CHANGED');
  });

  it('is by the utility alone where a journal of an earlier release tells no more', () => {
    expect(judged({ utility: -0.1, uncut: -0.1, throughputPerSecond: 700 }).code).toBe('WORSE');
  });

  it('says in one sentence what was worse', () => {
    expect(judged({ throughputPerSecond: 7, completeLatencyMs: 5.25, utility: -0.5 }).text).toBe(
      '1000 tuples/s at 800 ms → 7.0 tuples/s at 5.3 ms: worse than before, and short of what was promised',
    );
  });

  it.each([
    ['somewhat worse', { throughputPerSecond: 700 }, true],
    ['slower', { throughputPerSecond: 1000, completeLatencyMs: 2000 }, true],
    ['half of it gone', { throughputPerSecond: 499 }, false],
    [
      'half of it gone, and no more on offer',
      { throughputPerSecond: 499, isHeldBack: false, broken: ['x'] },
      true,
    ],
    ['verified', { throughputPerSecond: 1800, utility: 0.2 }, false],
  ] as const)('is looked at twice before it counts as bad, but for a disaster: %s', (_, own, isTwice) => {
    const after = { ...before, utility: -0.1, ...own };
    expect(deservesSecondLook(outcomeOf(intent, after), intent, after)).toBe(isTwice);
  });

  describe('a least throughput that held before', () => {
    const missed = { throughputPerSecond: 700, utility: -0.1, broken: ['minThroughputPerSecond'] };

    it('and is missed now is a failure while the source has more to give', () => {
      expect(judged(missed)).toMatchObject({ kind: 'failed', code: 'SLO_BROKEN' });
    });

    it('is not the fault of the change where the source gives no more', () => {
      const outcome = judged({ ...missed, isHeldBack: false });
      expect(outcome).toMatchObject({ kind: 'verified', code: 'LOAD_CHANGED' });
    });

    it('is its fault all the same where it took executors away, or nothing moves any more', () => {
      const fewer = { changes: { 'executors.words': { from: 2, to: 1 } } };
      expect(judged({ ...missed, isHeldBack: false }, fewer).code).toBe('SLO_BROKEN');
      expect(judged({ ...missed, isHeldBack: false, throughputPerSecond: 0 }).code).toBe('SLO_BROKEN');
    });

    it('does not excuse a latency', () => {
      const slow = { ...missed, isHeldBack: false, broken: ['completeLatencyMs'] };
      expect(judged(slow).code).toBe('SLO_BROKEN');
    });
  });

  describe('a latency beyond its promise under more load than was foreseen', () => {
    const calm = { ...before, throughputPerSecond: 1000, completeLatencyMs: 150, isHeldBack: false };
    const predicted = {
      throughputPerSecond: { mean: 1000, low: 950, high: 1050 },
      completeLatencyMs: { mean: 100, low: 80, high: 130 },
      utility: 0.3,
    };
    const rising = { throughputPerSecond: 2200, completeLatencyMs: 210, utility: -0.1, isHeldBack: false };
    const broken = ['completeLatencyMs'];
    const risen = (own: Partial<Measured> = {}, changes: Intent['changes'] = intent.changes): Outcome =>
      judged({ ...rising, ...own }, { before: calm, predicted, changes });

    it('is not held against executors that were added', () => {
      const text =
        '1000 tuples/s at 150 ms → 2200 tuples/s at 210 ms: more load than foreseen, with which a latency grows whatever was changed';
      const kept = { kind: 'verified', code: 'LOAD_CHANGED', text };
      expect(risen({ broken })).toMatchObject(kept);
      expect(risen()).toMatchObject(kept);
      expect(risen({ completeLatencyMs: 120 }).code, 'no slower than promised').toBe('BETTER');
      expect(risen({ utility: 0.1 }).code, 'worth more all the same').toBe('BETTER');
    });

    it('is held against what takes anything away, or has a latency of its own', () => {
      const pending = 'topology.max.spout.pending';
      for (const turned of [
        { 'executors.split': { from: 4, to: 2 } },
        { 'executors.split': { from: 2, to: 4 }, workers: { from: 2, to: 1 } },
        { 'executors.split': { from: 2, to: 4 }, [pending]: { from: 100, to: 500 } },
        { 'executors.split': { from: 2, to: 4 }, workers: { from: 1, to: 2 } },
      ]) {
        expect(risen({ broken }, turned).code).toBe('SLO_BROKEN');
        expect(risen({}, turned).code).toBe('WORSE');
      }
    });

    it('has to be seen twice: the first window may hold the backlog of the pause', () => {
      const after = { ...calm, ...rising, broken };
      const asked = { ...intent, before: calm, predicted };
      expect(deservesSecondLook(risen({ broken }), asked, after)).toBe(true);
      const better = { ...after, broken: [], completeLatencyMs: 120 };
      expect(deservesSecondLook(risen({ completeLatencyMs: 120 }), asked, better)).toBe(false);
    });

    it('is held against the change where no more comes through than was foreseen', () => {
      expect(risen({ broken, throughputPerSecond: 1040 }).code).toBe('SLO_BROKEN');
      expect(risen({ throughputPerSecond: 1040 }).code).toBe('WORSE');
    });
  });

  it('without a prediction there is nothing to compare with', () => {
    expect(judged({ throughputPerSecond: 1500 }, { predicted: null })).toMatchObject({
      kind: 'verified',
      code: 'NOT_PREDICTED',
      inBand: { throughput: null, latency: null },
    });
  });

  it('of a rollback, before which nobody measured, no SLO is said to have held', () => {
    const [throughputPerSecond, completeLatencyMs, utility] = [null, null, null];
    const unmeasured = { ...before, throughputPerSecond, completeLatencyMs, utility };
    const broken = ['completeLatencyMs', 'minThroughputPerSecond'];
    const rolledBack = { before: unmeasured, predicted: null, revertOf: 'd0' };
    expect(judged({ broken }, rolledBack)).toMatchObject({ kind: 'verified', code: 'NOT_PREDICTED' });
  });

  it('worse than before is a failure, promised or not', () => {
    expect(judged({ throughputPerSecond: 500, utility: -0.4 }, { predicted: null }).kind).toBe('failed');
  });

  it('a latency that nobody knows is in no band and out of none', () => {
    expect(judged({ throughputPerSecond: 1900, completeLatencyMs: null })).toMatchObject({
      code: 'AS_PROMISED',
      inBand: { throughput: true, latency: null },
      text: '1000 tuples/s at 800 ms → 1900 tuples/s',
    });
  });
});

describe('whether a new pending limit is in force, by what is in flight', () => {
  const changes = { 'topology.max.spout.pending': { from: 100, to: 50 } };
  const lowered = (pendingUse: number | null): Outcome =>
    judged({ throughputPerSecond: 1900, pendingUse, pendingLimit: 50 }, { changes });

  it('more in flight than it allows: the workers run with the former value', () => {
    expect(lowered(2)).toMatchObject({
      kind: 'failed',
      code: 'NOT_IN_FORCE',
      text: '100 tuples in flight per spout task, at a limit of 50: the workers run with the former value',
      effect: { inForce: false },
    });
  });

  it('as many as it allows: in force', () => {
    expect(lowered(1).effect.inForce).toBe(true);
  });

  it('fewer than it allows: cannot be told, and no failure', () => {
    expect(lowered(0.3)).toMatchObject({ kind: 'verified', effect: { inForce: null } });
  });

  it('raised, and as many in flight as the former limit allowed: not in force', () => {
    const raised = { 'topology.max.spout.pending': { from: 100, to: 200 } };
    const outcome = judged(
      { throughputPerSecond: 1900, pendingUse: 0.5, pendingLimit: 200 },
      { changes: raised },
    );
    expect(outcome).toMatchObject({ kind: 'failed', code: 'NOT_IN_FORCE' });
    expect(outcome.text).toContain('as many as the former limit of 100 allowed');
  });

  it('next to the former limit: as many in flight as either allows is no reason to doubt, nor to leave a bad change in force', () => {
    const lowered = { 'topology.max.spout.pending': { from: 1040, to: 1000 } };
    const full = { pendingUse: 1, pendingLimit: 1000 };
    expect(judged({ throughputPerSecond: 1900, ...full }, { changes: lowered })).toMatchObject({
      code: 'AS_PROMISED',
      effect: { inForce: null },
    });
    expect(judged({ throughputPerSecond: 700, utility: -0.1, ...full }, { changes: lowered }).code).toBe(
      'WORSE',
    );
  });

  it('raised, where the former limit was not used up: no reason to doubt', () => {
    const raised = { 'topology.max.spout.pending': { from: 100, to: 200 } };
    const calm = { ...before, pendingUse: 0.2 };
    const after = { throughputPerSecond: 1900, pendingUse: 0.5, pendingLimit: 200 };
    expect(judged(after, { changes: raised, before: calm }).kind).toBe('verified');
  });

  it('without ackers nothing can be told', () => {
    expect(lowered(null).effect.inForce).toBeNull();
  });
});

describe('the way back', () => {
  it('is the former values, assignment and settings apart', () => {
    const changes = {
      'executors.split': { from: 2, to: 4 },
      workers: { from: 1, to: 2 },
      'topology.max.spout.pending': { from: 100, to: 50 },
    };
    expect(stormCommands('my words', undoPlan({ ...intent, changes }))).toEqual([
      "storm rebalance 'my words' -w 10 -n 1 -e split=2",
      `storm rebalance 'my words' -w 10 -t '{"topology.max.spout.pending":100}'`,
    ]);
  });

  it('leaves out what was unset before: Storm cannot unset it', () => {
    const changes = { 'topology.max.spout.pending': { from: null, to: 50 } };
    expect(undoPlan({ ...intent, changes })).toEqual([]);
  });
});
