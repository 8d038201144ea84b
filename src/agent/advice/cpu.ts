// What only the operator can do where the hosts of a topology seem to be short of CPU; the twin takes none to be short.
import { type Advice, planOf, stormCommands } from '../../change/index.js';
import type { ClusterInfo, Snapshot } from '../../clusters/index.js';
import { type CpuShortage, type CpuWindows, cpuShortage } from '../../decision/index.js';
import { askedCpuAdvice } from './asked-cpu.js';

/** Names that are told; the others are counted. */
const told = 3;

/** Storm only: a container of Heron has its own CPU. */
export function cpuAdvice(
  windows: CpuWindows,
  snapshot: Snapshot,
  info: Pick<ClusterInfo, 'supervisors' | 'slotsFree' | 'nodes' | 'generation'>,
  waitSeconds: number,
): Advice[] {
  const found = cpuShortage(windows);
  if (found === null) return [];
  const { workers, topology } = windows.evaluation;
  const hosts = new Set(snapshot.workers.map(({ host }) => host));
  const short = `${grown(found)}: the CPU of ${[...hosts].sort().join(', ')} seems to be short. More executors take it from each other there`;
  const asking = askedCpuAdvice(`${short}.`, windows.evaluation, snapshot, info, waitSeconds);
  if (asking !== null) return [asking];
  const isElsewhere = hasSlotBeside(hosts, info);
  const remedy = isElsewhere
    ? 'a worker on another host adds CPU'
    : 'no other host has a free slot, so that only more or larger hosts add CPU';
  return [
    {
      knob: 'workers',
      from: workers,
      to: workers + 1,
      needs: 'rebalance',
      text: `${short}; ${remedy}.`,
      commands: isElsewhere
        ? stormCommands(topology.name, planOf({ workers: workers + 1 }, waitSeconds))
        : [],
    },
  ];
}

/** Where supervisors do not tell of themselves, one is taken for a host, and slots that are free for those of others. */
function hasSlotBeside(
  hosts: ReadonlySet<string>,
  { supervisors, slotsFree, nodes }: Pick<ClusterInfo, 'supervisors' | 'slotsFree' | 'nodes'>,
): boolean {
  if (nodes === undefined) return (supervisors ?? 0) > hosts.size && (slotsFree ?? 0) > 0;
  return nodes.some(({ host, slots }) => !hosts.has(host) && slots.used < slots.total);
}

function grown({ slower, bolts, executors, busy }: CpuShortage): string {
  const others = bolts.length - told;
  const names = bolts.slice(0, told).join(', ') + (others > 0 ? ` and ${others} more` : '');
  const since =
    executors.now / executors.before > busy.now / busy.before
      ? `when there were ${executors.before} executors, not ${executors.now}`
      : `when work for ${busy.before.toFixed(1)} executors was there, not for ${busy.now.toFixed(1)}`;
  return `A tuple takes ${slower.toFixed(1)} times as long in ${names} as ${since}, though they have as many executors as then`;
}
