// Waits until something is so, with a limit and an error that says what was waited for.
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks until the answer is not undefined, and returns it. Failures of the question count as "not yet"; the last of
 * them is part of the error. `describeFailure` adds what a reader needs to know, such as the end of a log.
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  options: { limitSeconds?: number; everyMillis?: number; describeFailure?: () => string } = {},
): Promise<T> {
  const limitSeconds = options.limitSeconds ?? 180;
  const end = performance.now() + limitSeconds * 1000;
  let last: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
      last = undefined;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = error;
    }
    await sleep(options.everyMillis ?? 100);
  } while (performance.now() < end);
  const reasons = [last instanceof Error ? last.message : '', options.describeFailure?.() ?? ''];
  throw new Error([`not within ${limitSeconds} s: ${what}`, ...reasons.filter(Boolean)].join('\n'));
}

/** Thrown by a question whose answer cannot come any more; ends the waiting at once. */
export class Hopeless extends Error {}
