// What doctor says of the resource-aware scheduler, where it runs: whether it has room for more of a topology.
import { runningExecutors, schedulerRoom } from '../../change/index.js';
import type { ClusterInfo, Snapshot } from '../../clusters/index.js';
import { whyNoRoom } from '../../knobs/index.js';
import type { Finding } from './finding.js';

/** Empty under another scheduler. */
export function roomFindings(check: string, info: ClusterInfo, snapshot: Snapshot): Finding[] {
  const room = schedulerRoom(info, snapshot);
  if (room === null) return [];
  const executors = runningExecutors(snapshot);
  const bolts = snapshot.components.filter(({ kind }) => kind === 'bolt');
  const without = bolts.flatMap(({ name }) => {
    const why = whyNoRoom({ ...executors, [name]: (executors[name] ?? 0) + 1 }, room);
    return why === null ? [] : [{ name, why }];
  });
  const [first] = without;
  if (first === undefined) {
    return [
      { check, status: 'ok', text: 'the resource-aware scheduler has room for another executor of any bolt' },
    ];
  }
  const names = without.map(({ name }) => name).join(', ');
  return [
    {
      check,
      status: 'warning',
      text: `no room for one more executor of ${names}: ${first.why}`,
      next:
        room.closed === undefined
          ? 'Add supervisors, or let executors ask for less (setCPULoad, setMemoryLoad; on 2.x storm rebalance -r): until then Trimtab adds none there.'
          : 'Trimtab adds no executors there; docs/guide/safety.md tells what it needs to know.',
    },
  ];
}
