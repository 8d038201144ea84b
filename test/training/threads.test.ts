// Tasks on threads: results in their order, and an end, with the reason, where a thread has ended.
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { createThreads, type Threads } from '../../src/training/threads.js';

const options = { signal: new AbortController().signal, onDone: () => undefined };
let threads: Threads<number, number>;

/** @param answer statements for each task, of which `index`, `task` and `answer` are known */
function threadsThat(answer: string, jobs = 2): Threads<number, number> {
  const text = `import { parentPort } from 'node:worker_threads';
    const answer = (index, result) => parentPort.postMessage({ index, result });
    parentPort.on('message', ({ index, task }) => { ${answer} });`;
  threads = createThreads(new URL(`data:text/javascript,${encodeURIComponent(text)}`), jobs);
  return threads;
}

afterEach(() => threads.close());

it('has the results in the order of the tasks, again and again', async () => {
  const { run } = threadsThat('setTimeout(() => answer(index, 2 * task), 20 - 4 * task);');
  expect(await run([1, 2, 3, 4, 5], options)).toEqual([2, 4, 6, 8, 10]);
  expect(await run([6], options)).toEqual([12]);
  expect(await run([], options)).toEqual([]);
});

it('ends where a thread ends with a task', async () => {
  const { run } = threadsThat('process.exit(1);');
  await expect(run([1, 2], options)).rejects.toThrow('a worker thread has ended');
});

it.each([
  ['has ended', 'process.exit(1)', 'a worker thread has ended'],
  ['has failed', "throw new Error('out of luck')", 'out of luck'],
])('ends where a thread %s since its last task', async (_, how, message) => {
  const { run } = threadsThat(`answer(index, task); setTimeout(() => { ${how} }, 1);`, 1);
  expect(await run([1], options)).toEqual([1]);
  await setTimeout(200);
  await expect(run([2], options)).rejects.toThrow(message);
});
