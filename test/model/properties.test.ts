// What must hold of every network: Little's law, flow conservation, monotonicity, finite numbers; 10 000 random cases each.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSolver, layOut, type Network, type Solution, solve } from '../../src/model/index.js';
import { anyCase, type Case } from './networks.js';

/** The same cases in every run; PROPERTY_SEED=N tries others. */
const cases = { numRuns: 10_000, seed: Number(process.env['PROPERTY_SEED'] ?? 1) };
const slack = 1e-3;
/** Times of parallel branches are compared as normal variables, which is not exactly monotone. */
const approximate = 0.02;
const oneSpout = anyCase.filter(({ offered }) => offered.length === 1);

function solved({ topology, configuration, hardware, offered }: Case): {
  network: Network;
  solution: Solution;
} {
  const network = layOut(topology, configuration, hardware);
  return { network, solution: solve(createSolver(network), offered) };
}

function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

describe('every network', () => {
  it('has no more tuples in flight than may be pending, and as many as X R where it is full (Little’s law)', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { network, solution } = solved(one);
        const allowed = sum(network.population);
        const inFlight = solution.total * solution.responseSeconds;
        expect(solution.inFlight).toBeCloseTo(inFlight, 6);
        expect(inFlight).toBeLessThanOrEqual(allowed * (1 + slack));
        // A spout that has all that is offered to it leaves some of its own unused.
        const held = network.population.filter(
          (_, s) => (solution.throughput[s] ?? 0) < (one.offered[s] ?? 0) * (1 - 1e-6),
        );
        if (solution.limit.kind !== 'offered') expect(held.length).toBeGreaterThan(0);
        expect(inFlight).toBeGreaterThanOrEqual(sum(held) * (1 - slack));
      }),
      cases,
    );
  });

  it('neither loses nor invents tuples: each executor is as busy as what reaches it takes', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { network, solution } = solved(one);
        for (let c = 0; c < network.components; c++) {
          let rate = 0;
          network.spouts.forEach((_, s) => {
            rate += (solution.throughput[s] ?? 0) * (network.visits[s * network.components + c] ?? 0);
          });
          const busy = (rate * (solution.serviceSeconds[c] ?? 0)) / (network.executors[c] ?? 1);
          const seen = solution.utilisation[c] ?? 0;
          expect(Math.abs(busy - seen)).toBeLessThanOrEqual(1e-6 + 0.35 * seen);
          expect(solution.busiest[c]).toBeLessThanOrEqual(1 + slack);
        }
        solution.throughput.forEach((x, s) => {
          expect(x).toBeLessThanOrEqual((one.offered[s] ?? 0) * (1 + 1e-9));
        });
      }),
      cases,
    );
  });

  it('has only numbers where what is offered is to a hair what it can carry', () => {
    const hairs = fc.constantFrom(1 - 1e-9, 1, 1 + 1e-12, 1 + 1e-9, 1 + 3e-7, 1 + 9e-7, 1 + 2e-6);
    const many = anyCase.map((one) => ({
      ...one,
      // Nothing but executors and cores limits.
      configuration: { ...one.configuration, pendingPerTask: null, messageTimeoutSeconds: Infinity },
    }));
    fc.assert(
      fc.property(many, hairs, (one, hair) => {
        const full = solved({ ...one, offered: one.offered.map(() => 1e9) }).solution;
        const offered = Array.from(full.throughput, (rate) => rate * hair);
        const { solution } = solved({ ...one, offered });
        const { throughput, total, responseSeconds, p95Seconds, failedShare } = solution;
        for (const number of [...throughput, total, responseSeconds, p95Seconds, failedShare]) {
          expect(number).toBeGreaterThanOrEqual(0);
        }
        expect(responseSeconds).toBeLessThan(Infinity);
        // Several spouts may share anew what is scarce.
        if (offered.length === 1) expect(total).toBeGreaterThanOrEqual(full.total * (1 - 1e-6));
      }),
      { ...cases, numRuns: 3000 },
    );
  });

  it('has one answer, whatever its solver, or another one with the same scratch, was asked before', () => {
    const many = fc.record({ one: anyCase, isAcked: fc.boolean(), much: fc.constantFrom(0.001, 1, 1000) });
    fc.assert(
      fc.property(many, ({ one, isAcked, much }) => {
        const { topology, configuration, hardware } = one;
        const ackers = isAcked ? configuration.ackers : 0;
        const solver = createSolver(layOut(topology, { ...configuration, ackers }, hardware));
        const tight = layOut(topology, { ...configuration, ackers, workers: 1, pendingPerTask: 1 }, hardware);
        const another = createSolver(tight, solver);
        const answer = (factor: number) => {
          const offered = one.offered.map((rate, s) => rate * (s === 0 ? 1 : factor));
          const { throughput, responseSeconds, limit } = solve(solver, offered);
          return { throughput: [...throughput], responseSeconds, limit };
        };
        const first = answer(much);
        answer(1e6);
        solve(another, one.offered);
        expect(answer(much)).toEqual(first);
      }),
      cases,
    );
  });

  // Where threads share cores, a spout that goes on slows down the bolts of the others: there all may stop together.
  it('holds a spout back only by what its own tuples come to, where every thread has a core', () => {
    const open = fc.record({ one: anyCase, isAcked: fc.boolean(), much: fc.constantFrom(1, 30, 1000) });
    let held = 0;
    fc.assert(
      fc.property(open, ({ one, isAcked, much }) => {
        const { configuration, offered } = one;
        const given = offered.map((rate, s) => rate * (s === 0 ? 1 : much));
        const ackers = isAcked ? Math.max(1, configuration.ackers) : 0;
        const unlimited = { ...configuration, ackers, pendingPerTask: null, messageTimeoutSeconds: Infinity };
        const { network, solution } = solved({ ...one, configuration: unlimited, offered: given });
        if (network.isCrowded || network.gcShare >= 1) return;
        given.forEach((rate, s) => {
          if ((solution.throughput[s] ?? 0) >= rate * (1 - 1e-6)) return;
          held += 1;
          const visited = [...solution.busiest].filter(
            (_, c) => (network.visits[s * network.components + c] ?? 0) > 0,
          );
          expect(Math.max(...visited)).toBeGreaterThan(0.99);
        });
      }),
      cases,
    );
    expect(held).toBeGreaterThan(100);
  });

  // With several spouts the sum may fall: what is scarce is shared anew, and their trees cost differently.
  it('of one spout is never slowed down by more executors of what is full, without contention and with cores to spare', () => {
    fc.assert(
      fc.property(oneSpout, (one) => {
        const roomy = { ...one, hardware: { ...one.hardware, nodes: [{ cores: 1000, speed: 1 }] } };
        const single = { ...roomy, configuration: { ...roomy.configuration, workers: 1 } };
        const { network, solution } = solved(single);
        const { limit } = solution;
        if (limit.kind !== 'component' || limit.component >= one.topology.components.length) return;
        const executors = [...one.configuration.executors];
        const twice = 2 * (executors[limit.component] ?? 1);
        if (24 % twice !== 0 || 24 % (twice / 2) !== 0) return;
        executors[limit.component] = twice;
        const grown = solved({ ...single, configuration: { ...single.configuration, executors } });
        expect(grown.solution.total).toBeGreaterThanOrEqual(solution.total * (1 - approximate));
        expect(network.components).toBe(grown.network.components);
      }),
      cases,
    );
  });

  it('of one spout never gives less when more may be pending or more is offered', () => {
    fc.assert(
      fc.property(oneSpout, (one) => {
        const { solution } = solved(one);
        const pendingPerTask = 2 * (one.configuration.pendingPerTask ?? 1);
        const deeper = solved({ ...one, configuration: { ...one.configuration, pendingPerTask } });
        expect(deeper.solution.total).toBeGreaterThanOrEqual(solution.total * (1 - approximate));
        const busier = solved({ ...one, offered: one.offered.map((rate) => 1.5 * rate) });
        expect(busier.solution.total).toBeGreaterThanOrEqual(solution.total * (1 - approximate));
      }),
      cases,
    );
  });

  it('has finite times in order: p50 ≤ p95 ≤ p99, none negative', () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const { solution } = solved(one);
        const { p50Seconds, p95Seconds, p99Seconds, responseSeconds } = solution;
        for (const time of [p50Seconds, p95Seconds, p99Seconds, responseSeconds]) {
          expect(Number.isFinite(time) && time >= 0).toBe(true);
        }
        expect(p50Seconds).toBeLessThanOrEqual(p95Seconds);
        expect(p95Seconds).toBeLessThanOrEqual(p99Seconds);
      }),
      cases,
    );
  });
});
