// The bounds of a closed network, by example and by property.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClosedNetwork, closedNetworkBound, type Station } from '../../src/model/index.js';

const station = (name: string): fc.Arbitrary<Station> =>
  fc.record({
    name: fc.constant(name),
    executors: fc.integer({ min: 1, max: 64 }),
    serviceSeconds: fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
    visits: fc.double({ min: 0.01, max: 50, noNaN: true }),
  });

const network: fc.Arbitrary<ClosedNetwork> = fc.record({
  stations: fc.tuple(station('a'), station('b'), station('c')),
  pending: fc.option(fc.integer({ min: 1, max: 100_000 })),
  offeredPerSecond: fc.option(fc.double({ min: 0.1, max: 1e6, noNaN: true })),
  baseResponseSeconds: fc.double({ min: 1e-5, max: 2, noNaN: true }),
});

const split = { name: 'split', executors: 2, serviceSeconds: 0.002, visits: 1 };
const starved: ClosedNetwork = {
  stations: [split, { name: 'count', executors: 2, serviceSeconds: 0.00004, visits: 10 }],
  pending: 800,
  offeredPerSecond: 2300,
  baseResponseSeconds: 0.003,
};

describe('closedNetworkBound', () => {
  it('is limited by the starved station, and its pending tuples wait there', () => {
    const bound = closedNetworkBound(starved);
    expect(bound.limitedBy).toBe('split');
    expect(bound.throughputPerSecond).toBeCloseTo(1000, 9);
    expect(bound.responseSeconds).toBeCloseTo(0.8, 9);
    expect(bound.utilisation['split']).toBeCloseTo(1, 9);
    expect(bound.utilisation['count']).toBeCloseTo(0.2, 9);
  });

  it('is limited by the load once there are executors enough, with little waiting', () => {
    const bound = closedNetworkBound({ ...starved, stations: [{ ...split, executors: 8 }] });
    expect(bound).toMatchObject({ limitedBy: 'offered', throughputPerSecond: 2300 });
    expect(bound.responseSeconds).toBeGreaterThan(0.003);
    expect(bound.responseSeconds).toBeLessThan(0.004);
  });

  it('is limited by few pending tuples, with no queue at all', () => {
    const bound = closedNetworkBound({ ...starved, pending: 2 });
    expect(bound.limitedBy).toBe('pending');
    expect(bound.throughputPerSecond).toBeCloseTo(2 / 0.003, 6);
    expect(bound.responseSeconds).toBeCloseTo(0.003, 9);
  });

  it('waits for ever in an overloaded open network', () => {
    const bound = closedNetworkBound({ ...starved, pending: null });
    expect(bound).toMatchObject({ limitedBy: 'split', responseSeconds: Number.POSITIVE_INFINITY });
  });

  it('says offered when nothing limits, and stands still without load', () => {
    const free = { stations: [], pending: null, offeredPerSecond: null, baseResponseSeconds: 0.01 };
    expect(closedNetworkBound(free)).toMatchObject({ limitedBy: 'offered', throughputPerSecond: Infinity });
    const idle = closedNetworkBound({ ...starved, offeredPerSecond: 0 });
    expect(idle).toMatchObject({ limitedBy: 'offered', throughputPerSecond: 0, responseSeconds: 0.003 });
  });

  it('refuses quantities that cannot be', () => {
    expect(() => closedNetworkBound({ ...starved, pending: 0 })).toThrow(RangeError);
    expect(() => closedNetworkBound({ ...starved, stations: [{ ...split, executors: 0 }] })).toThrow('split');
    expect(() => closedNetworkBound({ ...starved, baseResponseSeconds: Number.NaN })).toThrow(RangeError);
  });

  it('never loses throughput by more executors at any station', () => {
    fc.assert(
      fc.property(network, fc.nat(2), fc.integer({ min: 1, max: 16 }), (net, which, more) => {
        const before = closedNetworkBound(net);
        const stations = net.stations.map((s, i) =>
          i === which ? { ...s, executors: s.executors + more } : s,
        );
        const after = closedNetworkBound({ ...net, stations });
        expect(after.throughputPerSecond).toBeGreaterThanOrEqual(before.throughputPerSecond);
        if (before.limitedBy === net.stations[which]?.name) {
          expect(after.throughputPerSecond).toBeGreaterThan(before.throughputPerSecond);
        }
      }),
    );
  });

  it("keeps Little's law wherever the loop is closed, and R0 as the least response", () => {
    fc.assert(
      fc.property(network, (net) => {
        const bound = closedNetworkBound(net);
        expect(bound.responseSeconds).toBeGreaterThanOrEqual(net.baseResponseSeconds);
        if (net.pending === null) return;
        const inFlight = bound.throughputPerSecond * bound.responseSeconds;
        expect(inFlight).toBeLessThanOrEqual(net.pending * (1 + 1e-9));
        if (bound.limitedBy !== 'offered') expect(inFlight / net.pending).toBeCloseTo(1, 9);
      }),
    );
  });

  it('keeps every utilisation in 0..1, and 1 at the station that limits', () => {
    fc.assert(
      fc.property(network, (net) => {
        const bound = closedNetworkBound(net);
        for (const share of Object.values(bound.utilisation)) {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(1);
        }
        const limiting = bound.utilisation[bound.limitedBy];
        if (limiting !== undefined) expect(limiting).toBeCloseTo(1, 9);
      }),
    );
  });
});
