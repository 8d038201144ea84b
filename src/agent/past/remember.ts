// What a run of the agent begins with: what the journal says a former one left.
import type { JournalLine } from '../../audit/index.js';
import type { PastChange } from '../../decision/index.js';
import type { SeenRestart } from '../../twin/index.js';
import type { Clock } from '../../util/index.js';
import { type Interrupted, intentSchema, type ToKeep } from '../act/under-way.js';
import { undoneBy } from '../act/undo.js';
import { pastChange } from '../act/verify.js';
import { emptyMemory, type Former, type Memory } from '../context.js';
import { withRestart } from './seen-restarts.js';
import { Outcomes } from './trust.js';

/** What came before the outcome of a change: the end of the process, or new settings of its cluster. */
type Cut = 'end' | 'reload';

export interface CutShort extends Interrupted {
  /** Absent: the end of the process. */
  readonly cut?: Cut;
  /** Whether an `applied` line says that the step it came to is in force. */
  readonly stepApplied?: boolean;
  /** Whether a `reverted` line says that it has undone another one. */
  readonly isTold?: boolean;
}

export interface Remembered {
  readonly interrupted: readonly CutShort[];
  /** When each topology was last changed, by its id: milliseconds of the cluster's time. */
  readonly changedAt: ReadonlyMap<string, number>;
  /** All changes that were begun, by topology id, oldest first. */
  readonly changes: ReadonlyMap<string, readonly number[]>;
  /** Milliseconds of the cluster's time, by topology id. */
  readonly outcomes: ReadonlyMap<string, PastOutcomes>;
  /** The last that each topology was left alone for, by its id. */
  readonly backOffs: ReadonlyMap<string, PastBackOff>;
  /** Ids of the topologies that emit without message ids, or have no ackers. */
  readonly unacknowledged: ReadonlySet<string>;
  /** Verified, and to be written into files that the end of the run came before. */
  readonly toKeep: readonly ToKeep[];
  readonly restarts: readonly SeenRestart[];
  /** What became of the changes; the kept ones come to them at the start. */
  readonly changed: Outcomes;
  readonly trust: { readonly outcomes: number; readonly inBand: number };
}

interface PastBackOff {
  /** Milliseconds of the cluster's time. */
  readonly at: number;
  readonly seconds: number;
  readonly because: string;
}

type Ended = Pick<Interrupted, 'topology' | 'changes' | 'revertOf'>;
type PastOutcomes = Pick<Former, 'lastChange' | 'failed'>;

/** What ends a change. */
const ends = new Set(['verified', 'failed', 'superseded', 'reverted']);

/**
 * Reads what a former run left, oldest line first.
 * @param cut what ended that run; what is older than the last start of the agent was cut short by an end
 */
export async function remember(
  lines: AsyncIterable<JournalLine>,
  clusterName: string,
  cut: Cut = 'end',
): Promise<Remembered> {
  const past = new Past(cut);
  for await (const line of lines) {
    const { id, topology } = line;
    if (line.kind === 'started') past.startedAnew();
    if (line.kind === 'drift' && line['forgotten'] === true && topology?.cluster === clusterName)
      past.forget(topology.id, line['what']);
    if (topology?.cluster !== clusterName) continue;
    past.leaveAlone(line, topology.id);
    past.evaluated(line, topology.id);
    if (id !== null) past.take(line, id, topology);
  }
  const { open, changedAt, changes, outcomes, backOffs, unacknowledged, restarts, changed, trust } = past;
  const left = { interrupted: [...open.values()], toKeep: [...past.toKeep.values()] };
  return { ...left, changedAt, changes, outcomes, backOffs, unacknowledged, restarts, changed, trust };
}

/** What a run begins with, from what the former one left. */
export function memoryOf(
  { interrupted, toKeep, restarts, changed, trust, ...past }: Remembered,
  clock: Clock,
): Memory {
  const { changedAt, changes, outcomes, backOffs, unacknowledged } = past;
  // From the journal's time to the clock that cannot be set. A line of the future is of a clock that was set back since, or ran faster.
  const offset = clock.now() - clock.elapsedMs();
  const seconds = (at: number): number => Math.min(at - offset, clock.elapsedMs()) / 1000;
  const moved = (past: PastChange): PastChange => ({ ...past, atSeconds: seconds(past.atSeconds) });
  const movedBackOff = ({ at, seconds: lasts, because }: PastBackOff) => ({
    untilSeconds: seconds(at) + lasts,
    because,
  });
  const formerOf = (id: string): Former => {
    const [at, backOff] = [changedAt.get(id), backOffs.get(id)];
    const { lastChange = null, failed = [] } = outcomes.get(id) ?? {};
    return {
      changedAtSeconds: at === undefined ? null : seconds(at),
      changes: (changes.get(id) ?? []).map(seconds),
      lastChange: lastChange === null ? null : moved(lastChange),
      failed: failed.map(moved),
      backOff: backOff === undefined ? null : movedBackOff(backOff),
      acking: unacknowledged.has(id) ? false : null,
    };
  };
  const known = new Set(
    [changedAt, changes, outcomes, backOffs, unacknowledged].flatMap((one) => [...one.keys()]),
  );
  return {
    ...emptyMemory(),
    interrupted,
    beganAtSeconds: clock.elapsedMs() / 1000,
    toKeep,
    restarts,
    outcomes: changed,
    trust,
    former: new Map([...known].map((id) => [id, formerOf(id)])),
  };
}

class Past {
  readonly open = new Map<string, CutShort>();
  /** Closed already; an operator may still roll them back. */
  private readonly stayed = new Map<string, Interrupted>();
  readonly changedAt = new Map<string, number>();
  readonly changes = new Map<string, readonly number[]>();
  readonly outcomes = new Map<string, PastOutcomes>();
  readonly backOffs = new Map<string, PastBackOff>();
  readonly unacknowledged = new Set<string>();
  readonly toKeep = new Map<string, ToKeep>();
  restarts: readonly SeenRestart[] = [];
  readonly changed = new Outcomes();
  trust = { outcomes: 0, inBand: 0 };

  constructor(private readonly cut: Cut) {}

  startedAnew(): void {
    for (const [id, one] of this.open) this.open.set(id, { ...one, cut: 'end' });
  }

  /** What failed under another behaviour may do under this one; another engine restarts in times of its own. */
  forget(topology: string, what: unknown): void {
    this.outcomes.delete(topology);
    if (what === 'engine') this.restarts = [];
  }

  /** Whatever line says for how long. */
  leaveAlone(line: JournalLine, topology: string): void {
    const { backOffSeconds, text, code } = line;
    if (typeof backOffSeconds !== 'number') return;
    const because =
      line.kind === 'override-seen'
        ? String(text)
        : `its last change ${line.kind === 'reverted' ? 'was undone' : 'failed'} (${String(code)})`;
    this.backOffs.set(topology, { at: Date.parse(line.at), seconds: backOffSeconds, because });
  }

  evaluated({ kind, evaluation }: JournalLine, topology: string): void {
    const acking = kind === 'evaluated' ? (evaluation as { acking?: unknown } | null)?.acking : undefined;
    if (acking === false) this.unacknowledged.add(topology);
    else if (acking === true) this.unacknowledged.delete(topology);
  }

  take(line: JournalLine, id: string, topology: Interrupted['topology']): void {
    this.changed.take(line.kind, line, line);
    if (line.kind === 'intended') this.intended(line, id, topology);
    else if (line.kind === 'applied') this.applied(line, id, topology);
    else if (line.kind === 'persisted' || line['stage'] === 'persist') this.toKeep.delete(id);
    else if (ends.has(line.kind)) this.ended(line, id);
  }

  private intended(line: JournalLine, id: string, topology: Interrupted['topology']): void {
    const intent = intentSchema.safeParse(line);
    const at = Date.parse(line.at);
    this.changedAt.set(topology.id, at);
    if (!intent.success) return;
    this.open.set(id, { ...intent.data, id, topology, applied: false, stepApplied: false, cut: this.cut });
    if (intent.data.step > 1) return;
    this.changes.set(topology.id, [...(this.changes.get(topology.id) ?? []), at]);
  }

  /** What was undone may have been begun before anything that is read: then by the change that undid it. */
  private undone({ by }: JournalLine, id: string): Ended | undefined {
    const stayed = this.stayed.get(id);
    const undoing = typeof by === 'string' ? this.open.get(by) : undefined;
    if (stayed !== undefined || undoing?.revertOf !== id) return stayed;
    return { topology: undoing.topology, changes: undoneBy(undoing), revertOf: null };
  }

  private keep(line: JournalLine, intended: Ended): void {
    const change = pastChange(intended, Date.parse(line.at));
    const { lastChange, failed } = this.outcomes.get(intended.topology.id) ?? {
      lastChange: null,
      failed: [],
    };
    const isGood = line.kind === 'verified';
    const { sent, recovered } = line;
    // What was never sent, or left no trace, says nothing of what it would have done; and what did not come back is to be tried again.
    const isUnknown = sent === false || (sent === null && recovered === true);
    const isBad =
      line.kind === 'reverted' || (line.kind === 'failed' && !isUnknown && intended.revertOf === null);
    this.outcomes.set(intended.topology.id, {
      lastChange: isGood ? change : lastChange,
      failed: isBad ? [...failed, change] : failed,
    });
  }

  private applied(line: JournalLine, id: string, topology: Interrupted['topology']): void {
    this.restarts = withRestart(this.restarts, line);
    const intended = this.open.get(id);
    if (intended === undefined) return;
    this.open.set(id, { ...intended, applied: intended.step === intended.of, stepApplied: true });
    this.changedAt.set(topology.id, Date.parse(line.at));
  }

  private reverted({ by }: JournalLine, id: string): void {
    this.toKeep.delete(id);
    const undoing = typeof by === 'string' ? this.open.get(by) : undefined;
    if (undoing !== undefined) this.open.set(undoing.id, { ...undoing, isTold: true });
  }

  private ended(line: JournalLine, id: string): void {
    const intended = this.open.get(id);
    const ended = intended ?? (line.kind === 'reverted' ? this.undone(line, id) : undefined);
    if (ended !== undefined) this.keep(line, ended);
    if (intended !== undefined && line.kind === 'verified') this.stayed.set(id, intended);
    this.open.delete(id);
    if (line.kind === 'reverted') this.reverted(line, id);
    else if (intended !== undefined && line.kind === 'verified' && Array.isArray(line['toPersist'])) {
      const { topology, changes, askedBy } = intended;
      this.toKeep.set(id, { id, topology, changes, askedBy });
    }
    const inBand = (line['inBand'] as { throughput?: unknown } | undefined)?.throughput;
    if (typeof inBand !== 'boolean') return;
    this.trust = { outcomes: this.trust.outcomes + 1, inBand: this.trust.inBand + (inBand ? 1 : 0) };
  }
}
