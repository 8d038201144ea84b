// Lets the time of a simulated Heron pass while an update is waited for: in a test nobody else lets it pass.
import { setTimeout as sleep } from 'node:timers/promises';
import type { SimulatedHeron } from '../../../src/emulator/index.js';

/**
 * Until the answer is there. What a request or a command takes to reach the cluster is no time of it.
 * @param pass lets a second pass; called about every five milliseconds while the cluster is at an update
 */
export async function whilePending<T>(
  heron: SimulatedHeron,
  answer: Promise<T>,
  pass: () => void,
): Promise<T> {
  const pending = new AbortController();
  const end = (): void => pending.abort();
  void answer.then(end, end);
  while (!pending.signal.aborted) {
    await sleep(5);
    if (heron.isUpdating()) pass();
  }
  return await answer;
}
