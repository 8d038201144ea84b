// Makes sure that a run's processes end with the test process, even when that one is killed without warning.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { clusterTests } from './places.js';

export type Reaper = {
  /** Lets it do its work now, which after an orderly stop is nothing, and waits until it has ended. */
  dismiss(): Promise<void>;
};

/**
 * Starts a process that waits for the end of its standard input. The system closes that pipe when this process ends,
 * however it ends; an `exit` handler would not see a signal, nor could it wait.
 */
export function startReaper(home: string): Reaper {
  const child = spawn(join(clusterTests, 'reap.sh'), [home], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = once(child, 'exit');
  child.unref();
  if ('unref' in child.stdin && typeof child.stdin.unref === 'function') child.stdin.unref();
  return {
    dismiss: async () => {
      child.ref();
      child.stdin.end();
      await ended;
    },
  };
}
