// After a restart or a reload: what the journal says was begun is looked up on the cluster, and nothing is sent a second time.
import type { JournalLine } from '../audit/index.js';
import type { ClusterInfo } from '../clusters/index.js';
import type { PastChange } from '../decision/index.js';
import type { SeenRestart } from '../twin/index.js';
import { type Clock, formatSeconds } from '../util/index.js';
import { backOff } from './back-off.js';
import {
  type AgentContext,
  elapsedSeconds,
  emptyMemory,
  type Former,
  type Memory,
  record,
} from './context.js';
import { mayBeThere } from './missing.js';
import type { Observed } from './observe.js';
import { withRestart } from './seen-restarts.js';
import { Outcomes } from './trust.js';
import { type Interrupted, intentSchema, type ToKeep } from './under-way.js';
import { haveFailed, pastChange, patienceSeconds } from './verify.js';
import type { Watch } from './watch.js';

/** What came before the outcome of a change: the end of the process, or new settings of its cluster. */
type Cut = 'end' | 'reload';

export interface CutShort extends Interrupted {
  /** Absent: the end of the process. */
  readonly cut?: Cut;
  /** Whether an `applied` line says that the step it came to is in force. */
  readonly stepApplied?: boolean;
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
    if (id !== null) past.take(line, id, topology);
  }
  const { open, changedAt, changes, outcomes, backOffs, restarts, changed, trust } = past;
  const left = { interrupted: [...open.values()], toKeep: [...past.toKeep.values()] };
  return { ...left, changedAt, changes, outcomes, backOffs, restarts, changed, trust };
}

/** What a run begins with, from what the former one left. */
export function memoryOf(
  { interrupted, changedAt, changes, outcomes, backOffs, toKeep, restarts, changed, trust }: Remembered,
  clock: Clock,
): Memory {
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
    };
  };
  const known = new Set([changedAt, changes, outcomes, backOffs].flatMap((one) => [...one.keys()]));
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

  private keep(line: JournalLine, intended: Interrupted): void {
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

  private ended(line: JournalLine, id: string): void {
    const intended = this.open.get(id) ?? (line.kind === 'reverted' ? this.stayed.get(id) : undefined);
    if (intended !== undefined) this.keep(line, intended);
    if (intended !== undefined && line.kind === 'verified') this.stayed.set(id, intended);
    this.open.delete(id);
    if (line.kind === 'reverted') this.toKeep.delete(id);
    else if (intended !== undefined && line.kind === 'verified' && Array.isArray(line['toPersist'])) {
      const { topology, changes, askedBy } = intended;
      this.toKeep.set(id, { id, topology, changes, askedBy });
    }
    const inBand = (line['inBand'] as { throughput?: unknown } | undefined)?.throughput;
    if (typeof inBand !== 'boolean') return;
    this.trust = { outcomes: this.trust.outcomes + 1, inBand: this.trust.inBand + (inBand ? 1 : 0) };
  }
}

/**
 * A reload takes milliseconds: Nimbus may have a call in its hands still that was cut off, and show no trace of it yet. So may the API server
 * of Heron, which goes on without whoever asked it, and after an end as well: its first seconds leave no trace.
 */
const inTheAirSeconds = 10;

/** Each is settled once its topology can be seen whole, or given up when that does not come. */
export async function finishInterrupted(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
): Promise<void> {
  const left: CutShort[] = [];
  const interrupted: readonly CutShort[] = agent.memory.interrupted;
  const waited = elapsedSeconds(agent) - agent.memory.beganAtSeconds;
  for (const one of interrupted) {
    const watch = observed.find((o) => o.watch.topology.id === one.topology.id)?.watch;
    if (watch === undefined && mayBeThere(agent, one.topology.id)) left.push(one);
    else if (watch === undefined) {
      const text = `${cutText(one)}, and the topology is no longer on the cluster`;
      await record(agent, 'superseded', one, { code: 'GONE', text, recovered: true });
    } else if ((one.cut === 'reload' || info.engine === 'heron') && waited < inTheAirSeconds) {
      // What comes into force by the next look must not be taken for somebody else's change.
      watch.known = null;
      left.push(one);
    } else if (watch.known !== null) await settle(agent, one, watch);
    else if (waited < patienceSeconds(agent)) left.push(one);
    else {
      const text = `${cutText(one)}, and the topology was never whole in the ${formatSeconds(waited)} since`;
      await fail(agent, one, watch, { text, sent: null });
    }
  }
  agent.memory.interrupted = left;
}

function cutText({ cut }: CutShort): string {
  return `the agent ${cut === 'reload' ? 'was reloaded' : 'ended'} in mid-change`;
}

async function settle(agent: AgentContext, one: CutShort, watch: Watch): Promise<void> {
  const { id, topology, changes, applied, step, of } = one;
  const knobs = Object.entries(changes);
  const inForce = knobs.filter(([knob, { to }]) => watch.known?.[knob] === to);
  const words = { cluster: agent.cluster.name, topology: topology.name, id };
  if (inForce.length === knobs.length) {
    if (!applied)
      await record(
        agent,
        'applied',
        { id, topology },
        {
          text: `found in force after a ${one.cut === 'reload' ? 'reload' : 'restart'} of the agent`,
          step,
          of,
          recovered: true,
        },
      );
    agent.log.warn('recovered', { ...words, code: 'IN_FORCE' });
    const { applied: _, cut: _cut, stepApplied: _stepApplied, ...intent } = one;
    agent.memory.change = {
      ...intent,
      findings: [],
      steadyAtSeconds: elapsedSeconds(agent),
      doubtedAtSeconds: null,
    };
    return;
  }
  const text =
    inForce.length === 0
      ? `${cutText(one)}, and the topology shows no trace of it`
      : `${cutText(one)}: ${inForce.map(([k]) => k).join(', ')} came into force, the rest did not`;
  await fail(agent, one, watch, { text, sent: inForce.length > 0 ? true : null });
}

async function fail(
  agent: AgentContext,
  interrupted: Interrupted,
  watch: Watch,
  { text, sent }: { readonly text: string; readonly sent: true | null },
): Promise<void> {
  const next = 'Nothing is repeated: the next decision starts from what is in force.';
  const code = 'INTERRUPTED';
  const { id, topology } = interrupted;
  const backOffSeconds = backOff(agent, watch, text);
  // Of what left no trace nobody knows what it would have done.
  if (sent === true) haveFailed(watch, interrupted, elapsedSeconds(agent));
  agent.log.warn('failed', { cluster: agent.cluster.name, topology: topology.name, id, code, text, next });
  const body = { stage: 'apply', code, text, next, sent, recovered: true, backOffSeconds };
  await record(agent, 'failed', { id, topology }, body);
}
