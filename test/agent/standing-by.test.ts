// What people ask of an agent that only watches, because another one of the host acts.
import { afterEach, expect, it } from 'vitest';
import { tryLockForActing } from '../../src/agent/acting-lock.js';
import { tick } from '../../src/agent/tick.js';
import { Acting } from './acting.js';
import { asked, firstPending, pendingOf } from './asking.js';
import { always } from './policies.js';

let acting: Acting;
afterEach(() => acting.stop());

it('an approval is refused for the other agent, and what waits stays', async () => {
  acting = await Acting.start({
    topology: () => ({ mode: 'approve' }),
    settings: { policy: always(6) },
  });
  await firstPending(acting);
  acting.agent.memory.otherAgent = 'process 7';
  const { requests } = acting.agent.state;
  const at = new Date(acting.clock.now()).toISOString();
  const ask = { action: 'approve', cluster: 'prod', id: 'd1', by: 'anna', at, seconds: null } as const;
  const request = await requests.leave(ask);
  await tick(acting.agent, false);
  expect(await requests.readAnswer(request)).toMatchObject({ outcome: 'refused', code: 'STANDING_BY' });
  expect(await pendingOf(acting)).toMatchObject([{ id: 'd1' }]);
  expect(acting.calls).toEqual([]);
});

it('a rollback is refused for the other agent, and the look goes on', async () => {
  acting = await Acting.start({ topology: () => ({ mode: 'approve' }), settings: { policy: always(6) } });
  await firstPending(acting);
  await asked(acting, 'approve', 'd1');
  await acting.until('verified');
  const { agent } = acting;
  const lock = await tryLockForActing(agent.cluster, 'process 7', agent.signal);
  if (!('release' in lock)) throw new Error(`held by ${lock.heldBy}`);
  agent.memory.otherAgent = 'process 7';
  const { requests } = agent.state;
  const at = new Date(acting.clock.now()).toISOString();
  const ask = { action: 'rollback', cluster: 'prod', id: 'd1', by: 'anna', at, seconds: null } as const;
  const request = await requests.leave(ask);
  try {
    await tick(agent, false);
  } finally {
    await lock.release();
  }
  expect(await requests.readAnswer(request)).toMatchObject({
    outcome: 'refused',
    code: 'TRIMTAB_E_LOCKED',
    text: 'another agent acts on cluster prod: process 7',
    next: 'It has another state directory: ask it there, with --state-dir.',
  });
  expect(acting.calls).toHaveLength(1);
});
