// What the source has to offer is known only while nothing holds the spouts back.
import { describe, expect, it } from 'vitest';
import { estimateDemand, spoutRate } from '../../src/twin/index.js';
import { bolt, evaluation, input, spout } from '../builders.js';

const quiet = [spout('text', { outputPerSecond: 700 }), bolt('split', { utilisation: 0.5 })];

describe('the load on offer', () => {
  it('is what the spouts emit, all together, while no bolt is full and few tuples are pending', () => {
    const components = [...quiet, spout('clicks', { outputPerSecond: 50 })];
    expect(spoutRate(evaluation({ components }))).toBe(750);
    expect(estimateDemand(evaluation({ components, pendingUse: 0.3 }))).toEqual({
      known: true,
      perSecond: 750,
    });
    expect(estimateDemand(evaluation({ components, pendingUse: null }))).toEqual({
      known: true,
      perSecond: 750,
    });
  });

  it('is hidden behind max.spout.pending', () => {
    const demand = estimateDemand(evaluation({ components: quiet, pendingUse: 0.97 }));
    expect(demand).toMatchObject({ known: false, atLeastPerSecond: 700 });
    expect(demand).toHaveProperty('because', expect.stringMatching(/97 %.*max\.spout\.pending/));
  });

  it('is hidden behind the limit of one spout, though the others beside it are idle', () => {
    // 1000 of one task are in flight for 9.9 s each; the other nine tasks have a tuple each now and then.
    const beside = {
      components: [
        spout('text', { tasks: 1, outputPerSecond: 100, ackedPerSecond: 100, completeLatencyMs: 9900 }),
        spout('clicks', { tasks: 9, outputPerSecond: 1, ackedPerSecond: 1, completeLatencyMs: 20 }),
        bolt('split', { inputs: [input('text'), input('clicks')], utilisation: 0.1 }),
      ],
      throughputPerSecond: 101,
      completeLatencyMs: 9802,
      pendingLimit: 10_000,
      pendingUse: 0.099,
    };
    expect(estimateDemand(evaluation(beside))).toMatchObject({
      known: false,
      because: '99 % of what max.spout.pending allows is in flight',
    });
  });

  it('is seen where none of several spouts is near its limit, though one is slow and another has much to give', () => {
    const components = [
      spout('text', { tasks: 1, outputPerSecond: 900, ackedPerSecond: 900, completeLatencyMs: 100 }),
      spout('clicks', { tasks: 9, outputPerSecond: 100, ackedPerSecond: 100, completeLatencyMs: 20_000 }),
      bolt('split', { inputs: [input('text'), input('clicks')] }),
    ];
    const mixed = { components, throughputPerSecond: 1000, completeLatencyMs: 2090 };
    expect(estimateDemand(evaluation({ ...mixed, pendingLimit: 10_000, pendingUse: 0.209 }))).toMatchObject({
      known: true,
    });
  });

  it('is hidden behind a full bolt, which is named', () => {
    // 500 ms for 5 ms of work: a queue stands in front of it.
    const queue = { components: quiet, bottleneck: 'split', completeLatencyMs: 500 };
    const demand = estimateDemand(evaluation(queue));
    expect(demand).toMatchObject({ known: false, atLeastPerSecond: 700 });
    expect(demand).toHaveProperty('because', expect.stringContaining('split'));
  });

  it('is seen when a bolt is busy but keeps up, so that tuples are through quickly', () => {
    const busy = [spout('text'), bolt('split', { inputs: [input('text')], utilisation: 0.85 })];
    const seen = estimateDemand(evaluation({ components: busy, bottleneck: 'split', completeLatencyMs: 15 }));
    expect(seen).toEqual({ known: true, perSecond: 100 });
  });

  it('is hidden where every tuple times out: what comes is given once more', () => {
    const lost = { throughputPerSecond: 0, failedPerSecond: 44, completeLatencyMs: null, pendingLimit: 1600 };
    const components = [spout('text', { outputPerSecond: 45 }), bolt('split', { utilisation: 0.7 })];
    expect(estimateDemand(evaluation({ components, ...lost }))).toMatchObject({
      known: false,
      because: expect.stringContaining('time out'),
    });
    // What fails within 2 s was failed by the application.
    expect(estimateDemand(evaluation({ components, ...lost, pendingLimit: 90 }))).toMatchObject({
      known: true,
    });
  });

  it('is nothing, and known, where the source has nothing to give', () => {
    const components = [
      spout('text', { outputPerSecond: 0 }),
      bolt('split', { inputPerSecond: 0, utilisation: 0 }),
    ];
    expect(estimateDemand(evaluation({ components, throughputPerSecond: 0 }))).toEqual({
      known: true,
      perSecond: 0,
    });
  });

  describe('where the source tells', () => {
    const external = { backlogTuples: null, offeredPerSecond: null, latencyMs: null, latencyP95Ms: null };
    const full = { components: quiet, pendingUse: 0.97 };

    it('is the offered rate, whatever holds the spouts back', () => {
      const told = evaluation({ ...full, external: { ...external, offeredPerSecond: 2300 } });
      expect(estimateDemand(told)).toEqual({ known: true, perSecond: 2300 });
    });

    it('is what is emitted while next to nothing waits, however full things look', () => {
      const told = evaluation({ ...full, external: { ...external, backlogTuples: 900 } });
      expect(estimateDemand(told)).toEqual({ known: true, perSecond: 700 });
    });

    it('is more than what is emitted, nobody knows how much, while tuples pile up', () => {
      const told = evaluation({ components: quiet, external: { ...external, backlogTuples: 50_000 } });
      expect(estimateDemand(told)).toEqual({
        known: false,
        atLeastPerSecond: 700,
        because: '50000 tuples wait at the source',
      });
    });

    it('is as before where it was asked and did not say', () => {
      expect(estimateDemand(evaluation({ ...full, external }))).toMatchObject({ known: false });
    });
  });
});
