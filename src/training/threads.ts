// Tasks on worker threads: each thread takes the next one when it is done, and the results come back in the order of the tasks.
import { parentPort, Worker } from 'node:worker_threads';
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

/** Threads that stay for further tasks. */
export interface Threads<T, R> {
  /** Results in the order of the tasks. One call at a time. */
  run(tasks: readonly T[], options: Pick<ThreadOptions, 'signal' | 'onDone'>): Promise<R[]>;
  close(): Promise<void>;
}

/** @param script of the threads: answers each ToThread with a FromThread */
export function createThreads<T, R>(script: URL, jobs: number): Threads<T, R> {
  const all = Array.from({ length: jobs }, () => watched(new Worker(script)));
  const run = async (
    tasks: readonly T[],
    { signal, onDone }: Pick<ThreadOptions, 'signal' | 'onDone'>,
  ): Promise<R[]> => {
    const results = new Array<R>(tasks.length);
    let [next, done] = [0, 0];
    const serve = (thread: Watched): Promise<void> =>
      new Promise((resolve, reject) => {
        const { worker, failure } = thread;
        if (failure !== null) {
          reject(failure);
          return;
        }
        thread.onFailure = reject;
        const give = (): void => {
          const index = next++;
          if (index >= tasks.length) resolve();
          else worker.postMessage({ index, task: tasks[index] });
        };
        worker.removeAllListeners('message');
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
    await unlessAborted(signal, Promise.all(all.map(serve)));
    return results;
  };
  const close = async (): Promise<void> => {
    for (const { worker } of all) worker.removeAllListeners();
    await Promise.all(all.map(({ worker }) => worker.terminate()));
  };
  return { run, close };
}

interface Watched {
  readonly worker: Worker;
  /** Why it has ended; null while it runs. */
  failure: Error | null;
  onFailure: (failure: Error) => void;
}

/** Also one that ends while nobody waits for it is known to have ended: nobody would answer what it is given. */
function watched(worker: Worker): Watched {
  const thread: Watched = { worker, failure: null, onFailure: () => undefined };
  const ended = (failure: Error): void => {
    thread.failure ??= failure;
    thread.onFailure(thread.failure);
  };
  worker.on('error', ended);
  worker.on('exit', () => ended(new Error('a worker thread has ended')));
  return thread;
}

/** The same for one list of tasks; the threads end with it. */
export async function onThreads<T, R>(
  script: URL,
  tasks: readonly T[],
  { jobs, signal, onDone }: ThreadOptions,
): Promise<R[]> {
  const threads = createThreads<T, R>(script, Math.min(jobs, tasks.length));
  try {
    return await threads.run(tasks, { signal, onDone });
  } finally {
    await threads.close();
  }
}

function errorOf({ code, message, stack }: NonNullable<FromThread<unknown>['failed']>): TrimtabError {
  const cause = new Error(message);
  cause.stack = stack;
  return new TrimtabError(code, message, { cause });
}

/** @throws the reason of the signal as soon as it is aborted */
async function unlessAborted(signal: AbortSignal, work: Promise<unknown>): Promise<void> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => reject(signal.reason as Error);
  });
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await Promise.race([work, aborted]);
  } finally {
    // Threads that stay are asked often, under one signal.
    signal.removeEventListener('abort', abort);
  }
}

/** In a thread: answers each task with what comes of it. */
export function answerTasks<T, R>(play: (task: T) => R): void {
  parentPort?.on('message', ({ index, task }: ToThread<T>) => {
    parentPort?.postMessage(answerTo(index, () => play(task)));
  });
}

function answerTo<R>(index: number, play: () => R): FromThread<R> {
  try {
    return { index, result: play() };
  } catch (thrown) {
    // Errors lose their class on the way.
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const code = error instanceof TrimtabError ? error.code : 'TRIMTAB_E_INTERNAL';
    return { index, failed: { code, message: error.message, stack: error.stack ?? '' } };
  }
}
