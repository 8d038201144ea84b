// Sends one rebalance and waits until it is steady, or says what became of it; nothing is ever sent a second time.
import { isDeepStrictEqual } from 'node:util';
import type { Cluster, Snapshot, TopologyRef } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import { type Clock, formatSeconds } from '../util/index.js';
import { failureOf, type Stuck } from './failures.js';
import { type Finding, type Progress, type Rebalanced, SteadyWatch, type Watching } from './steady.js';
import { UpdateWatch } from './update-watch.js';

export interface Applying extends Rebalanced {
  readonly cluster: Cluster;
  readonly topology: TopologyRef;
  /** Validates and sends; see send.ts. */
  readonly send: (signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Supervisors that ran before the call. */
  readonly supervisors: number;
  /** What is waited for, when that changes. */
  readonly onProgress?: (text: string, elapsedSeconds: number) => void;
}

/** The call was never answered, or not so that it could be believed, and is in force all the same. */
export interface NoAnswer {
  readonly code: 'NO_ANSWER';
  readonly text: string;
}

export type Applied =
  | {
      readonly kind: 'steady';
      /** The last poll. */
      readonly snapshot: Snapshot;
      /** Cluster seconds from the call until it was steady. */
      readonly seconds: number;
      /** From the call until the last of the new processes had started. */
      readonly upAfterSeconds: number;
      readonly findings: readonly (Finding | NoAnswer)[];
    }
  | {
      readonly kind: 'failed';
      /** A code of the error catalogue, or what was waited for in vain. */
      readonly code: string;
      readonly text: string;
      readonly next: string;
      /** Whether anything was asked of the cluster; null when that cannot be known. */
      readonly sent: boolean | null;
      readonly seconds: number;
    }
  | {
      readonly kind: 'superseded';
      readonly code: 'KILLED' | 'RESUBMITTED' | 'DEACTIVATED';
      readonly text: string;
      readonly seconds: number;
    };

/** @throws the signal's reason when it is aborted: whether the change came into force is then to be found out later */
export async function apply(applying: Applying): Promise<Applied> {
  const { clock, signal } = applying;
  const start = clock.elapsedMs();
  const elapsed = (): number => (clock.elapsedMs() - start) / 1000;
  let unanswered: string | null = null;
  try {
    await applying.send(signal);
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || signal.aborted) throw thrown;
    if (thrown.code !== 'TRIMTAB_E_UNCERTAIN') {
      const { code, message, next } = thrown;
      return { kind: 'failed', code, text: message, next, sent: false, seconds: elapsed() };
    }
    unanswered = thrown.message;
  }
  return await untilSteady(applying, unanswered, elapsed);
}

/** @param unanswered why no answer came to the call, or none that can be believed; null where one came */
async function untilSteady(
  applying: Applying,
  unanswered: string | null,
  elapsed: () => number,
): Promise<Applied> {
  const { clock, signal, before, onProgress } = applying;
  const answered = elapsed();
  const watch: Watching = isHeron(applying) ? new UpdateWatch(applying.operation) : new SteadyWatch(applying);
  const interval = before.measuring.statisticsIntervalSeconds;
  const pauseSeconds = Math.max(2, Math.min(10, interval / 6));
  let said = '';
  for (;;) {
    const looked = await look(applying, watch, elapsed);
    if (looked.kind === 'superseded') return looked;
    if (looked.kind === 'steady') {
      const { snapshot, upAfterSeconds } = looked;
      const findings = [...looked.findings, ...noAnswer(unanswered)];
      return { kind: 'steady', snapshot, seconds: elapsed(), upAfterSeconds, findings };
    }
    if (elapsed() >= watch.limitSeconds(answered)) {
      const failure = failureOf(looked, applying.topology.name, unanswered);
      return { kind: 'failed', ...failure, sent: unanswered === null ? true : null, seconds: elapsed() };
    }
    if (looked.code !== said) onProgress?.(looked.text, elapsed());
    said = looked.code;
    await clock.sleep(pauseSeconds * 1000, signal);
  }
}

function noAnswer(unanswered: string | null): NoAnswer[] {
  if (unanswered === null) return [];
  return [{ code: 'NO_ANSWER', text: `no answer came to the call, and it was carried out: ${unanswered}` }];
}

function isHeron({ topology }: Applying): boolean {
  return topology.place !== undefined;
}

type Looked =
  | Stuck
  | (Extract<Progress, { kind: 'steady' }> & { readonly snapshot: Snapshot })
  | Extract<Applied, { kind: 'superseded' }>;

async function look(applying: Applying, watch: Watching, elapsed: () => number): Promise<Looked> {
  const { cluster, topology, signal, supervisors } = applying;
  try {
    const snapshot = await cluster.snapshot(topology, 'since-start', signal);
    const { status } = snapshot.topology;
    if (status === 'killed') return superseded('KILLED', 'it was killed meanwhile', elapsed());
    // An update of Heron pauses the topology itself.
    if (status === 'inactive' && !isHeron(applying)) {
      return superseded('DEACTIVATED', 'it was deactivated meanwhile', elapsed());
    }
    const progress = watch.look(snapshot, elapsed());
    if (progress.kind === 'steady') return { ...progress, snapshot };
    const running = (await cluster.info(signal)).supervisors ?? supervisors;
    if (running >= supervisors) return progress;
    const text = `${supervisors - running} of ${supervisors} supervisors are gone, and ${progress.text}`;
    return { kind: 'waiting', code: 'SUPERVISOR_LOST', text };
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || signal.aborted) throw thrown;
    if (thrown.code === 'TRIMTAB_E_TOPOLOGY_GONE') return await gone(cluster, topology, signal, elapsed());
    // A Nimbus that is gone for a while, or a new leader, does not undo what was sent: Storm keeps it in ZooKeeper.
    return { kind: 'waiting', code: 'UNREADABLE', text: thrown.message };
  }
}

async function gone(
  cluster: Cluster,
  { name, id, place }: TopologyRef,
  signal: AbortSignal,
  seconds: number,
): Promise<Looked> {
  const all = await cluster.topologies(signal).catch((thrown: unknown) => {
    if (!(thrown instanceof TrimtabError) || signal.aborted) throw thrown;
    return thrown;
  });
  if (all instanceof TrimtabError) return { kind: 'waiting', code: 'UNREADABLE', text: all.message };
  if (all.some((t) => t.id === id)) {
    return { kind: 'waiting', code: 'UNREADABLE', text: 'the cluster lists it and cannot show it now' };
  }
  // On Heron another place may have one of the same name.
  const other = all.find((t) => t.name === name && isDeepStrictEqual(t.place, place) && t.id !== id);
  return other === undefined
    ? superseded('KILLED', 'it is no longer on the cluster', seconds)
    : superseded('RESUBMITTED', `it was submitted again, as ${other.id}`, seconds);
}

function superseded(
  code: Extract<Applied, { kind: 'superseded' }>['code'],
  text: string,
  seconds: number,
): Extract<Applied, { kind: 'superseded' }> {
  return { kind: 'superseded', code, text: `${text}, ${formatSeconds(seconds)} after the call`, seconds };
}
