// Metrics that are born with the first tuple, long after their instance: its minutes are counted once each, and whole.
import { expect, it } from 'vitest';
import { completeLatencies } from '../../../src/agent/look/collect.js';
import { startSimulatedHeron } from '../../../src/emulator/index.js';
import { SampleHistory } from '../../../src/metrics/index.js';
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

it('leave what a tuple takes as it is, where the first minute of tuples has no latency yet', async () => {
  // Just after a bucket has begun.
  const steps = [
    { atMinute: 0, perSecond: 0 },
    { atMinute: 6.1, perSecond: 1000 },
  ];
  const scenario = { ...heronWordCount(), load: { word: { kind: 'step' as const, steps } } };
  const heron = await startSimulatedHeron({ scenario, speed: 0 });
  try {
    const { cluster, topology } = await opened(heron);
    const { signal } = new AbortController();
    const history = new SampleHistory(0);
    const latencies: number[] = [];
    for (let minute = 0; minute < 12; minute += 1) {
      heron.world.advance(60);
      history.add(await cluster.snapshot(topology, 'since-start', signal));
      history.keepSeconds(120);
      const { executors } = await completeLatencies(cluster, topology, history.window(), signal);
      const split = executors.find(({ component }) => component === 'split');
      latencies.push(...[split?.executeLatencyMs ?? []].flat());
    }
    expect(latencies.length).toBeGreaterThan(2);
    expect(Math.max(...latencies)).toBeLessThan(1.1 * Math.min(...latencies));
  } finally {
    await heron.stop();
  }
});
