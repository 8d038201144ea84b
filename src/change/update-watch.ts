// Whether an update of Heron has come to its end, by the plans of the Tracker: what its API server says of it is not believed.
import type { Operation, Snapshot } from '../clusters/index.js';
import type { Progress, WaitingFor, Watching } from './steady.js';

/** topology.update.reactivate.wait.secs, and as much as the steps before it may take with new containers. */
const longestSeconds = 720;
/** After an answer, whichever it was. */
const afterAnswerSeconds = 180;
/** An update pauses the spouts within seconds: a topology that goes on with its old plan for so long is not being updated. */
const untouchedSeconds = 60;

/**
 * In this order an update pauses the spouts, writes the new packing plan, deletes the physical plan, and waits for the next one. Steady is:
 * active, the numbers that were asked for, and every instance of the packing plan in the physical one. Whether they work is measured after.
 */
export class UpdateWatch implements Watching {
  private untouchedSince: number | null = null;

  constructor(private readonly operation: Operation) {}

  look(
    { topology, components, assignedExecutors, assignedWorkers }: Snapshot,
    elapsedSeconds: number,
  ): Progress {
    if (topology.status !== 'active') this.untouchedSince = null;
    if (topology.status === 'inactive') return waiting('PAUSED', 'its spouts are paused');
    if (topology.status === 'rebalancing') return waiting('UPDATING', 'its plans are not complete');
    if (assignedExecutors === 0) return waiting('NO_WORKERS', 'its packing plan has no instance');
    const counts = new Map(components.map(({ name, executors }) => [name, executors]));
    const missing = missingOf(this.operation, counts, assignedWorkers);
    if (missing.length === 0) return { kind: 'steady', findings: [], upAfterSeconds: elapsedSeconds };
    this.untouchedSince ??= elapsedSeconds;
    return waiting('NOT_UPDATED', missing.join(', '));
  }

  limitSeconds(answeredAfterSeconds: number): number {
    const limit = Math.max(longestSeconds, answeredAfterSeconds + afterAnswerSeconds);
    if (this.untouchedSince === null) return limit;
    return Math.min(limit, Math.max(this.untouchedSince, answeredAfterSeconds) + untouchedSeconds);
  }
}

function missingOf(operation: Operation, counts: ReadonlyMap<string, number>, containers: number): string[] {
  if (operation.kind !== 'rebalance-assignment') return [];
  const { executors, workers } = operation;
  return [
    ...Object.entries(executors).flatMap(([name, wanted]) =>
      counts.get(name) === wanted ? [] : [`${name} has ${counts.get(name) ?? 'no'} instances, not ${wanted}`],
    ),
    ...(workers === null || workers === containers
      ? []
      : [`it has ${containers} containers, not ${workers}`]),
  ];
}

function waiting(code: WaitingFor, text: string): Progress {
  return { kind: 'waiting', code, text };
}
