// Whatever is proposed under whatever limits: what the bounds leave of it could be sent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { proposalRules, runGuards } from '../../src/guard/index.js';
import { isLive } from '../../src/knobs/index.js';
import { guardInput, limits } from './input.js';

describe('whatever a policy proposes', () => {
  const names = fc.oneof(
    fc.constantFrom(
      'executors.split',
      'executors.count',
      'executors.__acker',
      'executors.nosuch',
      'executors.',
      'executors.toString',
      'executors.hasOwnProperty',
      'workers',
      'topology.max.spout.pending',
      'topology.transfer.batch.size',
      'topology.acker.executors',
      'topology.workers',
      '__proto__',
      'constructor',
    ),
    fc.string({ unit: 'binary' }),
    fc.string().map((s) => `executors.${s}`),
  );
  const values = fc.oneof(fc.integer(), fc.integer({ min: -2, max: 30 }), fc.double());
  const anyBounds = fc.dictionary(
    fc.constantFrom('executors.split', 'executors.count', 'workers', 'topology.max.spout.pending'),
    fc.record({ min: fc.double({ noNaN: true }), max: fc.double({ noNaN: true }) }, { requiredKeys: [] }),
    { noNullPrototype: true },
  );
  const anyLimits = fc.record({
    generation: fc.constantFrom('storm-1.2' as const, 'storm-2.x' as const),
    slotsFree: fc.nat(20),
    bounds: anyBounds,
    exclude: fc.subarray(['executors.split', 'workers']),
  });
  const proposals = fc.array(fc.tuple(names, values), { maxLength: 6 }).map((all) => Object.fromEntries(all));

  it('only known, live knobs with whole numbers from 1 to what engine allows are left', () => {
    fc.assert(
      fc.property(proposals, anyLimits, (changes, own) => {
        const all = limits(own);
        const input = guardInput(changes, { limits: all });
        const { answers, changes: left } = runGuards(proposalRules, input);
        for (const [knob, value] of Object.entries(left)) {
          expect(isLive(knob, all.generation), knob).toBe(true);
          expect(all.exclude).not.toContain(knob);
          expect(Number.isInteger(value) && value >= 1, `${knob} = ${value}`).toBe(true);
          expect(value).not.toBe(input.configuration[knob]);
          if (knob.startsWith('executors.')) {
            const component = knob.slice('executors.'.length);
            expect(Object.keys(all.tasks)).toContain(component);
            expect(value).toBeLessThanOrEqual(all.tasks[component] ?? 0);
          }
          if (knob === 'workers') expect(value).toBeLessThanOrEqual(1 + all.slotsFree);
        }
        for (const { code, text, answer, margin } of answers) {
          expect(code).toMatch(/^[A-Z_]+$/);
          expect(text).not.toBe('');
          expect(answer === 'veto').toBe(Object.keys(left).length === 0 && code !== 'WITHIN_BOUNDS');
          expect(margin === null || Number.isFinite(margin)).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('asking again with what is left changes nothing', () => {
    fc.assert(
      fc.property(proposals, anyLimits, (changes, own) => {
        const once = runGuards(proposalRules, guardInput(changes, { limits: limits(own) })).changes;
        const twice = runGuards(proposalRules, guardInput(once, { limits: limits(own) })).changes;
        expect(twice).toEqual(once);
      }),
    );
  });
});
