// Episodes as Heron plays them: updates instead of rebalances, containers that follow the packing, back pressure where nothing is acknowledged.
import { describe, expect, it } from 'vitest';
import { type Policy, policyNamed } from '../../src/policy/index.js';
import { createEnvironment, topWords } from '../../src/simulator/index.js';
import { limitsOf } from '../../src/training/applying.js';
import { onHeron, oracleOf, runEpisode } from '../../src/training/index.js';
import { firstPacked, updateOf } from '../../src/training/on-heron.js';
import { balanced } from '../builders.js';

const plain = topWords();
const storm = {
  scenario: { ...plain, load: { text: { kind: 'constant' as const, meanPerSecond: 3000 } } },
  objective: balanced,
  minutes: 60,
  external: false,
};
const acked = onHeron(storm, true);
const unacked = onHeron(storm, false);
const named = (name: string): Policy => {
  const found = policyNamed(name);
  if (found === undefined) throw new Error(`no policy ${name}`);
  return found;
};
const seenIn = (spec: typeof acked) => {
  const environment = createEnvironment(spec.scenario, { windowSeconds: 120 });
  environment.advance(300);
  const seen = environment.observe();
  if ('kind' in seen) throw new Error(seen.text);
  return { environment, seen };
};

describe('what is seen of an episode on Heron', () => {
  it('has instances in place of executors and tasks, and stream managers in place of ackers', () => {
    const { seen } = seenIn(acked);
    expect(seen.elastic).toBe(true);
    expect(seen.components.map(({ name }) => name)).not.toContain('__acker');
    expect(seen.components.every(({ executors, tasks }) => executors === tasks)).toBe(true);
    expect(seen).toMatchObject({ acking: true, backpressureShare: 0 });
  });

  it('tells without acknowledgements who holds the spouts back, and no latency', () => {
    const { seen } = seenIn(unacked);
    expect(seen).toMatchObject({ acking: false, completeLatencyMs: null, pendingLimit: null });
    expect(seen.backpressureShare).toBeGreaterThan(0.5);
    const pressing = seen.components.filter((c) => (c.backpressureMsPerSecond ?? 0) > 20);
    expect(pressing.map(({ name }) => name)).toEqual(['split']);
  });
});

describe('an update in an episode', () => {
  it('makes containers by itself where there is no room, each with a stream manager that acknowledges', () => {
    const { environment } = seenIn(acked);
    const packed = firstPacked(environment);
    if (packed === null) throw new Error('not packed');
    const update = updateOf(environment, packed, { 'executors.split': 9 });
    // Room for twice the six that were submitted in one.
    expect(update?.change).toEqual({ executors: { split: 9, __acker: 2 }, workers: 2 });
    environment.change(update?.change ?? {}, 1);
    environment.advance(300);
    expect(environment.plan()).toMatchObject({ workers: 2 });
  });

  it('goes as far as one of the agent does, and turns neither spouts nor what only a submission changes', () => {
    const { environment, seen } = seenIn(acked);
    expect(limitsOf(environment, seen, firstPacked(environment))).toMatchObject({
      generation: 'heron',
      elastic: true,
      tasks: { split: 10 },
      exclude: ['executors.text'],
    });
    expect(firstPacked(createEnvironment(plain))).toBeNull();
  });
});

describe('an episode on Heron', () => {
  it('is one in which Dhalion acts on back pressure, and only there', () => {
    const play = (spec: typeof acked) =>
      runEpisode({ ...spec, policy: named('dhalion'), guards: 'safety', minutes: 30 });
    expect(play(unacked).executors['split']).toBeGreaterThan(2);
    expect(play(acked).changes).toBe(0);
  });

  it('is played by the policies of the agent, better than by none, and not better than by the oracle', () => {
    for (const spec of [acked, unacked]) {
      const by = (name: string) => runEpisode({ ...spec, policy: named(name), guards: 'full', minutes: 40 });
      const [greedy, keep] = [by('twin-greedy'), by('keep')];
      expect(greedy.utility).toBeGreaterThan(keep.utility + 0.1);
      expect(greedy.restarts).toBe(greedy.changes);
      expect(oracleOf({ ...spec, minutes: 40 }).utility).toBeGreaterThan(greedy.utility);
    }
  });
});
