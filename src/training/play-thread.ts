// A worker thread: plays the tasks that it is sent, one after the other.
import { parentPort } from 'node:worker_threads';
import { TrimtabError } from '../errors/index.js';
import { play, type Task } from './playing.js';
import type { FromThread, ToThread } from './threads.js';

parentPort?.on('message', ({ index, task }: ToThread<Task>) => {
  parentPort?.postMessage(answerTo(index, task));
});

function answerTo(index: number, task: Task): FromThread<unknown> {
  try {
    return { index, result: play(task) };
  } catch (thrown) {
    // Errors lose their class on the way.
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const code = error instanceof TrimtabError ? error.code : 'TRIMTAB_E_INTERNAL';
    return { index, failed: { code, message: error.message, stack: error.stack ?? '' } };
  }
}
