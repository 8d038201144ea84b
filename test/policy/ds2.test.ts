// DS2 is exact where the source's rate is known, and careful where it is not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Evaluation } from '../../src/metrics/index.js';
import type { Answer } from '../../src/policy/index.js';
import { policyNamed } from '../../src/policy/index.js';
import { bolt, evaluation, spout } from '../builders.js';
import { applied, ask, type Stage, steadyState } from './steady-state.js';

const ds2 = policyNamed('ds2');
if (ds2 === undefined) throw new Error('no policy ds2');

const known = (perSecond: number) => ({ demand: { known: true, perSecond } as const });
/** Measured for so long that nothing is left to chance. */
const exact = (measured: Evaluation): Evaluation => ({
  ...measured,
  window: { ...measured.window, seconds: 1e8 },
});
const changesOf = (answer: Answer): Record<string, number> =>
  answer.kind === 'propose' ? { ...answer.changes } : {};

describe('ds2 with a known source rate', () => {
  // Kalavri et al., OSDI 2018: source rate; per instance, Op1 takes in and puts out, Op2 takes in; instances that suffice.
  it.each([
    [100, { op1: [50, 400], op2: 100 }, [2, 8]],
    [200, { op1: [40, 700], op2: 99 }, [5, 36]],
    [200, { op1: [10, 700], op2: 201 }, [20, 70]],
  ] as const)('of %i/s and true rates %j needs %j instances, from any start', (rate, vector, [one, two]) => {
    const [takesIn, putsOut] = vector.op1;
    const start = fc.record({ op1: fc.integer({ min: 1, max: one }), op2: fc.integer({ min: 1, max: two }) });
    fc.assert(
      fc.property(start, ({ op1, op2 }) => {
        const stages: Stage[] = [
          { name: 'op1', executors: op1, perExecutor: takesIn, selectivity: putsOut / takesIn },
          { name: 'op2', executors: op2, perExecutor: vector.op2 },
        ];
        const answer = ask(ds2, exact(steadyState(rate, stages)), known(rate));
        expect(applied(stages, answer).map((s) => s.executors)).toEqual([one, two]);
      }),
    );
  });

  it('goes to FlatMap 10 and Count 20 in one step (word count of its paper), and then holds', () => {
    const perMinute = 1 / 60;
    const stages: Stage[] = [
      { name: 'FlatMap', executors: 1, perExecutor: 100_000 * perMinute, selectivity: 20 },
      { name: 'Count', executors: 1, perExecutor: 1_000_000 * perMinute },
    ];
    const load = 1_000_000 * perMinute;
    const answer = ask(ds2, steadyState(load, stages), known(load));
    expect(changesOf(answer)).toEqual({ 'executors.FlatMap': 10, 'executors.Count': 20 });
    expect(answer.kind === 'propose' && answer.text).toMatchInlineSnapshot(
      `"for the load of 2 min: FlatMap (50 % busy) 1 → 10; Count (100 % busy) 1 → 20"`,
    );
    const after = ask(ds2, steadyState(load, applied(stages, answer)), known(load));
    expect(after).toMatchObject({ kind: 'hold', code: 'SUFFICIENT' });
  });

  it('takes no executor too many because of binary fractions', () => {
    const stages = [{ name: 'split', executors: 10, perExecutor: 100 / 7 }];
    expect(changesOf(ask(ds2, exact(steadyState(100, stages)), known(300)))).toEqual({
      'executors.split': 21,
    });
  });

  it('takes what the sampling of one window cannot tell for enough, and goes on from better measurements', () => {
    // 600 counted tuples of 10 ms, give or take half of their time: 2 standard errors are 4 %, and 35.4 may be 34.
    const start: Stage[] = [
      { name: 'op1', executors: 1, perExecutor: 40, selectivity: 17.5 },
      { name: 'op2', executors: 1, perExecutor: 99 },
    ];
    const sizes = [start];
    for (let i = 0; i < 3; i++) {
      const now = sizes.at(-1) ?? start;
      sizes.push(applied(now, ask(ds2, steadyState(200, now), known(200))));
    }
    expect(sizes.map((stages) => stages.map((s) => s.executors))).toEqual([
      [1, 1],
      [5, 34],
      [5, 36],
      [5, 36],
    ]);
  });

  it('does not follow one odd look: an operator’s cost is the median of the last five since the restart', () => {
    const at = (utilisation: number) =>
      exact(evaluation({ components: [spout('text'), bolt('split', { executors: 4, utilisation })] }));
    const looks = [0.99, 0.99, 1, 0.99].map(at);
    expect(ask(ds2, at(1), { ...known(120), history: looks })).toMatchObject({
      changes: { 'executors.split': 5 },
    });
    const odd = [0.7, 0.7, 0.7, 0.7].map(at);
    expect(ask(ds2, at(0.95), { ...known(120), history: odd })).toMatchObject({ kind: 'hold' });
  });

  it('gives executors back where the load has fallen, to where no bolt counts as full', () => {
    const stages = [{ name: 'split', executors: 10, perExecutor: 100 }];
    expect(changesOf(ask(ds2, steadyState(300, stages), known(300)))).toEqual({ 'executors.split': 4 });
    expect(changesOf(ask(ds2, steadyState(10, stages), known(10)))).toEqual({ 'executors.split': 1 });
  });

  it('never shrinks the ackers, but gives them more when they are full', () => {
    const ackers = (utilisation: number) =>
      exact(
        evaluation({
          components: [spout('text'), bolt('__acker', { kind: 'system', executors: 4, utilisation })],
        }),
      );
    expect(ask(ds2, ackers(0.1), known(100))).toMatchObject({ kind: 'hold' });
    expect(changesOf(ask(ds2, ackers(0.9), known(200)))).toEqual({ 'executors.__acker': 8 });
  });
});

describe('ds2 with an unknown source rate', () => {
  it('scales all full bolts at once, since relieving one alone gains nothing', () => {
    const stages = [
      { name: 'parse', executors: 2, perExecutor: 100 },
      { name: 'store', executors: 4, perExecutor: 50 },
      { name: 'log', executors: 2, perExecutor: 1000 },
    ];
    const answer = ask(ds2, steadyState(10_000, stages));
    // log could carry 0.8 / 0.1 = 8 times as much; at most four times is tried.
    expect(changesOf(answer)).toEqual({ 'executors.parse': 8, 'executors.store': 16 });
  });

  it('aims at what the bolts that are not full could carry, at least at twice the rate', () => {
    const at = (busy: number) => [
      { name: 'split', executors: 2, perExecutor: 500 },
      { name: 'count', executors: 1, perExecutor: 1000 / busy },
    ];
    expect(changesOf(ask(ds2, steadyState(9000, at(0.25))))).toEqual({ 'executors.split': 7 });
    expect(changesOf(ask(ds2, steadyState(9000, at(0.6))))).toEqual({
      'executors.split': 4,
      'executors.count': 2,
    });
  });

  it('asks for no executors when the spouts wait but no bolt is busy', () => {
    const measured = {
      ...steadyState(60, [{ name: 'split', executors: 2, perExecutor: 50 }]),
      pendingUse: 0.95,
    };
    expect(measured.bottleneck).toBeNull();
    const answer = ask(ds2, measured);
    expect(answer).toMatchObject({ kind: 'hold', code: 'PENDING_LIMITS' });
    expect(answer.text).toContain('topology.max.spout.pending limits, not the executors');
  });

  it('does not put it down to a limit of pending tuples that is unset or not reached, where a backlog is told', () => {
    const external = { backlogTuples: 500_000, offeredPerSecond: null, latencyMs: null, latencyP95Ms: null };
    const waiting = { ...steadyState(60, [{ name: 'split', executors: 2, perExecutor: 50 }]), external };
    const said = (own: object): string => ask(ds2, { ...waiting, ...own }).text;
    const spouts = '500000 tuples wait at the source, yet no bolt is busy: the spouts take no more';
    expect(said({ pendingLimit: null, pendingUse: null })).toContain(spouts);
    expect(said({ pendingLimit: 1000, pendingUse: 0.1 })).toContain(spouts);
    expect(said({ pendingLimit: 10, pendingUse: 0.95 })).toContain('topology.max.spout.pending limits');
  });

  it('takes no executor away, for spare ones may be needed as soon as the bottleneck is gone', () => {
    const stages = [
      { name: 'split', executors: 2, perExecutor: 50 },
      { name: 'count', executors: 30, perExecutor: 1000 },
    ];
    expect(changesOf(ask(ds2, steadyState(900, stages)))).toEqual({ 'executors.split': 8 });
  });
});

describe('ds2', () => {
  it('holds where nothing was processed', () => {
    const still = evaluation({
      components: [
        spout('text', { outputPerSecond: 0 }),
        bolt('split', { inputPerSecond: 0, utilisation: 0 }),
      ],
      throughputPerSecond: 0,
    });
    expect(ask(ds2, still)).toMatchObject({ kind: 'hold', code: 'NO_INPUT' });
  });

  it('does not touch a bolt whose time per tuple is unknown, nor spouts', () => {
    const unknown = bolt('split', { utilisation: null, utilisationMean: null });
    const measured = evaluation({ components: [spout('text', { executors: 4 }), unknown] });
    expect(ask(ds2, measured, known(400))).toMatchObject({ kind: 'hold', code: 'SUFFICIENT' });
  });

  it('settles within a few changes on executors that carry the load, without going back to where it was full', () => {
    const stage = fc.record({
      executors: fc.integer({ min: 1, max: 40 }),
      perExecutor: fc.integer({ min: 10, max: 1000 }),
      selectivity: fc.constantFrom(0.1, 1, 3, 20),
    });
    const load = fc.double({ min: 1, max: 20_000, noNaN: true });
    fc.assert(
      fc.property(load, stage, stage, (offered, first, second) => {
        let stages: Stage[] = [
          { name: 'split', ...first },
          { name: 'count', ...second },
        ];
        const seen = new Set<string>();
        for (let i = 0; i < 25; i++) {
          const key = JSON.stringify(stages.map((s) => s.executors));
          expect(seen.has(key), `back at ${key}`).toBe(false);
          seen.add(key);
          const answer = ask(ds2, steadyState(offered, stages));
          if (answer.kind === 'hold') {
            expect(steadyState(offered, stages).throughputPerSecond).toBeCloseTo(offered, 6);
            return;
          }
          stages = applied(stages, answer);
        }
        throw new Error('still changing after 25 answers');
      }),
      { numRuns: 300 },
    );
  });

  it('holds after one or two changes where the load is a little more than two executors can carry', () => {
    let stages: Stage[] = [{ name: 'split', executors: 2, perExecutor: 500 }];
    const sequence = [2];
    for (let i = 0; i < 5; i++) {
      stages = applied(stages, ask(ds2, steadyState(1450, stages)));
      sequence.push(stages[0]?.executors ?? 0);
    }
    expect(sequence).toEqual([2, 8, 4, 4, 4, 4]);
  });
});
