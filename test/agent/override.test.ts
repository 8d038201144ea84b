// Changes that others make are seen, respected and left alone, whenever they come.
import { afterEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/clusters/index.js';
import { topWords } from '../../src/simulator/index.js';
import { Acting, type ActingOptions } from './acting.js';
import { proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
/** As an operator with Storm's own command line. */
const byHand = (change: Parameters<typeof acting.world.rebalance>[2]): void => {
  acting.world.rebalance(acting.topologyId, 0, change);
};
const ours = () => acting.calls.filter(({ waitSeconds }) => waitSeconds > 0);

describe('a hand-made rebalance', () => {
  it('while the agent watches: override-seen, and it keeps away for three cool-downs', async () => {
    await start({ topology: () => ({ mode: 'suggest' }) });
    await acting.ticks(3);
    byHand({ executors: { split: 3 } });
    acting.options = {};
    expect(await acting.until('override-seen')).toMatchObject({
      id: null,
      differences: ['executors.split 2 → 3'],
      backOffSeconds: 1800,
    });
    const seenAt = acting.elapsedSeconds;
    await acting.until('intended', 40);
    expect((ours()[0]?.atSeconds ?? 0) - seenAt).toBeGreaterThan(1800 - 120);
    expect(acting.lines('override-seen')).toHaveLength(1);
    const held = acting.story().filter((line) => line === 'decided BACKING_OFF');
    expect(held.length).toBeGreaterThan(20);
  });

  it('what was measured before it does not count', async () => {
    await start({ topology: () => ({ mode: 'suggest' }) });
    await acting.ticks(4);
    byHand({ settings: { 'topology.max.spout.pending': 50 } });
    await acting.until('override-seen');
    const { watches } = acting.agent.memory;
    expect([...watches.values()][0]?.evaluations).toEqual([]);
    expect(acting.story().at(-1)).toMatch(/^observed /);
  });

  it('during the verification: the change is superseded, not judged by what somebody else has made of it', async () => {
    await start();
    await acting.until('applied');
    byHand({ executors: { split: 4 } });
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'OVERRIDE' });
    expect(acting.lines('override-seen')).toMatchObject([
      { id: 'd1', differences: ['executors.split 8 → 4'] },
    ]);
    await acting.ticks(8);
    expect(acting.lines('verified', 'failed')).toEqual([]);
    expect(ours()).toHaveLength(1);
  });

  it('between the decision and the call: nothing is sent', async () => {
    await start();
    acting.on('decided', () => {
      byHand({ executors: { split: 4 } });
      acting.pass(20);
    });
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'OVERRIDE', sent: false });
    expect(acting.lines('override-seen')).toMatchObject([
      { id: 'd1', differences: ['executors.split 2 → 4'] },
    ]);
    await acting.ticks(8);
    expect(ours()).toEqual([]);
    expect(acting.lines('intended')).toEqual([]);
    expect(acting.executors('split')).toBe(4);
  });

  it('between two steps: the rest of the plan is dropped', async () => {
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ settings: { policy } });
    acting.on('applied', () => {
      byHand({ executors: { split: 3 } });
      acting.pass(90);
    });
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'OVERRIDE', sent: true });
    await acting.ticks(8);
    expect(ours()).toHaveLength(1);
    expect(acting.lines('verified', 'failed')).toEqual([]);
  });

  it('of another knob while the agent waits for its own change: seen, and the change is not judged', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    acting.on('intended', () => acting.in(15, () => byHand({ executors: { count: 4 } })));
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'OVERRIDE', sent: true });
    expect(acting.lines('override-seen')).toMatchObject([
      { id: 'd1', differences: ['executors.count 2 → 4'] },
    ]);
    await acting.ticks(8);
    expect(acting.lines('verified', 'failed')).toEqual([]);
    expect(ours()).toHaveLength(1);
  });

  it('of the same knob while the agent waits for its own change: the finding says it, and so does the journal', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    acting.on('intended', () => acting.in(15, () => byHand({ executors: { split: 4 } })));
    expect(await acting.until('applied')).toMatchObject({
      findings: [{ code: 'NOT_AS_ASKED', text: 'split has 4 executors, not 6' }],
    });
    expect(ours()).toHaveLength(1);
  });
});

describe('what is no change by others', () => {
  it.each(['ui', 'nimbus'] as const)(
    'workers that die and come back are no override, whenever they are looked at through the %s',
    async (through) => {
      const settings = { 'topology.max.spout.pending': 100, 'topology.acker.executors': 4 };
      const twoWorkers = { ...topWords(), topology: { ...topWords().topology, workers: 2, settings } };
      await start({ scenarios: [twoWorkers], through, topology: () => ({ mode: 'suggest' }) });
      await acting.ticks(4);
      acting.world.disturb('restart');
      await acting.ticks(15, 1);
      await acting.ticks(4);
      expect(acting.lines('override-seen')).toEqual([]);
      expect(acting.story().filter((line) => !/^(decided|observed FIRST)/.test(line))).toEqual([
        'observed WINDOW_NOT_FULL',
        'observed CRASH_LOOP',
        'observed JUST_RESTARTED',
        'observed WINDOW_NOT_FULL',
      ]);
    },
  );

  it('nor are ackers that do not report for a moment while all else does', async () => {
    let isLacking = false;
    const lacking = (s: Snapshot): Snapshot => {
      const components = s.components.map((c) =>
        c.name === '__acker' ? { ...c, executors: c.executors + 1, missingTasks: 1 } : c,
      );
      return { ...s, components };
    };
    await start({
      topology: () => ({ mode: 'suggest' }),
      between: (cluster) => ({
        ...cluster,
        snapshot: async (...asked) => {
          const seen = await cluster.snapshot(...asked);
          return isLacking ? lacking(seen) : seen;
        },
      }),
    });
    await acting.ticks(3);
    isLacking = true;
    await acting.ticks(1);
    isLacking = false;
    await acting.ticks(2);
    expect(acting.lines('override-seen')).toEqual([]);
  });

  it('nor is the agent’s own change, looked at in every moment of its way', async () => {
    await start({
      settings: { policy: proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 }) },
    });
    await acting.until('verified');
    expect(acting.lines('override-seen', 'superseded')).toEqual([]);
  });
});
