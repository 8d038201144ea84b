// After a change a full window is compared with what was promised, on an emulated cluster whose load and faults are known.
import { afterEach, describe, expect, it } from 'vitest';
import { remember } from '../../../src/agent/past/remember.js';
import { tick } from '../../../src/agent/tick.js';
import { topWords } from '../../../src/simulator/index.js';
import { Acting, type ActingOptions, journalLines } from '../acting.js';
import { proposing } from '../policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
const load = (meanPerSecond: number) => ({
  ...topWords(),
  load: { text: { kind: 'constant' as const, meanPerSecond } },
});

describe('the outcome of a change', () => {
  it('short of its promise, yet better: verified, and no mark in the band', async () => {
    // No more is offered than that, which nobody could know while split was full.
    await start({ scenarios: [load(1400)] });
    expect(await acting.until('verified')).toMatchObject({
      code: 'LOAD_CHANGED',
      inBand: { throughput: false },
      trust: { outcomes: 1, inBand: 0 },
    });
    const [watch] = acting.agent.memory.watches.values();
    expect(watch?.backOff).toBeNull();
  });

  it('worse: undone by itself, once, and the topology is left alone', async () => {
    // Executors that are in each other's way, which no prediction from two of them can know.
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    const reverted = await acting.until('reverted');
    expect(reverted).toMatchObject({
      id: 'd1',
      code: 'WORSE',
      by: 'd2',
      trust: { outcomes: 1, inBand: 0 },
    });
    // More than half of it was gone: that needs no second window.
    expect(acting.logs.filter(({ message }) => message === 'doubted')).toEqual([]);
    const intended = acting.lines('intended').at(-1);
    expect(intended).toMatchObject({
      id: 'd2',
      revertOf: 'd1',
      changes: { 'executors.split': { from: 8, to: 2 } },
    });
    const [watch] = acting.agent.memory.watches.values();
    expect(watch?.backOff?.because).toBe('its last change was undone (WORSE)');
    expect(watch?.failed).toMatchObject([{ directions: { 'executors.split': 'up' } }]);
    expect(await acting.until('verified')).toMatchObject({ id: 'd2', code: 'NOT_PREDICTED' });
    await acting.ticks(5);
    expect(acting.calls).toHaveLength(2);
    expect(acting.agent.memory.change).toBeNull();
    // What a run after this one would know of it.
    const { outcomes } = await remember(journalLines(acting), 'prod');
    expect(outcomes.get(acting.topologyId)?.failed).toMatchObject([
      { directions: { 'executors.split': 'up' } },
    ]);
  });

  it('worse in one window and no more in the next: verified', async () => {
    // While the change settles, somebody else uses most of the node for two minutes.
    const events = [{ atMinute: 4, fault: 'slow-node' as const, node: 'n1', factor: 0.08, minutes: 2 }];
    await start({ scenarios: [{ ...topWords(), events }] });
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.logs.filter(({ message }) => message === 'doubted')).toMatchObject([
      { id: 'd1', code: 'WORSE' },
    ]);
    expect(acting.calls).toHaveLength(1);
  });

  it('somewhat worse: undone only after a second window says the same', async () => {
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.4, kappa: 0.1 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    await acting.until('reverted');
    expect(acting.logs.filter(({ message }) => message === 'doubted')).toMatchObject([
      { id: 'd1', code: 'WORSE' },
    ]);
    // A window and its warm-up after the restart, and another window that shares nothing with it.
    const [applied, undoing] = [acting.lines('applied')[0], acting.lines('intended')[1]];
    const waited = Date.parse(undoing?.at ?? '') - Date.parse(applied?.at ?? '');
    expect(waited).toBeGreaterThanOrEqual((60 + 120 + 120) * 1000);
  });

  it('worse, and undoing it makes it no better: failed, with the commands, and no third change', async () => {
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    acting.on('reverted', () => acting.world.disturb('crash-loop'));
    expect(await acting.until('failed', 60)).toMatchObject({
      id: 'd2',
      code: 'NOT_MEASURED',
      undo: ['storm rebalance top-words -w 10 -e split=8'],
    });
    await acting.ticks(5);
    expect(acting.calls).toHaveLength(2);
  });

  it('worse while everything is paused: left as it is, with the commands that lead back', async () => {
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    await acting.until('applied');
    await acting.killSwitch.pause({ cluster: null, topology: null }, 'ops', '10:00');
    expect(await acting.until('failed', 40)).toMatchObject({
      id: 'd1',
      code: 'WORSE',
      text: expect.stringContaining('not undone: everything is paused'),
      next: expect.stringContaining('storm rebalance top-words -w 10 -e split=2'),
    });
    expect(acting.calls).toHaveLength(1);
  });

  it('worse in an agent that has lost the lock: left as it is, and the other agent’s calls are not crossed', async () => {
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    await acting.until('applied');
    for (let i = 0; i < 20 && acting.lines('failed').length === 0; i++) {
      await tick(acting.agent, false);
      acting.pass(60);
    }
    expect(acting.lines('failed')).toMatchObject([
      {
        id: 'd1',
        code: 'WORSE',
        text: expect.stringContaining('this agent does not act any more') as string,
      },
    ]);
    expect(acting.calls).toHaveLength(1);
  });

  it('worse, and undoing it is refused: failed, not told as undone', async () => {
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    await acting.until('applied');
    acting.on('intended', () => void acting.world.rebalance(acting.topologyId, 30, {}));
    await acting.until('failed', 40);
    expect(acting.lines('failed')).toMatchObject([
      { id: 'd2', code: 'TRIMTAB_E_REBALANCING', sent: false },
      {
        id: 'd1',
        code: 'WORSE',
        text: expect.stringContaining('the attempt to undo it did not come into force') as string,
      },
    ]);
    expect(acting.lines('reverted')).toEqual([]);
  });

  it('a pending limit that is shown everywhere and not in force: NOT_IN_FORCE', async () => {
    const policy = proposing({ 'executors.split': 3, 'topology.max.spout.pending': 50 });
    await start({ settings: { policy } });
    acting.world.disturb('orphan');
    expect(await acting.until('failed')).toMatchObject({
      id: 'd1',
      stage: 'verify',
      code: 'NOT_IN_FORCE',
      effect: { inForce: false },
      text: expect.stringContaining('tuples in flight per spout task, at a limit of 50'),
      undo: [
        'storm rebalance top-words -w 10 -e split=2',
        `storm rebalance top-words -w 10 -t '{"topology.max.spout.pending":100}'`,
      ],
    });
    expect(acting.world.truth()?.settings['topology.max.spout.pending']).toBe(100);
    await acting.ticks(5);
    expect(acting.calls).toHaveLength(2);
  });

  it('that cannot be measured is failed after a while, not waited for for ever', async () => {
    await start();
    await acting.until('applied');
    acting.world.disturb('crash-loop');
    const failed = await acting.until('failed', 40);
    expect(failed).toMatchObject({ id: 'd1', stage: 'verify', code: 'NOT_MEASURED' });
    expect(failed['text']).toMatch(
      /^no full window within .* after the change: (CRASH_LOOP|EXECUTORS_MISSING|NO_WORKERS): /,
    );
    expect(failed['next']).toContain('storm rebalance top-words -w 10 -e split=2');
    const [watch] = acting.agent.memory.watches.values();
    expect(watch?.failed).toMatchObject([{ directions: { 'executors.split': 'up' } }]);
    await acting.ticks(3);
    expect(acting.calls).toHaveLength(1);
  });

  it('of a topology that somebody deactivates before it is known is superseded, not failed', async () => {
    await start();
    await acting.until('applied');
    acting.world.deactivate(acting.topologyId);
    expect(await acting.until('superseded', 40)).toMatchObject({ id: 'd1', code: 'INACTIVE', sent: true });
    expect(acting.lines('failed')).toEqual([]);
    expect(acting.agent.memory.outcomes.of('top-words')).toEqual([]);
    const [watch] = acting.agent.memory.watches.values();
    expect(watch).toMatchObject({ failed: [], backOff: null });
  });

  it('is measured also where looks are so rare that the first one after it only begins a window', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    await acting.ticks(5, 1800);
    expect(acting.lines('failed')).toEqual([]);
    expect(acting.lines('verified')).toMatchObject([{ id: 'd1' }]);
  });

  it('statistics that freeze after the change are no measurement', async () => {
    await start();
    acting.on('applied', () => acting.world.disturb('frozen-statistics'));
    expect(await acting.until('failed', 40)).toMatchObject({
      code: 'NOT_MEASURED',
      text: expect.stringMatching(/FROZEN_STATISTICS/),
    });
    expect(acting.lines('verified')).toEqual([]);
  });

  it('of a topology that is killed meanwhile will never be known: superseded', async () => {
    await start();
    await acting.until('applied');
    acting.world.kill(acting.topologyId, 0);
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'GONE', sent: true });
    expect(acting.story()).toContain('observed GONE');
    expect(acting.agent.memory.change).toBeNull();
  });

  it('counts for trust as the journal would tell it again', async () => {
    await start();
    await acting.until('verified');
    const { trust } = await remember(journalLines(acting), 'prod');
    expect(trust).toEqual(acting.agent.memory.trust);
    expect(trust).toEqual({ outcomes: 1, inBand: 1 });
  });
});
