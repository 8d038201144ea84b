// Random applications: the same for the same seed, well formed for every seed, and as varied as promised.
import { describe, expect, it } from 'vitest';
import { createSolver, layOut, solve } from '../../src/model/index.js';
import { randomTopology } from '../../src/simulator/random-topology.js';

const many = Array.from({ length: 300 }, (_, i) => randomTopology(i + 1));

describe('a random topology', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(randomTopology(7)).toEqual(randomTopology(7));
    expect(randomTopology(7)).not.toEqual(randomTopology(8));
  });

  it('can be laid out and solved, whatever the seed', () => {
    for (const { topology, configuration, hardware, offeredPerSecond } of many) {
      const { total } = solve(createSolver(layOut(topology, configuration, hardware)), offeredPerSecond);
      expect(total).toBeGreaterThan(0);
      expect(Number.isFinite(total)).toBe(true);
    }
  });

  it('has one or two spouts, two to eight bolts, and every grouping now and then', () => {
    const groupings = new Set<string>();
    for (const { topology } of many) {
      const spouts = topology.components.filter(({ kind }) => kind === 'spout').length;
      const bolts = topology.components.length - spouts;
      expect([1, 2]).toContain(spouts);
      expect(bolts).toBeGreaterThanOrEqual(2);
      expect(bolts).toBeLessThanOrEqual(8);
      for (const { grouping } of topology.streams) groupings.add(grouping);
    }
    expect([...groupings].sort()).toEqual(['all', 'fields', 'global', 'local_or_shuffle', 'none', 'shuffle']);
  });
});
