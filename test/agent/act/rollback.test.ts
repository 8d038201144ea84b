// Going back from a change when an operator asks for it: which change, which knobs, what stands in the way.
import { afterEach, describe, expect, it } from 'vitest';
import { carryOutRollback, planRollback } from '../../../src/agent/act/rollback.js';
import { emptyMemory } from '../../../src/agent/context.js';
import { changesIn, chooseChange, type JournaledChange } from '../../../src/agent/past/changes.js';
import { memoryOf, remember } from '../../../src/agent/past/remember.js';
import { Acting, type ActingOptions, journalLines } from '../acting.js';
import { always, proposing } from '../policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const twoKnobs = { 'executors.split': 6, 'topology.max.spout.pending': 200 };
/** An agent made one change, saw it through, and ended. */
async function changed(proposed: Readonly<Record<string, number>> = twoKnobs): Promise<void> {
  acting = await Acting.start({ settings: { policy: proposing(proposed) } });
  await acting.until('verified');
  acting.restart(emptyMemory());
}
async function chosen(id?: string, topology?: string): Promise<JournaledChange> {
  return chooseChange(await changesIn(journalLines(acting)), { cluster: 'prod', topology, id });
}
const answers = async (): Promise<Record<string, string>> => {
  const { knobs } = await planRollback(acting.agent, await chosen());
  return Object.fromEntries(knobs.map(({ knob, answer }) => [knob, answer]));
};
const vetoes = async (): Promise<string[]> => {
  const { reasons } = await planRollback(acting.agent, await chosen());
  return reasons.filter((r) => r.answer === 'veto').map((r) => `${r.guard} ${r.code}`);
};

describe('a rollback', () => {
  it('restores each knob as it was, journaled like any change, and is not the next one to be rolled back', async () => {
    await changed();
    const before = acting.calls.length;
    const plan = await planRollback(acting.agent, await chosen());
    expect(plan.commands).toEqual([
      'storm rebalance top-words -w 10 -e split=2',
      `storm rebalance top-words -w 10 -t '{"topology.max.spout.pending":100}'`,
    ]);
    expect(acting.calls).toHaveLength(before);
    const outcome = await carryOutRollback(acting.agent, plan, 'operator');
    expect(outcome).toEqual({ kind: 'done', id: 'e1', files: null });
    expect(acting.executors('split')).toBe(2);
    expect(acting.journal.slice(-5)).toMatchObject([
      { kind: 'intended', id: 'e1', revertOf: 'd1', changes: { 'executors.split': { from: 6, to: 2 } } },
      { kind: 'applied', id: 'e1', step: 1 },
      { kind: 'intended', id: 'e1', step: 2 },
      { kind: 'applied', id: 'e1', step: 2 },
      { kind: 'reverted', id: 'd1', code: 'ROLLBACK', by: 'e1', text: 'rolled back, asked for by operator' },
    ]);
    await expect(chosen()).rejects.toMatchObject({ code: 'TRIMTAB_E_CHANGE_UNKNOWN' });
  });

  it('is taken over by the next run of the agent, that measures it and does not go the same way again', async () => {
    await changed({ 'executors.split': 6 });
    await carryOutRollback(acting.agent, await planRollback(acting.agent, await chosen()), 'operator');
    acting.options = { settings: { policy: always(6) } };
    acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
    expect(await acting.until('verified')).toMatchObject({ id: 'e1' });
    const calls = acting.calls.length;
    await acting.ticks(15);
    expect(acting.calls).toHaveLength(calls);
    expect(acting.story()).toContain('decided FAILED_BEFORE');
  });

  it('leaves alone what was unset before, and what somebody has turned since', async () => {
    await changed();
    const change = await chosen();
    const unset = { ...change, changes: { 'executors.split': { from: null, to: 6 } } };
    expect(await planRollback(acting.agent, unset)).toMatchObject({
      knobs: [{ answer: 'was-unset' }],
      plan: [],
    });
    expect(await answers()).toEqual({
      'executors.split': 'restore',
      'topology.max.spout.pending': 'restore',
    });
    acting.world.rebalance(acting.topologyId, 0, { executors: { split: 4 } });
    acting.pass(60);
    expect(await answers()).toMatchObject({ 'executors.split': 'changed-since' });
    acting.world.rebalance(acting.topologyId, 0, { executors: { split: 2 } });
    acting.pass(60);
    expect(await answers()).toMatchObject({ 'executors.split': 'already' });
    const { commands } = await planRollback(acting.agent, await chosen());
    expect(commands).toEqual([expect.stringContaining('max.spout.pending')]);
  });

  it.each<[string, () => unknown, string, ActingOptions]>([
    [
      'a pause',
      () => acting.killSwitch.pause({ cluster: null, topology: null }, 'me', 'now'),
      'kill-switch PAUSED',
      {},
    ],
    ['a leader elsewhere', () => undefined, 'beside-leader NOT_BESIDE_LEADER', { isHere: () => false }],
    ['a rebalance under way', () => acting.world.rebalance(acting.topologyId, 600), 'ready REBALANCING', {}],
    ['a topology at rest', () => acting.world.deactivate(acting.topologyId), 'ready INACTIVE', {}],
  ])('%s vetoes it', async (_, act, veto, options) => {
    await changed();
    acting.options = { ...acting.options, ...options };
    await act();
    expect(await vetoes()).toContain(veto);
  });

  it('a former value beyond the bounds of today vetoes it', async () => {
    await changed();
    const [{ knobs }] = [acting.agent.settings().topology({ name: 'top-words', id: acting.topologyId })];
    acting.options = {
      ...acting.options,
      topology: () => ({ knobs: { ...knobs, bounds: { ...knobs.bounds, 'executors.split': { min: 3 } } } }),
    };
    expect(await vetoes()).toEqual(['bounds OUT_OF_BOUNDS']);
  });

  it('says so when Storm refuses it: failed, nothing in force, still to be rolled back', async () => {
    await changed();
    const plan = await planRollback(acting.agent, await chosen());
    acting.world.rebalance(acting.topologyId, 0, { executors: { split: 4 } });
    acting.pass(60);
    expect(await carryOutRollback(acting.agent, plan, 'operator')).toMatchObject({
      kind: 'failed',
      code: 'OVERRIDE',
    });
    expect(acting.executors('split')).toBe(4);
    expect((await chosen()).id).toBe('d1');
  });
});

it('a rollback that is cut short between its steps says so, and another one does the rest', async () => {
  await changed();
  const plan = await planRollback(acting.agent, await chosen());
  acting.on('applied', () => acting.end());
  await expect(carryOutRollback(acting.agent, plan, 'operator')).rejects.toMatchObject({
    code: 'TRIMTAB_E_INTERRUPTED',
    message: 'interrupted in mid-change: 1 of 2 steps are in force',
    next: 'Once the topology is steady: trimtab rollback d1 --yes does what is left of it.',
  });
  acting.restart(emptyMemory());
  expect(await answers()).toEqual({
    'executors.split': 'already',
    'topology.max.spout.pending': 'restore',
  });
});

describe('the change that is meant', () => {
  it('by id; an unknown, an empty or a cut one is refused, and leads to the nearest', async () => {
    await changed();
    expect((await chosen('d1')).id).toBe('d1');
    expect((await chosen('d1', 'top-words')).id).toBe('d1');
    await expect(chosen('d', 'top-words')).rejects.toThrow('with the id "d"; did you mean d1?');
    await expect(chosen('')).rejects.toThrow('the id is empty');
    await expect(chosen('x1')).rejects.toThrow(
      'no change of cluster prod with the id "x1"; did you mean d1?',
    );
    await expect(chosen(undefined, 'other')).rejects.toThrow(
      'no change of other on cluster prod to go back from',
    );
  });

  it('one of a topology that was submitted again since is in force no more', async () => {
    await changed();
    const change = {
      ...(await chosen()),
      topology: { cluster: 'prod', name: 'top-words', id: 'top-words-0-1' },
    };
    await expect(planRollback(acting.agent, change)).rejects.toThrow(
      /was a change of top-words-0-1, which was submitted again since, as /,
    );
  });

  it('one of a topology of Heron that is gone was not submitted again where another place has one of its name', async () => {
    await changed();
    const { agent } = acting;
    const inPlace = (environ: string) => ({ name: 'words', id: `local/ads/${environ}/words@1795338733` });
    const there = { ...inPlace('dev'), status: 'active' as const, uptimeSeconds: 60 };
    const cluster = { ...agent.cluster, topologies: () => Promise.resolve([there]) };
    const change = { ...(await chosen()), topology: { cluster: 'prod', ...inPlace('prod') } };
    await expect(planRollback({ ...agent, cluster }, change)).rejects.toThrow(
      'which is no longer on the cluster',
    );
  });
});
