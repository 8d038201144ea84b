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
  readonly slots: { readonly total: number; readonly used: number };
}

/** Nothing where one of them does not tell: what is free would be a guess. */
export function nodesOf(supervisors: readonly Supervisor[]): Pick<ClusterInfo, 'nodes'> {
  const taking = supervisors.filter(({ isOut }) => !isOut);
  const nodes = taking.flatMap(({ host, cpuPercent: cpu, memoryMiB: memory, slots }) =>
    cpu.total == null || cpu.used == null || memory.total == null || memory.used == null
      ? []
      : [
          {
            host,
            cpuPercent: { total: cpu.total, used: cpu.used },
            memoryMiB: { total: memory.total, used: memory.used },
            slots,
          },
        ],
  );
  return nodes.length < taking.length ? {} : { nodes };
}

/** What Nimbus schedules with where nothing is set. */
const usualScheduler = 'org.apache.storm.scheduler.DefaultScheduler';

/**
 * By the settings that Nimbus runs with now: a topology keeps those of its submission.
 * @param settings empty where they may not be read
 */
export function schedulerOf(settings: Readonly<Record<string, unknown>>): Pick<ClusterInfo, 'scheduler'> {
  if (Object.keys(settings).length === 0) return {};
  const scheduler = settings['storm.scheduler'];
  return { scheduler: typeof scheduler === 'string' ? scheduler : usualScheduler };
}
