// A topology that is decided on late, since others of its look come first: what is told of its statistics is as of then, and nothing is decided by old ones.
import { afterEach, expect, it } from 'vitest';
import type { Cluster } from '../../src/clusters/index.js';
import { topWords } from '../../src/simulator/index.js';
import { Acting } from './acting.js';
import { proposing } from './policies.js';
import type { Told } from './retold.js';

let acting: Acting;
afterEach(() => acting.stop());

/** Of two topologies `last` is read last, and after five minutes its answers take so long. */
async function startWithSlow(seconds: number): Promise<void> {
  const between = (cluster: Cluster): Cluster => ({
    ...cluster,
    snapshot: async (topology, span, signal) => {
      const isSlow = topology.name === 'last' && span === 'since-start' && acting.elapsedSeconds > 300;
      if (isSlow) await acting.clock.sleep(seconds * 1000, signal);
      return await cluster.snapshot(topology, span, signal);
    },
  });
  acting = await Acting.start({
    scenarios: ['first', 'last'].map((name) => ({ ...topWords(), name })),
    topology: () => ({ mode: 'suggest' }),
    between,
  });
}

const ageOf = ({ at, evaluation }: Told): number =>
  (Date.parse(at) - (evaluation as { at: number }).at) / 1000;
const freshOf = ({ reasons }: Told): unknown =>
  (reasons as { guard: string }[]).find(({ guard }) => guard === 'fresh');
const last = (kind: 'evaluated' | 'decided', name: string): Told => {
  const found = acting.lines(kind).findLast(({ topology }) => topology?.name === name);
  if (found === undefined) throw new Error(`${name} was never ${kind}`);
  return found;
};

it('the time that others took counts into the age of its statistics', async () => {
  await startWithSlow(100);
  await acting.ticks(10);
  expect(ageOf(last('evaluated', 'first'))).toBe(100);
  const { margin } = freshOf(last('decided', 'first')) as { margin: number };
  expect(margin).toBeLessThanOrEqual(1 - 100 / 180);
});

it('where they are too old by then it is polled again, and decided on by what is there now', async () => {
  await startWithSlow(400);
  await acting.ticks(10);
  expect(ageOf(last('evaluated', 'first'))).toBeLessThan(180);
  expect(freshOf(last('decided', 'first'))).toMatchObject({ code: 'FRESH' });
  expect(ageOf(last('evaluated', 'last'))).toBe(0);
});

it('one whose change was undone in the same look is not decided on by the window before', async () => {
  const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
  acting = await Acting.start({
    scenarios: [crowded],
    settings: { policy: proposing({ 'executors.split': 8 }) },
  });
  await acting.until('reverted');
  const { kind } = acting.journal.at(-1) ?? {};
  expect(kind).not.toBe('decided');
  const [watch] = acting.agent.memory.watches.values();
  expect(watch?.evaluations).toEqual([]);
});
