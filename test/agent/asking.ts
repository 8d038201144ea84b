// Asks an agent under test as the commands do, and lets it look once.

import type { PendingEntry } from '../../src/agent/approval/entry.js';
import type { Answer, Asked } from '../../src/agent/index.js';
import type { Acting } from './acting.js';

/** The answer of the agent's next look. */
export async function asked(
  acting: Acting,
  action: Asked['action'],
  id: string,
  own: Partial<Pick<Asked, 'seconds' | 'by' | 'until'>> = {},
): Promise<Answer> {
  const { requests } = acting.agent.state;
  const at = new Date(acting.clock.now()).toISOString();
  const request = await requests.leave({
    action,
    cluster: 'prod',
    id,
    by: 'anna',
    at,
    seconds: null,
    ...own,
  });
  await acting.ticks(1);
  const answer = await requests.readAnswer(request);
  if (answer === null) throw new Error('the agent has not answered');
  return answer;
}

export async function pendingOf({ agent }: Acting): Promise<readonly PendingEntry[]> {
  return (await agent.state.queue.list()).entries;
}

/** Looks until something waits; the first of it. */
export async function firstPending(acting: Acting, most = 10): Promise<PendingEntry> {
  for (let i = 0; i < most; i++) {
    await acting.ticks(1);
    const [entry] = await pendingOf(acting);
    if (entry !== undefined) return entry;
  }
  throw new Error(`nothing waits after ${most} ticks: ${acting.story().join('; ')}`);
}
