// Before anything is sent: what the decision rests on must still hold; else the rest of the plan is dropped, with the reason.
import { type ClusterInfo, type Snapshot, stormConfiguration } from '../../clusters/index.js';
import { TrimtabError } from '../../errors/index.js';
import { type AgentContext, elapsedSeconds, record } from '../context.js';
import { backOff } from '../decide/back-off.js';
import { blackoutAt } from '../decide/calendar.js';
import { isWhole, notReadyByStatus } from '../look/readiness.js';
import { differing, type Watch } from '../look/watch.js';
import { supersede } from './supersede.js';
import type { DecidedChange } from './under-way.js';

export interface Before {
  readonly info: ClusterInfo;
  readonly snapshot: Snapshot;
}

type Looking = Pick<DecidedChange, 'id' | 'watch' | 'askedBy' | 'revertOf'>;

/** Of the cluster's clock; a restart of the UI, or one answer that is cut off, is over by then. */
const readAgainForSeconds = 60;
const readAgainAfterSeconds = 10;

/**
 * Leader, status and plan as they are now: what the decision rests on must still hold.
 * @throws TrimtabError where the cluster cannot be read: at once before the first step, when the next look loses nothing by deciding anew; in
 *   the middle of a plan only where that lasts, as half of a plan in force is what nobody has decided for
 */
export async function lookOnceMore(
  agent: AgentContext,
  decidedOn: ClusterInfo,
  decided: Looking,
  step: number,
): Promise<Before | null> {
  const untilSeconds = elapsedSeconds(agent) + (step > 1 ? readAgainForSeconds : 0);
  for (;;) {
    try {
      return await lookOnce(agent, decidedOn, decided, step);
    } catch (thrown) {
      const isUnread = thrown instanceof TrimtabError && thrown.exitCode === 3 && !agent.signal.aborted;
      if (!isUnread || elapsedSeconds(agent) >= untilSeconds) throw thrown;
      await agent.clock.sleep(readAgainAfterSeconds * 1000, agent.signal);
    }
  }
}

async function lookOnce(
  agent: AgentContext,
  decidedOn: ClusterInfo,
  decided: Looking,
  step: number,
): Promise<Before | null> {
  const { cluster, signal, killSwitch } = agent;
  const { id, watch } = decided;
  const { topology } = watch;
  const dropped = (code: string, text: string): Promise<null> =>
    drop(agent, { id, watch, code, text, sent: step > 1 });
  const { mode } = agent.settings().topology(topology);
  const isAllowed = mode === 'auto' || (mode === 'approve' && decided.askedBy !== null);
  if (!isAllowed) return await dropped('MODE_CHANGED', `its mode is ${mode} since the decision`);
  const paused = await killSwitch.pausedBecause(cluster.name, topology);
  if (paused !== null) return await dropped('PAUSED', paused);
  const blackout = blackoutNow(agent, decided, step);
  if (blackout !== null) return await dropped('BLACKOUT', blackout);
  // At one time: from the decision to the call an operator waits.
  const [info, topologies, snapshot] = await Promise.all([
    cluster.info(signal),
    cluster.topologies(signal),
    cluster.snapshot(topology, 'since-start', signal).catch(nullIfGone),
  ]);
  if (info.leader !== decidedOn.leader) {
    const text = `the leader was ${decidedOn.leader ?? 'unknown'} and is ${info.leader ?? 'unknown'}`;
    return await dropped('LEADER_CHANGED', text);
  }
  // In the middle of a plan one list that lacks it is not believed, where its own page could be read.
  const now = topologies.find((t) => t.id === topology.id) ?? (step > 1 ? snapshot?.topology : undefined);
  if (now === undefined || snapshot === null) {
    return await dropped('GONE', 'it is no longer on the cluster');
  }
  const unfit = notReadyByStatus(now);
  if (unfit !== null) return await dropped(unfit.code, unfit.text);
  if (!isWhole(snapshot)) {
    return await dropped('EXECUTORS_MISSING', 'since the decision some of its executors no longer report');
  }
  const differences = differing(watch.known ?? {}, stormConfiguration(snapshot, info.generation));
  if (differences.length > 0) {
    const sent = step > 1;
    return await overridden(agent, decided, {
      differences,
      step,
      when: 'since the decision',
      sent,
    });
  }
  return { info, snapshot };
}

/** It may have begun since the decision, or since the step before; nobody is kept from going back. */
function blackoutNow(
  agent: AgentContext,
  { watch, revertOf }: Pick<DecidedChange, 'watch' | 'revertOf'>,
  step: number,
): string | null {
  if (revertOf !== null) return null;
  const settings = agent.settings();
  const { blackout } = settings.topology(watch.topology);
  const text = blackoutAt(blackout, agent.clock.now(), settings.timeZone);
  return text === null || step === 1 ? text : `${text}; the rest of the plan is not sent`;
}

function nullIfGone(thrown: unknown): null {
  if (thrown instanceof TrimtabError && thrown.code === 'TRIMTAB_E_TOPOLOGY_GONE') return null;
  throw thrown;
}

interface Override {
  readonly differences: readonly string[];
  readonly step: number;
  readonly when: string;
  readonly sent: boolean;
}

/** Somebody else has changed it: what is left of the plan is not done, and what was done is not judged. */
export async function overridden(
  agent: AgentContext,
  { id, watch }: Pick<DecidedChange, 'id' | 'watch'>,
  { differences, step, when, sent }: Override,
): Promise<null> {
  const { topology } = watch;
  const text = `${when} somebody else changed ${differences.join(', ')}`;
  watch.known = null;
  watch.startOver();
  const backOffSeconds = backOff(agent, watch, text);
  await record(agent, 'override-seen', { id, topology }, { text, differences, step, backOffSeconds });
  return await drop(agent, { id, watch, code: 'OVERRIDE', text, sent });
}

interface Dropped {
  readonly id: string;
  readonly watch: Watch;
  readonly code: string;
  readonly text: string;
  /** Whether an earlier step of the plan was carried out. */
  readonly sent: boolean;
}

/** What was decided, or the rest of it, is not done. */
export async function drop(agent: AgentContext, { id, watch, code, text, sent }: Dropped): Promise<null> {
  const { topology } = watch;
  if (!sent) watch.dropped += 1;
  const next = 'Nothing to do: the next look decides anew.';
  await supersede(agent, { id, topology }, { code, text, next }, { sent });
  return null;
}
