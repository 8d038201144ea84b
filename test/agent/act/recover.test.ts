// An agent that ended in mid-change: the next run finds out from the cluster what became of it, and sends nothing a second time.
import { afterEach, describe, expect, it } from 'vitest';
import { carryOutRollback, planRollback } from '../../../src/agent/act/rollback.js';
import type { Intent } from '../../../src/agent/act/under-way.js';
import { emptyMemory } from '../../../src/agent/context.js';
import { changesIn, chooseChange } from '../../../src/agent/past/changes.js';
import { memoryOf, remember } from '../../../src/agent/past/remember.js';
import { topWords } from '../../../src/simulator/index.js';
import { Acting, type ActingOptions, journalLines } from '../acting.js';
import { always, proposing } from '../policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
/** The run that ends in the middle of something. */
const cut = async (): Promise<void> => {
  await expect(acting.ticks(8)).rejects.toThrow('the agent is ending');
};
/** The next run, that knows nothing but the journal. */
const nextRun = async (options: ActingOptions = {}): Promise<void> => {
  acting.options = options;
  acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
};
const kindsOf = (id: string): string[] =>
  acting.journal.filter((l) => l.id === id && l.kind !== 'evaluated').map((l) => l.kind);

describe('an agent that ended', () => {
  it('after its intent, before the call: no trace, failed INTERRUPTED, nothing repeated', async () => {
    await start();
    acting.on('intended', () => acting.end());
    await cut();
    expect(acting.calls).toEqual([]);
    await nextRun();
    expect(await acting.until('failed')).toMatchObject({
      id: 'd1',
      code: 'INTERRUPTED',
      sent: null,
      recovered: true,
      text: 'the agent ended in mid-change, and the topology shows no trace of it',
      next: 'Nothing is repeated: the next decision starts from what is in force.',
      undo: [],
    });
    await acting.ticks(8);
    expect(acting.calls).toEqual([]);
    expect(acting.story()).toContain('decided COOL_DOWN');
    expect(acting.agent.memory.interrupted).toEqual([]);
    // Of what left no trace nobody knows what it would have done.
    expect(acting.agent.memory.watches.get(acting.topologyId)?.failed).toEqual([]);
  });

  it('after the call: found in force, applied, verified, one call', async () => {
    await start();
    acting.onceCallIsTaken(() => acting.end());
    await cut();
    expect(acting.journal.at(-1)?.kind).toBe('intended');
    await nextRun();
    expect(await acting.until('applied')).toMatchObject({ id: 'd1', recovered: true });
    expect(await acting.until('verified')).toMatchObject({
      id: 'd1',
      code: 'AS_PROMISED',
      inBand: { throughput: true },
      trust: { outcomes: 1, inBand: 1 },
    });
    await acting.ticks(3);
    expect(acting.calls).toHaveLength(1);
    expect(kindsOf('d1')).toEqual(['decided', 'intended', 'applied', 'verified']);
    expect(acting.lines('override-seen')).toEqual([]);
  });

  it('while it waited for the change, and comes back while Storm still works on it', async () => {
    await start();
    acting.on('intended', () => acting.in(5, () => acting.end()));
    await cut();
    await nextRun();
    await acting.ticks(20, 2);
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.calls).toHaveLength(1);
    expect(kindsOf('d1')).toEqual(['decided', 'intended', 'applied', 'verified']);
  });

  it('after it was applied: only the verification is left', async () => {
    await start();
    await acting.until('applied');
    acting.end();
    await nextRun();
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.lines('applied')).toHaveLength(1);
    expect(acting.calls).toHaveLength(1);
  });

  it('between two steps: the rest is not sent by the next run either', async () => {
    await start({
      settings: { policy: proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 }) },
    });
    acting.on('applied', () => acting.end());
    await cut();
    await nextRun({ settings: { policy: proposing() } });
    expect(await acting.until('failed')).toMatchObject({
      id: 'd1',
      code: 'INTERRUPTED',
      sent: true,
      text: 'the agent ended in mid-change: executors.split came into force, the rest did not',
      next: 'Nothing is repeated: the next decision starts from what is in force. To go back: trimtab rollback d1.',
      undo: ['storm rebalance top-words -w 10 -e split=2'],
    });
    // Not the same way again, in this run as in the next.
    const failed = [{ directions: { 'executors.split': 'up', 'topology.max.spout.pending': 'up' } }];
    expect(acting.agent.memory.watches.get(acting.topologyId)?.failed).toMatchObject(failed);
    const { outcomes } = await remember(journalLines(acting), 'prod');
    expect(outcomes.get(acting.topologyId)?.failed).toMatchObject(failed);
    await acting.ticks(3);
    expect(acting.calls).toHaveLength(1);
  });

  it('and whose topology is gone meanwhile: superseded', async () => {
    await start();
    acting.onceCallIsTaken(() => acting.end());
    await cut();
    acting.world.clear();
    await nextRun();
    // The first lists may lack what is there.
    await acting.ticks(2);
    expect(acting.lines('superseded')).toEqual([]);
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'GONE', recovered: true });
    expect(acting.agent.memory).toMatchObject({ interrupted: [], change: null });
  });

  it('and whose topology was submitted again meanwhile: superseded, the new one is another', async () => {
    await start();
    acting.onceCallIsTaken(() => acting.end());
    await cut();
    acting.world.disturb('resubmit');
    await nextRun({ settings: { policy: proposing() } });
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'GONE' });
    expect(acting.calls).toHaveLength(1);
  });

  it('and was changed by hand meanwhile: not judged as its own', async () => {
    await start();
    acting.on('intended', () => acting.in(60, () => acting.end()));
    await cut();
    acting.world.rebalance(acting.topologyId, 0, { executors: { split: 4 } });
    acting.pass(120);
    await nextRun();
    expect(await acting.until('failed')).toMatchObject({ id: 'd1', code: 'INTERRUPTED' });
    expect(acting.lines('verified')).toEqual([]);
  });

  it('for a reload, whose call Nimbus takes only after the next look: found in force, and not taken for an override', async () => {
    await start();
    acting.on('intended', () => acting.end());
    await cut();
    acting.options = { settings: { policy: proposing() } };
    acting.restart(memoryOf(await remember(journalLines(acting), 'prod', 'reload'), acting.clock));
    await acting.ticks(1, 1);
    const changes = acting.lines('intended')[0]?.['changes'] as Intent['changes'];
    const split = changes['executors.split']?.to ?? 0;
    acting.world.rebalance(acting.topologyId, 0, { executors: { split } });
    expect(await acting.until('applied')).toMatchObject({
      id: 'd1',
      text: 'found in force after a reload of the agent',
    });
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.lines('override-seen', 'failed')).toEqual([]);
  });

  it('twice in the same change: it is still settled once, and sent once', async () => {
    await start();
    acting.onceCallIsTaken(() => acting.end());
    await cut();
    await nextRun();
    acting.on('applied', () => acting.end());
    await cut();
    await nextRun();
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(kindsOf('d1')).toEqual(['decided', 'intended', 'applied', 'verified']);
    expect(acting.calls).toHaveLength(1);
  });
});

/** What an operator asks for while no agent runs. */
async function rollBack(): Promise<void> {
  acting.restart(emptyMemory());
  const changes = await changesIn(journalLines(acting));
  const change = chooseChange(changes, { cluster: 'prod', topology: undefined, id: undefined });
  await carryOutRollback(acting.agent, await planRollback(acting.agent, change), 'operator');
}

describe('an end while a change was taken back', () => {
  const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };

  it('by an operator: found in force, the change counts as undone, and is not made again', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    await acting.until('verified');
    acting.onceCallIsTaken(() => acting.end());
    await expect(rollBack()).rejects.toThrow('interrupted in mid-change');
    await nextRun({ settings: { policy: always(6) } });
    expect(await acting.until('reverted')).toMatchObject({
      id: 'd1',
      code: 'ROLLBACK',
      text: 'rolled back, asked for by operator',
      by: 'e1',
    });
    expect(await acting.until('verified')).toMatchObject({ id: 'e1' });
    await acting.ticks(15);
    expect(acting.calls).toHaveLength(2);
    expect(acting.story()).toContain('decided FAILED_BEFORE');
    expect(acting.agent.memory.outcomes.of('top-words')).toEqual([{ id: 'd1', kind: 'undone' }]);
    const { outcomes, interrupted } = await remember(journalLines(acting), 'prod');
    expect(interrupted).toEqual([]);
    expect(outcomes.get(acting.topologyId)?.failed).toMatchObject([
      { directions: { 'executors.split': 'up' } },
    ]);
  });

  it('by itself: undone, and not a change that left no trace', async () => {
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    await acting.until('applied');
    acting.onceCallIsTaken(() => acting.end());
    await expect(acting.ticks(20)).rejects.toThrow('the agent is ending');
    await nextRun({ settings: { policy: always(8) } });
    expect(await acting.until('verified')).toMatchObject({ id: 'd2' });
    expect(acting.lines('failed')).toEqual([]);
    expect(acting.lines('reverted')).toMatchObject([
      { id: 'd1', code: 'UNDONE', by: 'd2', backOffSeconds: 1800 },
    ]);
    await acting.ticks(40);
    expect(acting.calls).toHaveLength(2);
    expect(acting.story()).toContain('decided FAILED_BEFORE');
  });

  it('after it was told: not told twice', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    await acting.until('verified');
    await rollBack();
    await nextRun();
    expect(await acting.until('verified')).toMatchObject({ id: 'e1' });
    expect(acting.lines('reverted')).toHaveLength(1);
  });

  it('in two goes while no agent ran: the second is measured, and the first is not left open', async () => {
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ timedIds: true, settings: { policy } });
    await acting.until('verified');
    acting.on('applied', () => acting.end());
    await expect(rollBack()).rejects.toThrow('interrupted in mid-change');
    await rollBack();
    await nextRun({ settings: { policy: proposing() } });
    const [, first, second] = [...new Set(acting.lines('intended').map(({ id }) => id))];
    expect(await acting.until('verified')).toMatchObject({ id: second });
    expect(acting.lines('superseded')).toMatchObject([{ id: first, code: 'NEWER_CHANGE' }]);
    expect(acting.lines('reverted')).toHaveLength(1);
    expect(await remember(journalLines(acting), 'prod')).toMatchObject({ interrupted: [] });
  });
});

describe('the next run', () => {
  it('changes nothing else on the cluster before what was left open is settled', async () => {
    await start({ scenarios: [topWords(), { ...topWords(), name: 'other' }] });
    acting.onceCallIsTaken(() => acting.end());
    await cut();
    // It never comes up again, and so cannot be settled.
    acting.world.disturb('no-workers');
    await nextRun();
    await acting.ticks(6);
    expect(acting.calls).toHaveLength(1);
    expect(acting.story()).toContain('decided CHANGE_UNDER_WAY');
  });

  it('gives up what cannot be settled after a while, so that the cluster is not left alone for ever', async () => {
    await start();
    acting.onceCallIsTaken(() => acting.end());
    await cut();
    acting.world.disturb('no-workers');
    await nextRun();
    expect(await acting.until('failed', 40)).toMatchObject({
      id: 'd1',
      code: 'INTERRUPTED',
      recovered: true,
      next: expect.stringContaining('To go back: trimtab rollback d1.') as unknown,
    });
    expect(acting.agent.memory.interrupted).toEqual([]);
  });

  it('carries the cool-down over', async () => {
    await start({ settings: { policy: always(5) } });
    await acting.until('verified');
    const [watch] = acting.agent.memory.watches.values();
    const changedAt = watch?.changedAtSeconds ?? 0;
    await nextRun({ settings: { policy: always(8) } });
    await acting.until('intended', 30);
    const waited = (acting.calls[1]?.atSeconds ?? 0) - changedAt;
    expect(waited).toBeGreaterThanOrEqual(600);
    expect(waited).toBeLessThan(700);
    expect(acting.story()).toContain('decided COOL_DOWN');
  });

  it.each([-7200, 7200])(
    'keeps a topology from changes no longer than a cool-down, the clock set by %i s',
    async (set) => {
      await start({ settings: { policy: always(5) } });
      await acting.until('verified');
      acting.clockSetSeconds = set;
      const endedAt = acting.elapsedSeconds;
      await nextRun({ settings: { policy: always(8) } });
      await acting.until('intended', 30);
      expect((acting.calls[1]?.atSeconds ?? 0) - endedAt).toBeLessThan(700);
    },
  );

  it('remembers how many outcomes fell into the band', async () => {
    await start();
    await acting.until('verified');
    await nextRun();
    expect(acting.agent.memory.trust).toEqual({ outcomes: 1, inBand: 1 });
  });

  it('has nothing to do with what another cluster left', async () => {
    await start();
    acting.onceCallIsTaken(() => acting.end());
    await cut();
    const { interrupted, changedAt } = await remember(journalLines(acting), 'other');
    expect(interrupted).toEqual([]);
    expect(changedAt.size).toBe(0);
  });
});
