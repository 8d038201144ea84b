// Rollbacks beside what is not settled yet: each is measured, none is lost, and what was undone is not judged any more.
import { afterEach, describe, expect, it } from 'vitest';
import { carryOutRollback, planRollback } from '../../../src/agent/act/rollback.js';
import { emptyMemory } from '../../../src/agent/context.js';
import { changesIn, chooseChange } from '../../../src/agent/past/changes.js';
import { memoryOf, remember } from '../../../src/agent/past/remember.js';
import type { Cluster } from '../../../src/clusters/index.js';
import { topWords } from '../../../src/simulator/index.js';
import { Acting, journalLines } from '../acting.js';
import { asked, firstPending } from '../asking.js';
import { always, proposing } from '../policies.js';

let acting: Acting;
afterEach(() => acting.stop());

/** While no agent runs. */
async function rollBack(topology: string): Promise<void> {
  acting.restart(emptyMemory());
  const changes = await changesIn(journalLines(acting));
  const change = chooseChange(changes, { cluster: 'prod', topology, id: undefined });
  await carryOutRollback(acting.agent, await planRollback(acting.agent, change), 'operator');
}

it('of two topologies, left by two commands: both are measured, one after the other', async () => {
  const scenarios = ['one', 'two'].map((name) => ({ ...topWords(), name }));
  acting = await Acting.start({ timedIds: true, scenarios, settings: { policy: always(6) } });
  await acting.until('verified');
  await acting.until('verified', 40);
  await rollBack('one');
  await rollBack('two');
  const undoing = acting.lines('reverted').map(({ by }) => by);
  const before = acting.lines('verified').length;
  acting.options = { ...acting.options, settings: { policy: proposing() } };
  acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
  await acting.ticks(20);
  const measured = acting.lines('verified').slice(before);
  expect(measured.map(({ id }) => id)).toEqual(undoing.toReversed());
  expect(acting.lines('superseded', 'failed')).toEqual([]);
  expect(acting.agent.memory).toMatchObject({ interrupted: [], change: null });
});

it('of what a reload left open: once it is undone it is not settled any more', async () => {
  acting = await Acting.start({
    topology: () => ({ mode: 'approve' }),
    settings: { policy: always(6) },
  });
  await firstPending(acting);
  await asked(acting, 'approve', 'd1');
  acting.options = { ...acting.options, topology: () => ({ mode: 'suggest' }) };
  acting.restart(memoryOf(await remember(journalLines(acting), 'prod', 'reload'), acting.clock));
  // A call that was cut off could come into force still: the first look leaves the change as it is.
  expect(await asked(acting, 'rollback', 'd1')).toMatchObject({
    outcome: 'done',
    code: 'ROLLBACK',
    as: 'e1',
  });
  expect(acting.agent.memory.interrupted).toEqual([]);
  expect(await acting.until('verified')).toMatchObject({ id: 'e1' });
  expect(acting.lines('superseded', 'failed')).toEqual([]);
  expect(acting.agent.memory.outcomes.of('top-words')).toEqual([{ id: 'd1', kind: 'undone' }]);
});

it('that is refused as some executors do not report leaves what the agent knows as it was', async () => {
  let isPartly = false;
  // As the UI estimates them where most of them have not reported.
  const between = (cluster: Cluster): Cluster => ({
    ...cluster,
    snapshot: async (...asked) => {
      const snapshot = await cluster.snapshot(...asked);
      const partly = { executors: 5, missingTasks: 13 };
      const components = snapshot.components.map((c) => (c.name === 'split' ? { ...c, ...partly } : c));
      return isPartly ? { ...snapshot, components } : snapshot;
    },
  });
  acting = await Acting.start({
    topology: () => ({ mode: 'approve' }),
    settings: { policy: always(6) },
    between,
  });
  await firstPending(acting);
  await asked(acting, 'approve', 'd1');
  isPartly = true;
  expect(await asked(acting, 'rollback', 'd1')).toMatchObject({
    outcome: 'refused',
    code: 'EXECUTORS_MISSING',
  });
  isPartly = false;
  expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
  expect(acting.lines('override-seen', 'superseded')).toEqual([]);
});

describe('of a change whose outcome is not known yet, asked of the agent', () => {
  const approved = async (): Promise<void> => {
    const settings = { policy: proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 }) };
    acting = await Acting.start({ topology: () => ({ mode: 'approve' }), settings });
    await firstPending(acting);
    await asked(acting, 'approve', 'd1');
  };

  it('and half done: the change is not judged any more, and the rest can be rolled back', async () => {
    await approved();
    acting.on('applied', () => acting.world.deactivate(acting.topologyId));
    expect(await asked(acting, 'rollback', 'd1')).toMatchObject({ outcome: 'failed', code: 'INACTIVE' });
    acting.world.activate(acting.topologyId);
    expect(acting.lines('superseded').at(-1)).toMatchObject({ id: 'd1', code: 'ROLLBACK', sent: true });
    await acting.ticks(5);
    expect(acting.lines('verified', 'failed')).toEqual([]);
    expect(acting.agent.memory.outcomes.of('top-words')).toEqual([]);
    expect(await asked(acting, 'rollback', 'd1')).toMatchObject({ outcome: 'done', code: 'ROLLBACK' });
    expect(acting.calls).toHaveLength(4);
  });

  it('and dropped as somebody else has changed the topology: the change is not judged', async () => {
    await approved();
    const { agent } = acting;
    const topologies = agent.cluster.topologies.bind(agent.cluster);
    let lists = 0;
    // After the look and the plan of the rollback, before its call.
    const changing: Cluster['topologies'] = async (signal) => {
      lists += 1;
      if (lists === 3) {
        acting.world.rebalance(acting.topologyId, 0, { executors: { count: 3 } });
        acting.pass(30);
      }
      return await topologies(signal);
    };
    acting.agent = { ...agent, cluster: { ...agent.cluster, topologies: changing } };
    expect(await asked(acting, 'rollback', 'd1')).toMatchObject({ outcome: 'refused', code: 'OVERRIDE' });
    await acting.ticks(5);
    expect(acting.lines('verified', 'failed')).toEqual([]);
    expect(acting.lines('superseded').at(-1)).toMatchObject({ id: 'd1', code: 'ROLLBACK' });
  });
});

describe('without an id', () => {
  const chosen = async () =>
    chooseChange(await changesIn(journalLines(acting)), {
      cluster: 'prod',
      topology: undefined,
      id: undefined,
    });

  it('passes over a change of which no call arrived, for the one before it that is in force', async () => {
    const settings = { coolDownSeconds: 60, policy: proposing({ 'executors.split': 6 }) };
    acting = await Acting.start({ settings });
    await acting.until('verified');
    acting.options = { settings: { ...settings, policy: always(8) } };
    acting.loseNextCall();
    acting.on('intended', () => acting.in(20, () => acting.world.disturb('none')));
    expect(await acting.until('failed')).toMatchObject({ code: 'NOT_DONE', sent: null, inForce: false });
    expect((await chosen()).id).toBe('d1');
  });

  it('passes over one that was cut short and left no trace', async () => {
    const settings = { coolDownSeconds: 60, policy: proposing({ 'executors.split': 6 }) };
    acting = await Acting.start({ settings });
    await acting.until('verified');
    acting.options = { settings: { ...settings, policy: always(8) } };
    acting.on('intended', () => acting.end());
    await expect(acting.until('applied')).rejects.toThrow('the agent is ending');
    acting.restart(memoryOf(await remember(journalLines(acting), 'prod'), acting.clock));
    expect(await acting.until('failed')).toMatchObject({ code: 'INTERRUPTED', inForce: false });
    expect((await chosen()).id).toBe('d1');
  });
});
