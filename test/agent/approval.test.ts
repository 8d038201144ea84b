// Mode approve: what would be applied waits for a person, is asked about again when he approves, and is carried out once.
import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { topWords } from '../../src/simulator/index.js';
import { Acting, type ActingOptions } from './acting.js';
import { asked, firstPending, pendingOf } from './asking.js';
import { always, proposing } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

async function start(own: ActingOptions = {}): Promise<Acting> {
  acting = await Acting.start({
    topology: () => ({ mode: 'approve' }),
    ...own,
    settings: { policy: always(6), ...own.settings },
  });
  return acting;
}

describe('a decision that needs approval', () => {
  it('waits under its id, once, and nothing is sent', async () => {
    await start();
    const entry = await firstPending(acting);
    await acting.ticks(5);
    expect(await pendingOf(acting)).toEqual([entry]);
    expect(entry).toMatchObject({
      kind: 'change',
      id: 'd1',
      topology: { name: 'top-words' },
      proposed: { 'executors.split': 6 },
      commands: [expect.stringContaining('-e split=6')],
      answer: null,
      because: null,
    });
    expect(acting.calls).toEqual([]);
    const pending = acting.lines('decided').map((line) => line['pending']);
    expect(new Set(pending)).toEqual(new Set(['d1']));
  });

  it('gives its place to a newer one', async () => {
    await start();
    await firstPending(acting);
    acting.options = { ...acting.options, settings: { policy: always(8) } };
    await acting.ticks(1);
    const [entry, ...others] = await pendingOf(acting);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ proposed: { 'executors.split': 8 } });
    expect(acting.lines('superseded')).toMatchObject([
      { id: 'd1', code: 'NEWER_DECISION', by: entry?.id, sent: false },
    ]);
    expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'refused', code: 'NOT_PENDING' });
  });

  it('keeps its place where the next one is nearly the same: what is measured always differs a little', async () => {
    await start({ settings: { policy: always(10) } });
    await firstPending(acting);
    acting.options = { ...acting.options, settings: { policy: always(12) } };
    await acting.ticks(1);
    expect(await pendingOf(acting)).toMatchObject([{ id: 'd1', proposed: { 'executors.split': 10 } }]);
    acting.options = { ...acting.options, settings: { policy: always(13) } };
    await acting.ticks(1);
    expect(await pendingOf(acting)).toMatchObject([{ proposed: { 'executors.split': 13 } }]);
  });

  it('expires when nobody answers', async () => {
    await start({
      settings: { policy: proposing({ 'executors.split': 6 }) },
      topology: () => ({ mode: 'approve', approval: { expires: 300, rejectedFor: 300 } }),
    });
    await firstPending(acting);
    await acting.ticks(6);
    expect(await pendingOf(acting)).toEqual([]);
    expect(acting.lines('expired')).toMatchObject([{ id: 'd1', code: 'EXPIRED' }]);
  });

  it('leaves the queue when somebody else turns the topology, or it goes', async () => {
    await start();
    await firstPending(acting);
    acting.world.rebalance(acting.topologyId, 0, { executors: { split: 3 } });
    acting.pass(60);
    await acting.ticks(1);
    expect(acting.lines('superseded')).toMatchObject([{ id: 'd1', code: 'CONFIGURATION_CHANGED' }]);
    expect(await pendingOf(acting)).toEqual([]);
  });

  it('that is damaged on disk is set aside and said', async () => {
    await start();
    await firstPending(acting);
    const file = join(acting.directory, 'queue', 'd1.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"executors.split": 6', '"executors.split": "6"'));
    await acting.ticks(1);
    expect(acting.logs.filter((l) => l.message === 'queue-damaged')).toMatchObject([
      { file, setAside: 'd1.json.damaged', why: expect.stringContaining('executors.split') as string },
    ]);
    expect(readdirSync(join(acting.directory, 'queue'))).toContain('d1.json.damaged');
    expect((await pendingOf(acting)).map(({ id }) => id)).not.toContain('d1');
  });

  it('is not taken from a file of another name: an id answers for one proposal', async () => {
    await start();
    await firstPending(acting);
    const file = (name: string): string => join(acting.directory, 'queue', name);
    renameSync(file('d1.json'), file('x9.json'));
    expect(await acting.agent.state.queue.list()).toMatchObject({
      entries: [],
      damaged: [{ file: file('x9.json'), why: 'it is of d1, by what it says' }],
    });
  });
});

describe('an approval', () => {
  it('is asked about again, carried out, and judged like any change; who gave it is journaled', async () => {
    await start();
    await firstPending(acting);
    expect(await asked(acting, 'approve', 'd1')).toMatchObject({
      outcome: 'done',
      code: 'APPLIED',
      text: 'in force: executors.split 2 → 6',
    });
    expect(acting.executors('split')).toBe(6);
    expect(acting.calls).toHaveLength(1);
    expect(await pendingOf(acting)).toEqual([]);
    const own = acting.journal.filter(({ id }) => id === 'd1').map(({ kind }) => kind);
    expect(own.slice(-4)).toEqual(['evaluated', 'approved', 'intended', 'applied']);
    const uid = process.getuid?.();
    expect(acting.lines('approved')).toMatchObject([{ by: 'anna', uid, accepted: true, code: 'APPROVED' }]);
    expect(await acting.until('verified')).toMatchObject({ id: 'd1' });
    expect(acting.agent.memory.outcomes.of('top-words')).toEqual([{ id: 'd1', kind: 'verified' }]);
  });

  it('of a configuration that is another meanwhile is refused: nothing is sent, the entry goes', async () => {
    await start();
    await firstPending(acting);
    acting.world.rebalance(acting.topologyId, 0, { executors: { count: 3 } });
    // The window starts anew: the agent has looked on, without deciding.
    acting.pass(60);
    const answer = await asked(acting, 'approve', 'd1');
    expect(answer).toMatchObject({
      outcome: 'refused',
      code: 'CONFIGURATION_CHANGED',
      text: 'since the decision its configuration changed: executors.count 2 → 3',
    });
    expect(acting.lines('superseded')).toMatchObject([{ id: 'd1', code: 'CONFIGURATION_CHANGED' }]);
    expect(acting.calls).toHaveLength(1);
  });

  it('that a guard of acting is against stays in the queue, and may be given again', async () => {
    await start();
    await firstPending(acting);
    await acting.killSwitch.pause({ cluster: null, topology: null }, 'me', 'now');
    const refused = await asked(acting, 'approve', 'd1');
    expect(refused).toMatchObject({ outcome: 'refused', code: 'PAUSED' });
    expect(refused.next).toBe('Approve it again once that is over.');
    expect(acting.lines('approved')).toMatchObject([{ accepted: false, by: 'anna', code: 'PAUSED' }]);
    expect((await pendingOf(acting)).map(({ id }) => id)).toEqual(['d1']);
    await acting.killSwitch.resume({ cluster: null, topology: null });
    expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'done' });
  });

  it('of what the operator has since put out of bounds is refused for good', async () => {
    await start({ settings: { policy: proposing({ 'executors.split': 6 }) } });
    await firstPending(acting);
    acting.options = {
      ...acting.options,
      topology: () => ({
        mode: 'approve',
        knobs: { exclude: [], bounds: { 'executors.split': { max: 4 } } },
      }),
    };
    expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'refused', code: 'CLIPPED' });
    expect(acting.lines('superseded')).toMatchObject([{ id: 'd1', code: 'CLIPPED', sent: false }]);
    expect(await pendingOf(acting)).toEqual([]);
    expect(acting.calls).toEqual([]);
  });

  it.each([
    ['suggest', 'MODE_CHANGED'],
    ['observe', 'MODE_CHANGED'],
  ] as const)('in mode %s is refused', async (mode, code) => {
    await start();
    await firstPending(acting);
    acting.options = { ...acting.options, topology: () => ({ mode }) };
    expect(await asked(acting, 'approve', 'd1')).toMatchObject({ outcome: 'refused', code });
    expect(acting.calls).toEqual([]);
  });

  it('beside another change of the cluster is refused until that one is known', async () => {
    await start();
    await firstPending(acting);
    const { requests } = acting.agent.state;
    const at = new Date(acting.clock.now()).toISOString();
    const ask = { action: 'approve', cluster: 'prod', id: 'd1', by: 'anna', seconds: null } as const;
    const both = [
      await requests.leave({ ...ask, at }),
      await requests.leave({ ...ask, at: `${at.slice(0, -1)}Z` }),
    ];
    await acting.ticks(1);
    const answers = await Promise.all(both.map((one) => requests.readAnswer(one)));
    expect(answers.map((one) => one?.code).sort()).toEqual(['APPLIED', 'CHANGE_UNDER_WAY']);
    expect(acting.calls).toHaveLength(1);
  });
});

describe('an approved change that turns out bad', () => {
  it('is not undone by itself: somebody has wanted it; the line has the way back', async () => {
    // Executors that are in each other's way, which no prediction from two of them can know.
    const crowded = { ...topWords(), cluster: { ...topWords().cluster, sigma: 0.5, kappa: 0.5 } };
    await start({ scenarios: [crowded], settings: { policy: proposing({ 'executors.split': 8 }) } });
    await firstPending(acting);
    await asked(acting, 'approve', 'd1');
    const failed = await acting.until('failed', 30);
    expect(failed).toMatchObject({ id: 'd1', code: 'WORSE', undo: [expect.stringContaining('-e split=2')] });
    await acting.ticks(3);
    expect(acting.calls).toHaveLength(1);
    expect(acting.agent.memory.outcomes.of('top-words')).toEqual([{ id: 'd1', kind: 'failed' }]);
  });
});

describe('a request', () => {
  it('that an agent had begun when it ended is answered as unknown, and not done again', async () => {
    await start();
    await firstPending(acting);
    const { requests } = acting.agent.state;
    const at = new Date(acting.clock.now()).toISOString();
    const request = await requests.leave({
      action: 'approve',
      cluster: 'prod',
      id: 'd1',
      by: 'anna',
      at,
      seconds: null,
    });
    const folder = join(acting.directory, 'queue', 'requests');
    renameSync(join(folder, `${request}.json`), join(folder, `${request}.taken`));
    await acting.ticks(1);
    expect(await requests.readAnswer(request)).toMatchObject({ outcome: 'failed', code: 'INTERRUPTED' });
    expect(acting.calls).toEqual([]);
  });

  it('can be withdrawn until it is taken, and one that is damaged is set aside and said', async () => {
    await start();
    await firstPending(acting);
    const { requests } = acting.agent.state;
    const at = new Date(acting.clock.now()).toISOString();
    const ask = { action: 'approve', cluster: 'prod', id: 'd1', by: 'anna', at, seconds: null } as const;
    expect(await requests.withdraw(await requests.leave(ask))).toBe(true);
    const other = await requests.leave({ ...ask, cluster: 'elsewhere' });
    writeFileSync(join(acting.directory, 'queue', 'requests', 'bad.json'), '{"action":"approve"}');
    await acting.ticks(1);
    expect(acting.calls).toEqual([]);
    expect(acting.logs.filter((l) => l.message === 'request-damaged')).toHaveLength(1);
    expect(await requests.withdraw(other)).toBe(true);
  });

  it('that is a directory, a pipe or a link is no request, and the agent goes on', async () => {
    await start();
    await firstPending(acting);
    await acting.agent.state.requests.open();
    const directory = join(acting.directory, 'queue', 'requests');
    mkdirSync(join(directory, 'c.json'));
    execFileSync('mkfifo', [join(directory, 'f.json')]);
    symlinkSync('/etc/hostname', join(directory, 'l.json'));
    await acting.ticks(1);
    const damaged = acting.logs.filter((l) => l.message === 'request-damaged');
    expect(damaged).toHaveLength(3);
    expect(readdirSync(directory).sort()).toEqual(['c.json.damaged', 'f.json.damaged', 'l.json.damaged']);
    expect(acting.logs.filter(({ message }) => message === 'tick-failed')).toEqual([]);
  });

  it('may be read by the agent whatever the umask of who asks, and what waits by the group of the agent', async () => {
    const before = process.umask(0o077);
    try {
      await start();
      await acting.agent.state.requests.open();
      await firstPending(acting);
      const at = new Date(acting.clock.now()).toISOString();
      const ask = {
        action: 'approve',
        cluster: 'elsewhere',
        id: 'd1',
        by: 'anna',
        at,
        seconds: null,
      } as const;
      await acting.agent.state.requests.leave(ask);
    } finally {
      process.umask(before);
    }
    const modeOf = (...path: string[]) => statSync(join(acting.directory, 'queue', ...path)).mode & 0o777;
    const [request = ''] = readdirSync(join(acting.directory, 'queue', 'requests'));
    expect([modeOf('requests', request), modeOf('d1.json'), modeOf(), modeOf('answers')]).toEqual([
      0o644, 0o640, 0o750, 0o750,
    ]);
  });

  it('for a rollback is carried out by the agent, which does not take it for a change by somebody else', async () => {
    await start();
    await firstPending(acting);
    await asked(acting, 'approve', 'd1');
    await acting.until('verified');
    acting.options = { ...acting.options, topology: () => ({ mode: 'suggest' }) };
    expect(await asked(acting, 'rollback', 'd1')).toMatchObject({ outcome: 'done', code: 'ROLLBACK' });
    expect(acting.executors('split')).toBe(2);
    expect(acting.lines('reverted')).toMatchObject([{ id: 'd1', code: 'ROLLBACK' }]);
    await acting.until('verified');
    expect(acting.lines('override-seen')).toEqual([]);
    expect(acting.agent.memory.outcomes.of('top-words')).toEqual([{ id: 'd1', kind: 'undone' }]);
    expect(await asked(acting, 'rollback', 'd1')).toMatchObject({
      outcome: 'refused',
      code: 'NOTHING_TO_DO',
    });
  });
});
