// What trimtab pending prints: the entries of the queue with their state, and the trust in Trimtab so far.
import {
  answerAt,
  autonomyText,
  bareName,
  isCalled,
  type KeptOutcomes,
  lastingName,
  OutcomeStore,
  type PendingEntry,
  Queue,
  shownOutcomes,
  type Trust,
  toldName,
  trustOf,
  withPlace,
} from '../../agent/index.js';
import { journalHolder } from '../../audit/index.js';
import { type LoadedConfig, topologyConfig } from '../../config/index.js';
import { refuseUnknownCluster } from '../shared/known-cluster.js';

export interface TopologyTrust extends Trust {
  readonly cluster: string;
  readonly topology: string;
  /** null where no configuration was read: the agent may have another. */
  readonly mode: string | null;
  /** Verified changes that auto asks for; 0: none. */
  readonly needed: number;
  /** What follows from it, in a sentence. */
  readonly text: string;
}

export type ShownEntry = PendingEntry & { readonly status: 'pending' | 'snoozed' | 'rejected' | 'expired' };

export interface PendingDocument {
  readonly schema: 'trimtab/pending-list/v1';
  /** Who would carry an approval out, as it says itself; null where no agent runs. */
  readonly agent: string | null;
  /** Whose queue it is. */
  readonly stateDir: string;
  readonly entries: readonly ShownEntry[];
  /** Entries of other clusters and topologies than those asked for. */
  readonly others: number;
  readonly trust: readonly TopologyTrust[];
  /** Files of the queue, and of what became of changes, that are not as Trimtab wrote them. */
  readonly damaged: readonly { readonly file: string; readonly why: string }[];
}

type IsAsked = (cluster: string, lasting: string) => boolean;

/**
 * @param only what is not left out of it must fit
 * @throws TrimtabError TRIMTAB_E_CLUSTER_UNKNOWN for a cluster of which there is nothing, and that the configuration does not have
 */
export async function pendingDocument(
  loaded: LoadedConfig,
  stateDir: string,
  only: { readonly cluster?: string; readonly topology?: string },
): Promise<PendingDocument> {
  const { entries, damaged } = await new Queue(stateDir).list();
  const outcomes = await new OutcomeStore(stateDir).all();
  // Without a file the agent may have any: that nothing waits is all that can be said.
  if (only.cluster !== undefined && loaded.file !== null) {
    const configured = loaded.config.clusters.map(({ name }) => name);
    const kept = [...entries, ...outcomes.kept].map(({ cluster }) => cluster);
    refuseUnknownCluster(only.cluster, [...configured, ...kept], 'is configured');
  }
  const isAsked: IsAsked = (cluster, lasting) =>
    (only.cluster === undefined || only.cluster === cluster) &&
    (only.topology === undefined || isCalled(lasting, only.topology));
  const asked = entries.filter(({ cluster, topology }) => isAsked(cluster, lastingName(topology)));
  return {
    schema: 'trimtab/pending-list/v1',
    agent: await journalHolder(stateDir),
    stateDir,
    entries: asked.map((entry) => ({ ...entry, status: statusOf(entry, Date.now()) })),
    others: entries.length - asked.length,
    trust: trusts(loaded, outcomes.kept, isAsked),
    damaged: [...damaged, ...outcomes.damaged],
  };
}

function statusOf(entry: PendingEntry, nowMs: number): ShownEntry['status'] {
  const answer = answerAt(entry, nowMs);
  if (answer !== null) return answer.kind;
  return entry.expiresAt !== null && Date.parse(entry.expiresAt) <= nowMs ? 'expired' : 'pending';
}

/** Of every topology that was ever changed, as the configuration takes them. */
function trusts(loaded: LoadedConfig, kept: KeptOutcomes['kept'], isAsked: IsAsked): TopologyTrust[] {
  const found: TopologyTrust[] = [];
  for (const { cluster, outcomes: all } of kept) {
    for (const [lasting, list] of Object.entries(all)) {
      if (!isAsked(cluster, lasting)) continue;
      const { mode: configured, earned } = topologyConfig(
        loaded.config,
        cluster,
        bareName(lasting),
        withPlace(lasting),
      );
      const topology = toldName(lasting, Object.keys(all));
      const mode = loaded.file === null ? null : configured;
      const needed = earned.verified;
      const trust = trustOf(list, needed === 0 ? shownOutcomes : needed);
      found.push({ cluster, topology, mode, needed, ...trust, text: autonomyText(mode, list, needed) });
    }
  }
  return found;
}
