// What is no longer on the list of the cluster: gone, or only missing from what one server of several answered.
import { isDeepStrictEqual } from 'node:util';
import type { TopologyRef } from '../../clusters/index.js';
import { type AgentContext, elapsedSeconds, type Former, forgetOutcomes, record } from '../context.js';
import { forgetDrifts, keepDrift } from './notice-drift.js';
import type { Watch } from './watch.js';

/** Missing for so long it is taken for gone: a list that lacks what is there, as of a server that has just started, is right by then. */
const missingSeconds = 120;
const missingText = `the cluster leaves it out of its list; after ${missingSeconds} s without it it is taken for gone`;
const missingNext =
  'Nothing to do if it was killed; else see whether the server that was asked has just been started.';
/** Of ids that may come back; each submission has one. */
const mostFormer = 1000;

/** Whether what the list lacks may be there still: it was there a moment ago, or this run has had few lists so far. */
export function mayBeThere(agent: AgentContext, id: string): boolean {
  const { watches, firstListAtSeconds } = agent.memory;
  if (watches.has(id) || firstListAtSeconds === null) return true;
  return elapsedSeconds(agent) - firstListAtSeconds < missingSeconds;
}

/** Forgets what is gone, but for what guards go by: it may come back. */
export async function forgetGone(agent: AgentContext, topologies: readonly TopologyRef[]): Promise<void> {
  const { watches, former } = agent.memory;
  const watched = watches.size;
  agent.memory.firstListAtSeconds ??= elapsedSeconds(agent);
  for (const [id, watch] of watches) {
    const { topology } = watch;
    if (topologies.some((one) => one.id === id)) {
      watch.missingSinceSeconds = null;
      continue;
    }
    const now = elapsedSeconds(agent);
    watch.missingSinceSeconds ??= now;
    const isSure = isSurelyGone(watch, topologies);
    if (!isSure && now - watch.missingSinceSeconds < missingSeconds) {
      const words = { cluster: agent.cluster.name, topology: topology.name };
      agent.log.warn('topology-missing', { ...words, text: missingText, next: missingNext });
      continue;
    }
    // It may be submitted again, and is compared with what it was.
    await keepDrift(agent, watch);
    watches.delete(id);
    await forgetDrifts(agent, watch);
    // Anew at the end: what has just run is not the first to be forgotten.
    former.delete(id);
    if (!isSure) former.set(id, formerOf(watch));
    const [oldest] = former.keys();
    if (former.size > mostFormer && oldest !== undefined) former.delete(oldest);
    await record(
      agent,
      'observed',
      { id: null, topology },
      { code: 'GONE', text: 'no longer on the cluster' },
    );
  }
  if (watches.size < watched) await forgetOutcomes(agent);
}

/** Killed before, or submitted again since: one name is of one topology, on Heron within its place. */
function isSurelyGone({ isKilled, topology }: Watch, topologies: readonly TopologyRef[]): boolean {
  const isAgain = ({ name, place }: TopologyRef): boolean =>
    name === topology.name && isDeepStrictEqual(place, topology.place);
  return isKilled || topologies.some(isAgain);
}

function formerOf({ changedAtSeconds, changes, lastChange, failed, backOff, acking }: Watch): Former {
  return { changedAtSeconds, changes, lastChange, failed, backOff, acking };
}
