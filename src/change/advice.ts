// What only the operator can do, for want of tasks: changes that need a new submission of the topology.
import { shellQuote } from '../util/index.js';

export interface Advice {
  readonly knob: string;
  readonly from: number | null;
  readonly to: number | boolean;
  readonly needs: 'resubmit' | 'daemon-restart' | 'rebalance' | 'worker-restart' | 'runtime-config';
  readonly text: string;
  readonly commands: readonly string[];
}

/**
 * More tasks for a component whose executors have reached them.
 * @param wanted executors that the policy asked for
 * @param waitSeconds how long `storm kill` lets tuples drain
 */
export function tasksAdvice(
  topology: string,
  component: string,
  tasks: number,
  wanted: number,
  waitSeconds: number,
): Advice & { readonly to: number } {
  const to = roomyTasks(wanted);
  const kill = topology.startsWith('-')
    ? `storm kill -w ${waitSeconds} -- ${shellQuote(topology)}`
    : `storm kill ${shellQuote(topology)} -w ${waitSeconds}`;
  if (component === '__acker') {
    return {
      knob: 'topology.acker.executors',
      from: tasks,
      to: wanted,
      needs: 'resubmit',
      text: `The acker is full and has ${tasks} tasks; more need a new submission with topology.acker.executors.`,
      commands: [kill, `storm jar JAR MAIN_CLASS ARGUMENTS -c topology.acker.executors=${wanted}`],
    };
  }
  return {
    knob: `tasks.${component}`,
    from: tasks,
    to,
    needs: 'resubmit',
    text:
      `${component} has ${tasks} tasks, fixed at submission, and wants ${wanted} executors. Submit it again with head-room: ` +
      `topology.tasks gives it to every component without its own setNumTasks (Flux: numTasks), and the number of executors stays.`,
    commands: [kill, `storm jar JAR MAIN_CLASS ARGUMENTS -c topology.tasks=${to}`],
  };
}

/** Twice what is wanted now, up to the next power of two: it divides evenly over most numbers of executors. */
function roomyTasks(wanted: number): number {
  return 2 ** Math.ceil(Math.log2(2 * wanted));
}
