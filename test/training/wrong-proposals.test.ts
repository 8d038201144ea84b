// Wrong proposals against the guards: drawn by seed, wrong in the way they are meant to be, and counted by what truly happened.
import { describe, expect, it } from 'vitest';
import { objectiveFrom } from '../../src/config/index.js';
import { knobNamed, unfitFor } from '../../src/knobs/index.js';
import { slosAtBadEnd, tryWrongProposals } from '../../src/training/index.js';
import { garbageProposal, type Possible, plausibleProposal } from '../../src/training/proposals.js';
import { createRandom } from '../../src/util/index.js';

const possible: Possible = {
  configuration: { workers: 2, 'topology.max.spout.pending': 100, 'executors.a': 1, 'executors.b': 4 },
  tasks: { a: 4, b: 16 },
  slots: 8,
};
const seeds = Array.from({ length: 300 }, (_, i) => 100_001 + i);
const objectives = [objectiveFrom('throughput', 'test')];

describe('a plausible proposal', () => {
  it('turns real knobs to values of their range, and never to what they are', () => {
    for (const seed of seeds) {
      for (const [knob, value] of Object.entries(plausibleProposal(possible, createRandom(seed)))) {
        const known = knobNamed(knob);
        expect(known === undefined ? 'unknown' : unfitFor(known, value)).toBeNull();
        expect(value).not.toBe(possible.configuration[knob]);
      }
    }
  });
});

describe('garbage', () => {
  const random = createRandom(100_001);
  const drawn = Array.from({ length: 2000 }, () => garbageProposal(possible, random));
  const values = drawn.flatMap((changes) => Object.values(changes));

  it('has every kind of nonsense in it', () => {
    expect(values.some(Number.isNaN)).toBe(true);
    expect(values).toContain(17 * 1024 ** 3);
    expect(drawn.some((changes) => Object.hasOwn(changes, '__proto__'))).toBe(true);
    expect(drawn.some((changes) => (changes['executors.b'] ?? 0) > 16)).toBe(true);
    expect(drawn.some((changes) => (changes['workers'] ?? 0) > 8)).toBe(true);
  });

  it('is the same for the same seed', () => {
    expect(garbageProposal(possible, createRandom(7))).toEqual(garbageProposal(possible, createRandom(7)));
  });
});

describe('the bad end of a prediction', () => {
  const range = (low: number, high: number): { mean: number; low: number; high: number } => {
    return { mean: (low + high) / 2, low, high };
  };
  const outlook = (low: number, highMs: number): Parameters<typeof slosAtBadEnd>[0] =>
    ({
      outlook: { predicted: { throughputPerSecond: range(low, 200), completeLatencyMs: range(5, highMs) } },
    }) as Parameters<typeof slosAtBadEnd>[0];
  const objective = { ...objectiveFrom('throughput', 'test') };
  const slo = { minThroughputPerSecond: 100, completeLatencyMs: 50 };

  it('names what it breaks', () => {
    expect(slosAtBadEnd(outlook(99, 51), { ...objective, slo })).toEqual([
      'minThroughputPerSecond',
      'completeLatencyMs',
    ]);
    expect(slosAtBadEnd(outlook(101, 49), { ...objective, slo })).toEqual([]);
    expect(slosAtBadEnd({ outlook: null }, { ...objective, slo })).toEqual([]);
  });
});

describe('wrong proposals under full guards', () => {
  const tried = tryWrongProposals({ proposals: 60, from: 100_151, objectives });

  it('are as many as asked for, half of them garbage, and the same for the same seeds', () => {
    expect(tried).toHaveLength(60);
    expect(tried.filter(({ kind }) => kind === 'garbage')).toHaveLength(30);
    expect(tryWrongProposals({ proposals: 3, from: 100_151, objectives })).toEqual(tried.slice(0, 3));
  });

  it('are stopped by a guard that is named, or let through in a form that the engine takes', () => {
    const through = tried.filter(({ accepted }) => accepted !== null);
    expect(through.length).toBeGreaterThan(0);
    for (const { problems, atRisk } of through) expect([...problems, ...atRisk]).toEqual([]);
    for (const { accepted, stoppedBy } of tried) expect(stoppedBy === null).toBe(accepted !== null);
  });
});
