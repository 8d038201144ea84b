// Whether a rebalance has come to its end: new processes seen and counting where they should be, not merely ACTIVE.
import type { ComponentSnapshot, ExecutorSample, Operation, Snapshot } from '../clusters/index.js';

export type WaitingFor =
  | 'REBALANCING'
  | 'NO_WORKERS'
  | 'OLD_PROCESSES'
  | 'EXECUTORS_MISSING'
  | 'NOT_COUNTING'
  | 'SECOND_RESTART'
  // Heron.
  | 'PAUSED'
  | 'UPDATING'
  | 'NOT_UPDATED';

/** Judges one poll after the other, and says how long it is worth to go on. */
export interface Watching {
  /** @param elapsedSeconds cluster seconds since the call */
  look(now: Snapshot, elapsedSeconds: number): Progress;
  /** Cluster seconds since the call. @param answeredAfterSeconds when the call was answered, or was found not to be */
  limitSeconds(answeredAfterSeconds: number): number;
}

export type Progress =
  | { readonly kind: 'waiting'; readonly code: WaitingFor; readonly text: string }
  | {
      readonly kind: 'steady';
      readonly findings: readonly Finding[];
      /** From the call until the last of the new processes had started: cluster seconds, at most so many. */
      readonly upAfterSeconds: number;
    };

/** What is not as it was asked for, or as it was before, though the topology is steady. */
export interface Finding {
  readonly code: 'NOT_AS_ASKED' | 'SLOTS_MOVED';
  readonly text: string;
}

export interface Rebalanced {
  readonly operation: Operation;
  /** The last poll before the call. */
  readonly before: Snapshot;
  /** Of the supervisors, for the files of a topology: after it a worker with old settings would have been replaced. */
  readonly blobPollSeconds: number;
}

/** Storm gives uptimes in whole seconds, of clocks that are not ours. */
const clockToleranceSeconds = 2;

/**
 * ACTIVE comes back before anything has restarted, and old heartbeats are mixed in for a while (facts, section 12): only processes
 * that are younger than the call count, and workers that an assignment does not touch. After a change of settings that moved to another slot the first process may still run with
 * the old ones, so there it has to outlive one poll of the supervisor's.
 */
export class SteadyWatch implements Watching {
  /** By executor and uptime: elapsed seconds when that sample was first seen. */
  private readonly firstSeen = new Map<string, number>();
  /** By executor and slot: the age in its newest sample, and the earliest moment by which its process had started. */
  private readonly processes = new Map<string, { uptimeSeconds: number; startedBy: number }>();

  constructor(private readonly rebalanced: Rebalanced) {
    this.see(rebalanced.before, 0);
  }

  look(now: Snapshot, elapsedSeconds: number): Progress {
    this.see(now, elapsedSeconds);
    const progress = progressOf(this.rebalanced, now, (component, sample) => {
      // A frozen sample would become "young enough" with time, were its age not taken from when it was new.
      const seen = this.firstSeen.get(keyOf(component, sample)) ?? elapsedSeconds;
      return sample.uptimeSeconds > seen + clockToleranceSeconds;
    });
    return progress.kind === 'steady' ? { ...progress, upAfterSeconds: this.upAfter(now) } : progress;
  }

  /**
   * Measured: at most 54 s, with a supervisor that crashed and was started again. On top the drain wait, what the blob poll takes, and
   * statistics that come late.
   */
  limitSeconds(): number {
    const { operation, before, blobPollSeconds } = this.rebalanced;
    const polls = operation.kind === 'rebalance-assignment' ? 0 : 2 * blobPollSeconds;
    return operation.waitSeconds + 120 + polls + 3 * before.measuring.statisticsIntervalSeconds;
  }

  private upAfter(now: Snapshot): number {
    const starts = now.components.flatMap((component) =>
      component.samples.map(
        (sample) => this.processes.get(processOf(component.name, sample))?.startedBy ?? 0,
      ),
    );
    return Math.max(0, ...starts);
  }

  private see(snapshot: Snapshot, elapsedSeconds: number): void {
    for (const component of snapshot.components) {
      for (const sample of component.samples) {
        const key = keyOf(component.name, sample);
        if (this.firstSeen.has(key)) continue;
        this.firstSeen.set(key, elapsedSeconds);
        this.seeProcess(processOf(component.name, sample), sample.uptimeSeconds, elapsedSeconds);
      }
    }
  }

  /** A sample may be seen late, so each one only says that the process had started by then. */
  private seeProcess(key: string, uptimeSeconds: number, elapsedSeconds: number): void {
    const known = this.processes.get(key);
    const startedBy = elapsedSeconds - uptimeSeconds;
    const isSame = known !== undefined && uptimeSeconds >= known.uptimeSeconds;
    this.processes.set(key, {
      uptimeSeconds,
      startedBy: isSame ? Math.min(known.startedBy, startedBy) : startedBy,
    });
  }
}

function processOf(component: string, { id, host, port }: ExecutorSample): string {
  return JSON.stringify([component, id, host, port]);
}

function keyOf(component: string, { id, host, port, uptimeSeconds }: ExecutorSample): string {
  return JSON.stringify([component, id, host, port, uptimeSeconds]);
}

function progressOf(
  { before, operation, blobPollSeconds }: Rebalanced,
  now: Snapshot,
  isOld: (component: string, sample: ExecutorSample) => boolean,
): Extract<Progress, { kind: 'waiting' }> | Omit<Extract<Progress, { kind: 'steady' }>, 'upAfterSeconds'> {
  if (now.topology.status === 'rebalancing') return waiting('REBALANCING', 'its status is REBALANCING');
  if (now.workers.length === 0) return waiting('NO_WORKERS', 'it has no workers');
  const own = now.components.filter((c) => c.kind !== 'system' || c.samples.length > 0);
  const older = own.flatMap((c) => c.samples.filter((s) => isOld(c.name, s)));
  const old = operation.kind === 'rebalance-assignment' ? ofChangedWorkers(older, before, now) : older;
  if (old.length > 0) {
    const places = [...new Set(old.map(slotOf))].sort();
    return waiting(
      'OLD_PROCESSES',
      `${old.length} executors are still of processes older than the change (${places.join(', ')})`,
    );
  }
  const missing = now.components.filter((c) => c.missingTasks > 0);
  if (missing.length > 0) {
    const list = missing.map((c) => `${c.name} (${c.missingTasks} of ${c.tasks} tasks)`).join(', ');
    return waiting('EXECUTORS_MISSING', `executors do not report yet: ${list}`);
  }
  const silent = now.components.filter((c) => !counts(c) && isDue(c, before, now));
  if (silent.length > 0) {
    return waiting('NOT_COUNTING', `nothing has been counted yet of ${silent.map((c) => c.name).join(', ')}`);
  }
  const moved = movedSlots(before, now);
  const youngest = Math.min(...own.flatMap((c) => c.samples.map((s) => s.uptimeSeconds)));
  if (operation.kind !== 'rebalance-assignment' && moved !== null && youngest <= blobPollSeconds) {
    return waiting('SECOND_RESTART', `${moved}: workers may restart once more, with the new settings`);
  }
  return { kind: 'steady', findings: findings(operation, now, moved) };
}

/**
 * Storm leaves a worker running whose executors stay the same on the same slot. That is told by the others: where none of them is
 * different, nothing has been assigned yet.
 */
function ofChangedWorkers(
  old: readonly ExecutorSample[],
  before: Snapshot,
  now: Snapshot,
): readonly ExecutorSample[] {
  const [former, present] = [executorsBySlot(before), executorsBySlot(now)];
  const isSame = (slot: string): boolean => former.get(slot) === present.get(slot);
  if ([...present.keys()].every(isSame)) return old;
  return old.filter((sample) => !isSame(slotOf(sample)));
}

function executorsBySlot({ components }: Snapshot): Map<string, string> {
  const bySlot = new Map<string, string[]>();
  for (const { name, samples } of components) {
    for (const sample of samples) {
      const slot = slotOf(sample);
      bySlot.set(slot, [...(bySlot.get(slot) ?? []), `${name} ${sample.id}`]);
    }
  }
  return new Map([...bySlot].map(([slot, executors]) => [slot, executors.sort().join(', ')]));
}

function slotOf({ host, port }: Pick<ExecutorSample, 'host' | 'port'>): string {
  return `${host}:${port}`;
}

function findings(operation: Operation, now: Snapshot, moved: string | null): Finding[] {
  if (operation.kind !== 'rebalance-assignment') {
    return moved === null ? [] : [{ code: 'SLOTS_MOVED', text: moved }];
  }
  const differing = Object.entries(operation.executors).flatMap(([name, wanted]) => {
    const executors = now.components.find((c) => c.name === name)?.executors;
    return executors === wanted ? [] : [`${name} has ${executors ?? 'no'} executors, not ${wanted}`];
  });
  if (operation.workers !== null && operation.workers !== now.assignedWorkers) {
    differing.push(`it has ${now.assignedWorkers} workers, not ${operation.workers}`);
  }
  return differing.map((text) => ({ code: 'NOT_AS_ASKED', text }));
}

/** In words, when workers are on other slots than before; null when on the same ones. */
function movedSlots(before: Snapshot, now: Snapshot): string | null {
  const [old, fresh] = [slotsOf(before), slotsOf(now)];
  return old === fresh ? null : `its workers moved from ${old || 'nowhere'} to ${fresh}`;
}

function slotsOf({ workers }: Snapshot): string {
  return workers.map(slotOf).sort().join(', ');
}

function counts(component: ComponentSnapshot): boolean {
  return component.samples.some((sample) => counted(sample) > 0);
}

function counted({ counters }: ExecutorSample): number {
  return counters.executed ?? counters.emitted;
}

/** So many counted tuples: of fewer that are to come there may be none by chance. */
const surelyCounted = 5;
const countingSeconds = 120;

/**
 * Whether it would have counted something in that time if it works. What gets a tuple an hour does not, nor does what gets failures alone
 * while there are none: then its sources have given it nothing since the restart.
 */
function isDue(component: ComponentSnapshot, { components, measuring }: Snapshot, now: Snapshot): boolean {
  const { name, kind, inputs, samples } = component;
  if (kind === 'system') return false;
  const before = components.find((c) => c.name === name);
  const least = surelyCounted / measuring.sampleRate;
  if (before !== undefined && countedPerSecond(before) * countingSeconds < least) return false;
  const hasRun = samples.every(({ uptimeSeconds }) => uptimeSeconds >= countingSeconds);
  if (kind === 'spout' || inputs.length === 0 || !hasRun) return true;
  return inputs.some((input) => givenBy(input, now) >= least);
}

function countedPerSecond({ samples }: ComponentSnapshot): number {
  return samples.reduce((sum, sample) => sum + counted(sample) / Math.max(1, sample.uptimeSeconds), 0);
}

/** Since the restart; without end where the engine does not tell streams apart. */
function givenBy({ from, stream }: ComponentSnapshot['inputs'][number], { components }: Snapshot): number {
  const source = components.find((c) => c.name === from);
  if (source === undefined || (source.outputs.length === 0 && counts(source)))
    return Number.POSITIVE_INFINITY;
  return source.outputs.find((output) => output.stream === stream)?.emitted ?? 0;
}

function waiting(code: WaitingFor, text: string): Progress {
  return { kind: 'waiting', code, text };
}
