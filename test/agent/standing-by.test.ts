// What people ask of an agent that only watches, because another one of the host acts.
import { afterEach, expect, it } from 'vitest';
import { tick } from '../../src/agent/tick.js';
import { Acting } from './acting.js';
import { firstPending, pendingOf } from './asking.js';
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
  const asked = { action: 'approve', cluster: 'prod', id: 'd1', by: 'anna', at, seconds: null } as const;
  const request = await requests.leave(asked);
  await tick(acting.agent, false);
  expect(await requests.readAnswer(request)).toMatchObject({ outcome: 'refused', code: 'STANDING_BY' });
  expect(await pendingOf(acting)).toMatchObject([{ id: 'd1' }]);
  expect(acting.calls).toEqual([]);
});
