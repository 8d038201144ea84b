// Tasks on worker threads: each thread takes the next one when it is done, and the results come back in the order of the tasks.
import { Worker } from 'node:worker_threads';
import { type ErrorCode, TrimtabError } from '../errors/index.js';

export interface ToThread<T> {
  readonly index: number;
  readonly task: T;
}

export interface FromThread<R> {
  readonly index: number;
  readonly result?: R;
  readonly failed?: { readonly code: ErrorCode; readonly message: string; readonly stack: string };
}

export interface ThreadOptions {
  readonly jobs: number;
  /** Aborted: threads end at once, and its reason is thrown. */
  readonly signal: AbortSignal;
  /** Heard after each task. */
  readonly onDone: (done: number, of: number) => void;
}

/** @param script of the threads: answers each ToThread with a FromThread */
export async function onThreads<T, R>(
  script: URL,
  tasks: readonly T[],
  { jobs, signal, onDone }: ThreadOptions,
): Promise<R[]> {
  const results = new Array<R>(tasks.length);
  let [next, done] = [0, 0];
  const workers = Array.from({ length: Math.min(jobs, tasks.length) }, () => new Worker(script));
  const serve = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const give = (): void => {
        const index = next++;
        if (index >= tasks.length) resolve();
        else worker.postMessage({ index, task: tasks[index] });
      };
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('a worker thread has ended')));
      worker.on('message', ({ index, result, failed }: FromThread<R>) => {
        if (failed !== undefined) {
          reject(errorOf(failed));
          return;
        }
        results[index] = result as R;
        done += 1;
        onDone(done, tasks.length);
        give();
      });
      give();
    });
  try {
    await Promise.race([Promise.all(workers.map(serve)), abortOf(signal)]);
    return results;
  } finally {
    for (const worker of workers) worker.removeAllListeners('exit');
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function errorOf({ code, message, stack }: NonNullable<FromThread<unknown>['failed']>): TrimtabError {
  const cause = new Error(message);
  cause.stack = stack;
  return new TrimtabError(code, message, { cause });
}

/** Never resolves. */
function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
