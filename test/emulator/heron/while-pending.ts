// Lets the time of a simulated cluster pass while an answer is waited for: an update takes its time, and in a test nobody else lets it pass.
import { setTimeout as sleep } from 'node:timers/promises';

/** @param pass lets a second pass; called about every five milliseconds */
export async function whilePending<T>(answer: Promise<T>, pass: () => void): Promise<T> {
  const pending = new AbortController();
  const end = (): void => pending.abort();
  void answer.then(end, end);
  while (!pending.signal.aborted) {
    await sleep(5);
    pass();
  }
  return await answer;
}
