// Requests that a former run of the agent has taken, or that a killed command has left: each is answered once, and none keeps the agent from its work.
import { mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { topWords } from '../../src/simulator/index.js';
import { Acting } from './acting.js';
import { asked, firstPending, pendingOf } from './asking.js';
import { always } from './policies.js';

let acting: Acting;
let directory: string;
beforeEach(async () => {
  acting = await Acting.start({ topology: () => ({ mode: 'approve' }), settings: { policy: always(6) } });
  await acting.agent.state.requests.open();
  directory = join(acting.directory, 'queue', 'requests');
});
afterEach(() => acting.stop());

const said = (message: string) => acting.logs.filter((one) => one.message === message);

async function taken(as?: string, action: 'approve' | 'rollback' = 'approve'): Promise<string> {
  const { requests } = acting.agent.state;
  const at = new Date(acting.clock.now()).toISOString();
  const ask = { action, cluster: 'prod', id: 'd1', by: 'anna', at, seconds: null } as const;
  const request = await requests.leave(ask);
  renameSync(join(directory, `${request}.json`), join(directory, `${as ?? request}.taken`));
  return request;
}

it('what is damaged or cannot be opened is set aside and said once, and the others are answered', async () => {
  writeFileSync(join(directory, 'bad.taken'), '{"action":"approve"}');
  mkdirSync(join(directory, 'folder.taken'));
  symlinkSync('loop.taken', join(directory, 'loop.taken'));
  const socket = createServer().listen(join(directory, 'socket.taken'));
  await new Promise((resolve) => socket.once('listening', resolve));
  try {
    const request = await taken();
    await acting.ticks(3);
    expect(await acting.agent.state.requests.readAnswer(request)).toMatchObject({ code: 'INTERRUPTED' });
    expect(said('tick-failed')).toEqual([]);
    const names = ['bad', 'folder', 'loop', 'socket'].map((name) => `${name}.taken.damaged`);
    expect(
      said('request-damaged')
        .map(({ setAside }) => setAside)
        .sort(),
    ).toEqual(names.map((name) => join(directory, name)));
    expect(readdirSync(directory).sort()).toEqual(names);
  } finally {
    socket.close();
  }
});

it('a rollback that the end came before is answered with the command that shows what is in force', async () => {
  const request = await taken(undefined, 'rollback');
  await acting.ticks(1);
  expect(await acting.agent.state.requests.readAnswer(request)).toMatchObject({
    outcome: 'failed',
    code: 'INTERRUPTED',
    next: 'It may have been sent or not: trimtab rollback d1 shows what is in force',
  });
});

it('one in a file of another name is set aside, as its answer would remove another file', async () => {
  const request = await taken('0123');
  await acting.ticks(3);
  expect(said('request-damaged')).toMatchObject([
    {
      why: `it is of the request ${request}, by what it says`,
      setAside: join(directory, '0123.taken.damaged'),
    },
  ]);
  expect(await acting.agent.state.requests.readAnswer(request)).toBeNull();
});

it.each([
  ['approve', 'approved'],
  ['reject', 'observed'],
  ['rollback', 'observed'],
] as const)(
  'one to %s that nobody waits for any more is answered as expired, and not done',
  async (action, kind) => {
    const { id } = await firstPending(acting);
    const until = '2020-01-01T00:00:00.000Z';
    expect(await asked(acting, action, id, { until })).toMatchObject({
      outcome: 'refused',
      code: 'REQUEST_EXPIRED',
      text: `anna asked for it (${action}), and did not wait for it any more after ${until}: it is not done`,
    });
    const line = { id, code: 'REQUEST_EXPIRED', action, accepted: false, by: 'anna' };
    expect(acting.lines(kind)).toContainEqual(expect.objectContaining(line));
    expect(await pendingOf(acting)).toMatchObject([{ id, answer: null }]);
    expect(acting.calls).toEqual([]);
  },
);

it('one whose command waits still, by the clock of the machine, is done', async () => {
  const { id } = await firstPending(acting);
  expect(await asked(acting, 'reject', id, { until: '2999-01-01T00:00:00.000Z' })).toMatchObject({
    outcome: 'done',
  });
});

it('the second approval of one look is refused, and journaled; its proposal stays', async () => {
  await acting.stop();
  acting = await Acting.start({
    scenarios: [topWords(), { ...topWords(), name: 'other-words' }],
    topology: () => ({ mode: 'approve' }),
    settings: { policy: always(6) },
  });
  await acting.agent.state.requests.open();
  for (let i = 0; i < 10 && (await pendingOf(acting)).length < 2; i++) await acting.ticks(1);
  const { requests } = acting.agent.state;
  const [first, second] = await pendingOf(acting);
  if (first === undefined || second === undefined) throw new Error('two are to wait');
  const at = (ms: number) => new Date(acting.clock.now() + ms).toISOString();
  const ask = { action: 'approve', cluster: 'prod', by: 'anna', seconds: null } as const;
  const left = [
    await requests.leave({ ...ask, id: first.id, at: at(0) }),
    await requests.leave({ ...ask, id: second.id, at: at(1) }),
  ];
  await acting.ticks(1);
  const answers = await Promise.all(left.map((one) => requests.readAnswer(one)));
  expect(answers.map((one) => one?.code)).toEqual(['APPLIED', 'CHANGE_UNDER_WAY']);
  expect(acting.lines('approved')).toMatchObject([
    { id: first.id, accepted: true },
    { id: second.id, accepted: false, code: 'CHANGE_UNDER_WAY', by: 'anna' },
  ]);
  expect(await pendingOf(acting)).toMatchObject([{ id: second.id, answer: null }]);
});
