// Which executors get the copies of a tuple: one router for each executor that sends on a stream.
import type { Chance } from './chance.js';
import type { Executor, Router } from './layout.js';
import type { DesStream } from './types.js';

/** Groupings choose tasks; an executor gets what its tasks get. */
export function createRouter(
  { grouping, hotShare }: DesStream,
  sender: Executor,
  subscribers: readonly Executor[],
  chance: Chance,
): Router {
  const all = tasksOf(subscribers);
  const first = all[0];
  switch (grouping) {
    case 'shuffle':
      return inTurn(all, chance);
    case 'local-or-shuffle': {
      const local = tasksOf(subscribers.filter(({ worker }) => worker === sender.worker));
      return inTurn(local.length > 0 ? local : all, chance);
    }
    case 'fields':
      return (receivers) => {
        const chosen = chance.uniform() < hotShare ? first : all[chance.below(all.length)];
        if (chosen !== undefined) receivers.push(chosen);
      };
    case 'global':
      return (receivers) => {
        if (first !== undefined) receivers.push(first);
      };
    case 'all':
      return (receivers) => {
        receivers.push(...all);
      };
  }
}

function tasksOf(executors: readonly Executor[]): Executor[] {
  return executors.flatMap((executor) => Array.from({ length: executor.tasks }, () => executor));
}

/** As ShuffleGrouping: the tasks in a random order of the sender's own, round and round. */
function inTurn(tasks: readonly Executor[], chance: Chance): Router {
  const order = chance.shuffled(tasks.map((_, task) => task));
  let next = chance.below(tasks.length);
  return (receivers) => {
    const chosen = tasks[order[next] ?? 0];
    next = (next + 1) % tasks.length;
    if (chosen !== undefined) receivers.push(chosen);
  };
}
