// Takes processors away from everything else on this machine, as a neighbour does that computes.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Ends itself with its parent: a test that is killed must not leave a slow machine behind. */
const busy = 'const { ppid } = process; while (process.ppid === ppid) for (let i = 0; i < 1e7; i++);';

/**
 * Starts so many processes that each would take a whole processor.
 *
 * Detached, each has a session of its own: where the kernel shares processors out by session (sched_autogroup), all
 * of Storm's threads together then get as much as one of them, and without that each thread does.
 * @returns what ends them
 */
export function compete(processes: number): () => Promise<void> {
  const children = Array.from({ length: processes }, () =>
    spawn(process.execPath, ['--eval', busy], { detached: true, stdio: 'ignore' }),
  );
  return async () => {
    const running = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    const ended = running.map((child) => once(child, 'exit'));
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(ended);
  };
}
