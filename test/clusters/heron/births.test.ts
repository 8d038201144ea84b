// Metrics that are born with the first tuple, long after their instance: its minutes are counted once each, and whole.
import { expect, it } from 'vitest';
import { startSimulatedHeron } from '../../../src/emulator/index.js';
import { heronWordCount } from '../../emulator/heron/word-count.js';
import { opened } from './opened.js';

it('leave each minute of the instance as long as it is, where the first tuple comes in the seventh', async () => {
  const steps = [
    { atMinute: 0, perSecond: 0 },
    { atMinute: 7, perSecond: 3000 },
  ];
  const scenario = { ...heronWordCount(), load: { word: { kind: 'step' as const, steps } } };
  const heron = await startSimulatedHeron({ scenario, speed: 0 });
  try {
    const { cluster, topology } = await opened(heron);
    const { signal } = new AbortController();
    const polls: { seconds: number; latencyMs: number | null }[] = [];
    for (let minute = 0; minute < 12; minute += 1) {
      heron.world.advance(60);
      const { components } = await cluster.snapshot(topology, 'since-start', signal);
      const [sample] = components.find(({ name }) => name === 'split')?.samples ?? [];
      if (sample === undefined) throw new Error('no instance of split reports');
      polls.push({ seconds: sample.uptimeSeconds, latencyMs: sample.counters.executeLatencyMs });
    }
    const [first] = polls;
    expect(polls.map(({ seconds }) => seconds - (first?.seconds ?? 0))).toEqual(polls.map((_, i) => 60 * i));
    expect(first?.latencyMs).toBeNull();
    expect(polls.at(-1)?.latencyMs).toBeCloseTo(0.2, 1);
  } finally {
    await heron.stop();
  }
});
