// What supervisors say that they have for the resource-aware scheduler, by either interface.
import type { ClusterInfo } from '../types.js';

interface Told {
  readonly total: number | null | undefined;
  readonly used: number | null | undefined;
}

interface Supervisor {
  readonly host: string;
  /** Blacklisted: it gets no workers. */
  readonly isOut: boolean;
  readonly cpuPercent: Told;
  readonly memoryMiB: Told;
}

/** Nothing where one of them does not tell: what is free would be a guess. */
export function nodesOf(supervisors: readonly Supervisor[]): Pick<ClusterInfo, 'nodes'> {
  const nodes = supervisors
    .filter(({ isOut }) => !isOut)
    .flatMap(({ host, cpuPercent: cpu, memoryMiB: memory }) =>
      cpu.total == null || cpu.used == null || memory.total == null || memory.used == null
        ? []
        : [
            {
              host,
              cpuPercent: { total: cpu.total, used: cpu.used },
              memoryMiB: { total: memory.total, used: memory.used },
            },
          ],
    );
  return nodes.length < supervisors.filter(({ isOut }) => !isOut).length ? {} : { nodes };
}
