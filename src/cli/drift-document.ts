// What trimtab drift prints: of each topology that an agent has watched, how much is known of it, how it has drifted, and what to do.
import {
  DriftStore,
  type KeptDrift,
  OutcomeStore,
  shownOutcomes,
  trustOf,
  trustText,
} from '../agent/index.js';
import { type LoadedConfig, modelFolder } from '../config/index.js';
import { type Drift, type Known, knownOf, type Recommendation, recommend } from '../drift/index.js';
import { TrimtabError } from '../errors/index.js';
import { dqnName } from '../policy/index.js';
import { nearest } from '../util/index.js';

export interface TopologyDrift {
  readonly cluster: string;
  readonly topology: string;
  /** `cannot-tell` as long as nothing was compared; `drifted` for a day after a drift. */
  readonly verdict: 'steady' | 'drifted' | 'cannot-tell';
  /** Of the newest window; null before the first. ISO 8601. */
  readonly at: string | null;
  readonly engine: string | null;
  readonly known: Known;
  /** Oldest first. */
  readonly drifts: readonly (Omit<Drift, 'at' | 'since'> & { readonly at: string; readonly since: string })[];
  /** What became of the last changes: whether predictions still hold. */
  readonly predictions: string;
  /** Of the last drift; null where there is none. */
  readonly recommendation: Recommendation | null;
}

export interface DriftDocument {
  readonly schema: 'trimtab/drift/v1';
  readonly stateDir: string;
  readonly topologies: readonly TopologyDrift[];
  /** Files that are not as Trimtab wrote them. */
  readonly damaged: readonly { readonly file: string; readonly why: string }[];
}

const dayMs = 24 * 3600_000;

/**
 * @param only what is not left out of it must fit
 * @throws TrimtabError TRIMTAB_E_TOPOLOGY_UNKNOWN for a topology that no agent has watched here
 */
export async function driftDocument(
  loaded: LoadedConfig,
  stateDir: string,
  only: { readonly cluster?: string; readonly topology?: string },
): Promise<DriftDocument> {
  const { kept, damaged } = await new DriftStore(stateDir).all();
  const asked = kept.filter(
    ({ cluster, topology }) =>
      (only.cluster === undefined || only.cluster === cluster) &&
      (only.topology === undefined || only.topology === topology),
  );
  if (asked.length === 0 && only.topology !== undefined) throw unknown(only.topology, kept);
  const outcomes = new OutcomeStore(stateDir);
  const topologies = await Promise.all(
    asked.map(async (one) => {
      const of = (await outcomes.load(one.cluster, () => {})).of(one.topology);
      return ofTopology(one, loaded, stateDir, trustText(trustOf(of, shownOutcomes)));
    }),
  );
  return { schema: 'trimtab/drift/v1', stateDir, topologies, damaged };
}

function ofTopology(
  { cluster, topology, detector, drifts }: KeptDrift,
  { config }: LoadedConfig,
  stateDir: string,
  predictions: string,
): TopologyDrift {
  const { policy, model } = config.agent;
  const site = { topology, stateDir, model: policy === dqnName ? modelFolder(model) : null };
  const known = knownOf(detector);
  const last = drifts.at(-1);
  const isRecent = last !== undefined && (detector.lastAt ?? 0) - last.at < dayMs;
  return {
    cluster,
    topology,
    verdict: isRecent ? 'drifted' : known.cannotTell === null ? 'steady' : 'cannot-tell',
    at: detector.lastAt === null ? null : isoTime(detector.lastAt),
    engine: detector.engine,
    known,
    drifts: drifts.map((one) => ({ ...one, at: isoTime(one.at), since: isoTime(one.since) })),
    predictions,
    recommendation: last === undefined ? null : recommend(last, site),
  };
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

function unknown(topology: string, kept: readonly KeptDrift[]): TrimtabError {
  const names = [...new Set(kept.map((one) => one.topology))];
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
