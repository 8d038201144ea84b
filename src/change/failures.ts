// What a change that did not come to its end means, and what to do: by what was waited for in vain.
import type { WaitingFor } from './steady.js';

/** What was seen at last of a change that is not steady, or why nothing was seen. */
export interface Stuck {
  readonly kind: 'waiting';
  readonly code: WaitingFor | 'UNREADABLE' | 'SUPERVISOR_LOST';
  readonly text: string;
}

interface Meaning {
  readonly says: string;
  readonly next: string;
}

/** By the state in which the topology stayed (facts/storm.md, section 12, names the causes). */
const meanings: Readonly<Record<Stuck['code'], Meaning>> = {
  REBALANCING: {
    says: 'Storm has not carried it out',
    next: 'Look in nimbus.log: Nimbus carries out a rebalance after its wait, or after a fail-over.',
  },
  NO_WORKERS: {
    says: 'no slot was given to it',
    next: 'Free slots or start a supervisor; the topology takes them by itself.',
  },
  OLD_PROCESSES: {
    says: 'its workers have not restarted, or an old one lives on beside its successor and holds its port, with the old settings',
    next: 'On the named hosts look in worker.log for BindException and end the older worker process; the supervisor starts the proper one.',
  },
  EXECUTORS_MISSING: {
    says: 'a worker does not come up',
    next: 'Look in worker.log and supervisor.log on the hosts of the topology, then send the former values (see the command below) if a value is to blame.',
  },
  NOT_COUNTING: {
    says: 'its workers run and do nothing',
    next: 'Look in worker.log whether the spouts are given anything, and whether workers reach each other.',
  },
  SECOND_RESTART: {
    says: 'its workers restart again and again',
    next: 'Look in worker.log and supervisor.log on the hosts of the topology.',
  },
  SUPERVISOR_LOST: {
    says: 'a supervisor has ended itself, as Storm 2.x does when two of its workers change at once',
    next: 'Start the supervisor again (and keep it under a keeper such as systemd); the topology continues by itself.',
  },
  UNREADABLE: {
    says: 'the cluster does not answer',
    next: 'Look whether Nimbus runs and has a leader (Heron: whether the Tracker runs). What Storm was sent is kept in ZooKeeper and carried out by the next leader.',
  },
  PAUSED: {
    says: 'the update ended half done and left its spouts paused',
    next: 'Look in the log of heron-apiserver, or at what the heron command said, why; then heron activate CLUSTER/ROLE/ENVIRON NAME lets it go on.',
  },
  UPDATING: {
    says: 'its containers or its topology manager do not come up',
    next: 'Look at the scheduler, and in the logs of container 0; once it has a physical plan again, heron activate CLUSTER/ROLE/ENVIRON NAME.',
  },
  NOT_UPDATED: {
    says: 'the update is not in the packing plan, whatever was answered',
    next: 'Look in the log of heron-apiserver, or at what the heron command said, or run what was sent by hand with --dry-run; nothing is repeated.',
  },
};

/** @param unanswered why no answer came to the call, or none that can be believed; null where one came */
export function failureOf(
  stuck: Stuck,
  topology: string,
  unanswered: string | null,
): { readonly code: string; readonly text: string; readonly next: string } {
  const { says, next } = meanings[stuck.code];
  // REBALANCING would be a trace of it.
  if (unanswered !== null && (stuck.code === 'OLD_PROCESSES' || stuck.code === 'NOT_UPDATED')) {
    return {
      code: 'NOT_DONE',
      text: `no answer came to the call, and ${topology} shows no trace of it: ${stuck.text}; ${unanswered}`,
      next: 'Nothing is repeated: the next decision starts from what is in force.',
    };
  }
  return { code: stuck.code, text: `${stuck.text}: ${says}`, next };
}
