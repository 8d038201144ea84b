// What trimtab drift prints: of each topology that an agent has watched, how much is known of it, how it has drifted, and what to do.
import {
  bareName,
  type DamagedDrift,
  DriftStore,
  isCalled,
  type KeptDrift,
  OutcomeStore,
  placeIn,
  refuseAmbiguous,
  savedEverySeconds,
  shownOutcomes,
  toldName,
  trustOf,
  trustText,
  withPlace,
} from '../../agent/index.js';
import type { HeronPlace } from '../../clusters/index.js';
import { type LoadedConfig, modelFolder } from '../../config/index.js';
import {
  type Drift,
  type Known,
  knownOf,
  type Novelty,
  type Recommendation,
  recommend,
  type Standing,
} from '../../drift/index.js';
import { TrimtabError } from '../../errors/index.js';
import { dqnName, treeName } from '../../policy/index.js';
import { nearest } from '../../util/index.js';
import { fallbackFor } from '../shared/choose-policies.js';
import { refuseUnknownCluster } from '../shared/known-cluster.js';

export interface TopologyDrift {
  readonly cluster: string;
  readonly topology: string;
  /** Where it is on Heron; null on Storm. */
  readonly place: HeronPlace | null;
  /** The topology, with role and environ where others of the cluster have the same name. */
  readonly told: string;
  /** `cannot-tell` as long as nothing was compared; `drifted` for a day after a drift; `not-watched` where no window has come for a while. */
  readonly verdict: 'steady' | 'drifted' | 'cannot-tell' | 'not-watched';
  /** Of the newest window; null before the first. ISO 8601. */
  readonly at: string | null;
  readonly engine: string | null;
  readonly known: Known;
  /** Oldest first. */
  readonly drifts: readonly (Omit<Drift, 'at' | 'since'> & { readonly at: string; readonly since: string })[];
  /** How unusual its last window is to the model; null where the model does not say what it was trained on, or no agent of this release has looked. */
  readonly novelty: TopologyNovelty | null;
  /** What became of the last changes: whether predictions still hold. */
  readonly predictions: string;
  /** Of the last drift; null where there was none in the day before the newest window. */
  readonly recommendation: Recommendation | null;
}

export interface TopologyNovelty extends Novelty {
  /** Whether it counts as unlike the training; for a while after it came back it still does. */
  readonly isOutside: boolean;
  readonly since: string;
  /** As the configuration names it. */
  readonly model: string;
  /** Who decides as long as it is so; null where the policy has learned nothing, and nothing depends on it. */
  readonly decides: string | null;
}

export interface DriftDocument {
  readonly schema: 'trimtab/drift/v1';
  readonly stateDir: string;
  readonly topologies: readonly TopologyDrift[];
  /** Files that are not as Trimtab wrote them. */
  readonly damaged: readonly DamagedDrift[];
}

interface Only {
  readonly cluster?: string;
  readonly topology?: string;
}

const dayMs = 24 * 3600_000;
/** Without a new one for so long nobody knows how the topology behaves now: a change with its cool-down does not take that long. */
const staleWindows = 15;
/** What an agent that runs may not have written yet. */
const unwrittenMs = savedEverySeconds * 1000;

/**
 * @param only what is not left out of it must fit
 * @throws TrimtabError TRIMTAB_E_CLUSTER_UNKNOWN for a cluster that is neither configured nor watched, TRIMTAB_E_TOPOLOGY_UNKNOWN for a
 *   topology that no agent has watched here, TRIMTAB_E_TOPOLOGY_AMBIGUOUS for a name of several
 */
export async function driftDocument(
  loaded: LoadedConfig,
  stateDir: string,
  only: Only,
  nowMs: number,
): Promise<DriftDocument> {
  const { kept, damaged: allDamaged } = await new DriftStore(stateDir).all();
  refuseNeverWatched(loaded, kept, allDamaged, only.cluster);
  const asked = kept.filter((one) => isAsked(one, only));
  const damaged = allDamaged.filter((one) => isAsked(one, only));
  if (only.topology !== undefined) {
    if (asked.length === 0 && damaged.length === 0) throw unknown(only.topology, kept);
    for (const cluster of new Set(asked.map((one) => one.cluster)))
      refuseAmbiguous(only.topology, namesOf(asked, cluster));
  }
  const outcomes = new OutcomeStore(stateDir);
  const topologies = await Promise.all(
    asked.map(async (one) => {
      const damages: string[] = [];
      const all = await outcomes.load(one.cluster, (file, why) => {
        damages.push(`what became of the last changes cannot be told: ${file} is damaged (${why})`);
      });
      const predictions = damages[0] ?? trustText(trustOf(all.of(one.topology), shownOutcomes));
      return ofTopology(one, toldName(one.topology, namesOf(kept, one.cluster)), predictions, {
        loaded,
        stateDir,
        nowMs,
      });
    }),
  );
  return { schema: 'trimtab/drift/v1', stateDir, topologies, damaged };
}

function ofTopology(
  { cluster, topology: lasting, detector, drifts, standing }: KeptDrift,
  told: string,
  predictions: string,
  { loaded, stateDir, nowMs }: { loaded: LoadedConfig; stateDir: string; nowMs: number },
): TopologyDrift {
  const { policy, model, window } = loaded.config.agent;
  const site = {
    topology: withPlace(lasting),
    stateDir,
    model: policy === dqnName ? modelFolder(model) : null,
  };
  const known = knownOf(detector);
  const last = drifts.at(-1);
  const isRecent = last !== undefined && (detector.lastAt ?? 0) - last.at < dayMs;
  const isStale = nowMs - (detector.lastAt ?? nowMs) > staleWindows * window * 1000 + unwrittenMs;
  const verdict = isRecent ? 'drifted' : known.cannotTell === null ? 'steady' : 'cannot-tell';
  return {
    cluster,
    topology: bareName(lasting),
    place: placeIn(lasting),
    told,
    verdict: isStale ? 'not-watched' : verdict,
    at: detector.lastAt === null ? null : isoTime(detector.lastAt),
    engine: detector.engine,
    known,
    novelty: standing === null ? null : noveltyIn(standing, loaded),
    drifts: drifts.map((one) => ({ ...one, at: isoTime(one.at), since: isoTime(one.since) })),
    predictions,
    recommendation: isRecent ? recommend(last, site) : null,
  };
}

function noveltyIn({ novelty, isOutside, since }: Standing, { config }: LoadedConfig): TopologyNovelty {
  const { policy, fallback, model } = config.agent;
  const isLearned = policy === dqnName || policy === treeName;
  const decides = isOutside ? fallbackFor(policy, fallback) : policy;
  return { ...novelty, isOutside, since: isoTime(since), model, decides: isLearned ? decides : null };
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

/** A file whose name does not tell may be of any. */
function isAsked(one: Pick<DamagedDrift, 'cluster' | 'topology'>, { cluster, topology }: Only): boolean {
  return (
    (cluster === undefined || one.cluster === null || one.cluster === cluster) &&
    (topology === undefined || one.topology === null || isCalled(one.topology, topology))
  );
}

function namesOf(kept: readonly KeptDrift[], cluster: string): string[] {
  return kept.filter((one) => one.cluster === cluster).map(({ topology }) => topology);
}

/** One that was watched may have left the configuration since, and without a file there is none to be in. */
function refuseNeverWatched(
  { config }: LoadedConfig,
  kept: readonly KeptDrift[],
  damaged: readonly DamagedDrift[],
  cluster: string | undefined,
): void {
  if (cluster === undefined) return;
  const watched = [...kept, ...damaged].flatMap((one) => one.cluster ?? []);
  const known = [...config.clusters.map(({ name }) => name), ...watched];
  refuseUnknownCluster(cluster, known, 'is configured, or was watched with this state directory');
}

function unknown(topology: string, kept: readonly KeptDrift[]): TrimtabError {
  const names = [...new Set(kept.map((one) => toldName(one.topology, namesOf(kept, one.cluster))))];
  const near = nearest(topology, names);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return new TrimtabError(
    'TRIMTAB_E_TOPOLOGY_UNKNOWN',
    `no agent has watched a topology ${JSON.stringify(topology)} with this state directory${hint}`,
    {
      next: names.length === 0 ? 'Start trimtab agent, or give --state-dir.' : `Known: ${names.join(', ')}.`,
    },
  );
}
