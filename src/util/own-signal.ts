// Work under a signal that outlives it: it gets a signal of its own, and leaves nothing behind in the other one.
import { setMaxListeners } from 'node:events';

/**
 * Not by AbortSignal.any: of each signal that is made so, Node 20 keeps an entry in the ones it is made of, and an agent makes millions
 * of one that lives as long as it does.
 * @param outer aborts the own signal, too, with the same reason
 * @throws what `work` throws
 */
export async function withOwnSignal<T>(
  outer: AbortSignal,
  work: (own: AbortController) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const pass = (): void => own.abort(outer.reason);
  expectManyListeners(outer);
  outer.addEventListener('abort', pass, { once: true });
  try {
    if (outer.aborted) pass();
    return await work(own);
  } finally {
    outer.removeEventListener('abort', pass);
  }
}

/**
 * Of work in parts: the first that fails ends those under way, and those that wait for their turn, which nobody waits for any more.
 * @throws what `work` throws
 */
export async function endingTogether<T>(
  outer: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await withOwnSignal(outer, async (own) => {
    try {
      return await work(own.signal);
    } catch (thrown) {
      own.abort(thrown);
      throw thrown;
    }
  });
}

/**
 * @param milliseconds after which the signal of the work is aborted, though `outer` is not
 * @throws what `work` throws
 */
export async function withDeadline<T>(
  outer: AbortSignal,
  milliseconds: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return await withOwnSignal(outer, async (own) => {
    const late = (): void =>
      own.abort(new DOMException(`not done within ${milliseconds} ms`, 'TimeoutError'));
    const timer = setTimeout(late, milliseconds);
    try {
      return await work(own.signal);
    } finally {
      clearTimeout(timer);
    }
  });
}

/** All that an agent waits for at one time listens to its signal; Node takes more than ten for a leak, and says so on stderr. */
export function expectManyListeners(signal: AbortSignal): void {
  setMaxListeners(0, signal);
}
