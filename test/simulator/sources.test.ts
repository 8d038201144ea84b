// How far each spout has come in its source.
import { describe, expect, it } from 'vitest';
import { createWorld, scenarioFrom } from '../../src/simulator/index.js';

/** Two spouts, of which one has nothing more to read after a minute, and the other more than can be done. */
function world() {
  const scenario = scenarioFrom(
    {
      schema: 'trimtab/scenario/v1',
      name: 'pair',
      engine: 'storm',
      cluster: { nodes: [{ name: 'n1', cores: 8, slots: 4 }] },
      topology: {
        components: {
          ended: { kind: 'spout', executors: 1, cpuMicros: 20 },
          endless: { kind: 'spout', executors: 1, cpuMicros: 20 },
          work: { kind: 'bolt', executors: 2, cpuMicros: 1000 },
        },
        streams: [
          { from: 'ended', to: 'work', grouping: 'shuffle' },
          { from: 'endless', to: 'work', grouping: 'shuffle' },
        ],
        settings: { 'topology.max.spout.pending': 200 },
      },
      load: {
        ended: {
          kind: 'step',
          steps: [
            { atMinute: 0, perSecond: 1500 },
            { atMinute: 1, perSecond: 0 },
          ],
        },
        endless: { kind: 'constant', meanPerSecond: 4000 },
      },
    },
    'pair',
  );
  return createWorld(scenario);
}

describe('the sources', () => {
  it('are read on and never back, and no further than what is done', () => {
    const running = world();
    let before = running.sources();
    for (let second = 0; second < 300; second++) {
      running.advance(1);
      const now = running.sources();
      now.forEach(({ committed, head }, i) => {
        expect(committed).toBeGreaterThanOrEqual(before[i]?.committed ?? 0);
        expect(committed).toBeLessThanOrEqual(head);
      });
      before = now;
    }
    const { backlogTuples = 0, inFlightTuples = 0 } = running.truth() ?? {};
    const lag = before.reduce((sum, { head, committed }) => sum + head - committed, 0);
    expect(lag / (backlogTuples + inFlightTuples)).toBeCloseTo(1, 3);
  });
});
