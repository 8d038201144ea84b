// A Nimbus that goes, comes back, is slow or hands over, before, during and after the call: nothing is ever sent twice.
import { afterEach, describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/clusters/index.js';
import { TrimtabError } from '../../src/errors/index.js';
import { Acting, type ActingOptions } from './acting.js';
import { ds2, proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

const start = async (options: ActingOptions = {}): Promise<void> => {
  acting = await Acting.start(options);
};
const down = (): void => acting.world.disturb('nimbus-down');
const up = (): void => acting.world.disturb('none');
const applied = () => acting.lines('applied');

describe('a Nimbus that is gone', () => {
  it('before the agent looks: the look fails, the next one goes on', async () => {
    await start();
    await acting.ticks(1);
    down();
    await expect(acting.ticks(1)).rejects.toMatchObject({ code: 'TRIMTAB_E_UNREACHABLE' });
    up();
    await acting.until('verified');
    expect(acting.calls).toHaveLength(1);
  });

  it('between the decision and the call: failed, nothing intended, nothing sent, and the next step is said', async () => {
    await start();
    acting.on('decided', down);
    const failed = await acting.until('failed');
    expect(failed).toMatchObject({ id: 'd1', stage: 'apply', code: 'TRIMTAB_E_UNREACHABLE', sent: false });
    expect(failed['next']).toMatch(/Nimbus/);
    up();
    await acting.ticks(5);
    expect(acting.lines('intended')).toEqual([]);
    expect(acting.calls).toEqual([]);
  });

  it('between intent and call: failed, nothing sent', async () => {
    await start();
    acting.on('intended', down);
    expect(await acting.until('failed')).toMatchObject({ code: 'TRIMTAB_E_UNREACHABLE', sent: false });
    up();
    await acting.ticks(5);
    expect(acting.calls).toEqual([]);
  });

  it('where nothing was sent, the topology is free again after the back-off, and no cool-down begins', async () => {
    await start();
    acting.on('decided', down);
    await acting.until('failed');
    up();
    const [watch] = acting.agent.memory.watches.values();
    expect(watch?.changedAtSeconds).toBeNull();
    expect(watch?.failed).toEqual([]);
    await acting.until('intended', 40);
    expect(acting.calls).toHaveLength(1);
  });

  it('as it answers: sent without an answer, found in force, applied and verified', async () => {
    await start();
    acting.onceCallIsTaken(() => {
      down();
      acting.in(40, up);
    });
    const line = await acting.until('applied');
    const noAnswer = {
      code: 'NO_ANSWER',
      text: expect.stringMatching(/^no answer came to the call, and it was carried out: /),
    };
    expect(line).toMatchObject({ id: 'd1', findings: [noAnswer] });
    expect(acting.logs.filter(({ message }) => message === 'no-answer')).toMatchObject([
      { level: 'warn', id: 'd1', ...noAnswer },
    ]);
    expect(acting.logs.map((l) => l.message)).not.toContain('sent');
    expect(acting.logs.filter((l) => l.message === 'waiting')[0]).toMatchObject({
      text: expect.stringMatching(/refused|closed|reset/),
    });
    expect(await acting.until('verified')).toMatchObject({ id: 'd1', code: 'AS_PROMISED' });
    expect(acting.calls).toHaveLength(1);
    expect(acting.executors('split')).toBe(8);
  });

  it('as it is asked: sent without an answer, found not done, NOT_DONE and never repeated', async () => {
    await start();
    acting.loseNextCall();
    acting.on('intended', () => acting.in(20, up));
    expect(await acting.until('failed')).toMatchObject({
      id: 'd1',
      stage: 'apply',
      code: 'NOT_DONE',
      sent: null,
      text: expect.stringMatching(/^no answer came to the call, and top-words shows no trace of it: /),
      next: 'Nothing is repeated: the next decision starts from what is in force.',
    });
    await acting.ticks(8);
    expect(acting.calls).toHaveLength(1);
    expect(acting.executors('split')).toBe(2);
  });

  it('before the second step: failed, and the journal does not say that nothing was sent', async () => {
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ settings: { policy } });
    acting.on('applied', down);
    expect(await acting.until('failed')).toMatchObject({
      code: 'TRIMTAB_E_UNREACHABLE',
      sent: true,
      next: expect.stringMatching(/ To go back: trimtab rollback d1\.$/),
      undo: ['storm rebalance top-words -w 10 -e split=2'],
    });
    up();
    await acting.ticks(8);
    expect(acting.calls).toHaveLength(1);
  });

  it('before the second step, and back: the rest of the plan is sent', async () => {
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ settings: { policy } });
    acting.on('applied', () => {
      down();
      acting.in(15, up);
    });
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.lines('failed')).toEqual([]);
    expect(acting.calls).toHaveLength(2);
  });

  it('before the second step, and paused until it is back: what is left of the plan is not sent', async () => {
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ settings: { policy } });
    acting.on('applied', () => {
      down();
      acting.in(2, () => void acting.killSwitch.pause({ cluster: null, topology: null }, 'ops', 'now'));
      acting.in(45, up);
    });
    expect(await acting.until('superseded')).toMatchObject({ id: 'd1', code: 'PAUSED', sent: true });
    expect(acting.calls).toHaveLength(1);
  });

  it('after the call, and back: the change is found steady, one call', async () => {
    await start();
    acting.on('intended', () => {
      acting.in(5, down);
      acting.in(90, up);
    });
    expect(await acting.until('verified')).toMatchObject({ code: 'AS_PROMISED' });
    expect(Number(applied()[0]?.['seconds'])).toBeGreaterThan(85);
    expect(acting.calls).toHaveLength(1);
  });

  it('after the call, for good: failed UNREADABLE, what was sent is not taken back, and the next step is said', async () => {
    await start();
    acting.on('intended', () => acting.in(5, down));
    await expect(acting.ticks(5)).rejects.toMatchObject({ code: 'TRIMTAB_E_UNREACHABLE' });
    expect(acting.journal.at(-1)).toMatchObject({
      kind: 'failed',
      stage: 'apply',
      code: 'UNREADABLE',
      sent: true,
      next: expect.stringMatching(
        /kept in ZooKeeper and carried out by the next leader.* trimtab rollback d1/,
      ),
      undo: ['storm rebalance top-words -w 10 -e split=2'],
    });
    up();
    await acting.ticks(8);
    expect(acting.calls).toHaveLength(1);
    expect(acting.lines('verified', 'override-seen')).toEqual([]);
  });
});

describe('a slow Nimbus', () => {
  it('whose pages time out while the agent waits for its change is asked again, nothing is sent again', async () => {
    let slow = 0;
    await start({
      between: (cluster) => ({
        ...cluster,
        snapshot: (...asked) =>
          slow-- > 0
            ? Promise.reject(new TrimtabError('TRIMTAB_E_TIMEOUT', 'no answer within 5 s'))
            : cluster.snapshot(...asked),
      }),
    });
    acting.on('intended', () => {
      slow = 3;
    });
    expect(await acting.until('applied')).toMatchObject({ id: 'd1' });
    expect(acting.calls).toHaveLength(1);
  });

  it('that does not answer about one topology: it is not ready, said once', async () => {
    let slow = false;
    await start({
      between: (cluster) => ({
        ...cluster,
        snapshot: (...asked) =>
          slow
            ? Promise.reject(new TrimtabError('TRIMTAB_E_TIMEOUT', 'no answer within 5 s'))
            : cluster.snapshot(...asked),
      }),
    });
    await acting.ticks(1);
    slow = true;
    await acting.ticks(4);
    const said = acting.lines('observed').filter((l) => l['code'] === 'UNREADABLE');
    expect(said).toMatchObject([{ text: 'no answer within 5 s' }]);
    expect(acting.calls).toEqual([]);
  });
});

describe('another leader', () => {
  const led = (leader: () => string) => (cluster: Cluster) => ({
    ...cluster,
    info: async (signal: AbortSignal) => ({ ...(await cluster.info(signal)), leader: leader() }),
  });

  it('between the decision and the call: superseded, nothing sent; the next look decides anew', async () => {
    let leader = 'master-1';
    await start({ between: led(() => leader) });
    acting.on('decided', () => {
      leader = 'master-2';
    });
    expect(await acting.until('superseded')).toMatchObject({
      id: 'd1',
      code: 'LEADER_CHANGED',
      text: 'the leader was master-1 and is master-2',
      sent: false,
    });
    expect(acting.calls).toEqual([]);
    await acting.ticks(1);
    expect(acting.calls).toHaveLength(1);
  });

  it('between two steps: the rest is not sent', async () => {
    let leader = 'master-1';
    const policy = proposing({ 'executors.split': 6, 'topology.max.spout.pending': 200 });
    await start({ between: led(() => leader), settings: { policy } });
    acting.on('applied', () => {
      leader = 'master-2';
    });
    expect(await acting.until('superseded')).toMatchObject({ code: 'LEADER_CHANGED', sent: true });
    expect(acting.calls).toHaveLength(1);
  });

  it('in mid-change: Storm carries it out all the same; the applied line names who leads now', async () => {
    let leader = 'master-1';
    await start({ between: led(() => leader), settings: { policy: ds2 } });
    acting.onceCallIsTaken(() => {
      leader = 'master-2';
    });
    expect(await acting.until('applied')).toMatchObject({ leader: 'master-2' });
    expect(acting.lines('intended')).toMatchObject([{ leader: 'master-1' }]);
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.calls).toHaveLength(1);
  });
});
