// The dry run of a whole cluster: reads, measures and decides on each topology; changes nothing but the state directory.
import type { Cluster, ClusterInfo, TopologyRef } from '../clusters/index.js';
import type { TopologyConfig } from '../config/index.js';
import { TrimtabError } from '../errors/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Reference } from '../objective/index.js';
import type { Policy } from '../policy/index.js';
import { type Clock, nearest } from '../util/index.js';
import { collect } from './collect.js';
import { type Decided, decide } from './decide.js';
import { referenceOf } from './performance.js';
import type { StateStore } from './state.js';
import { clusterOf, type Suggestion } from './suggestion.js';

export interface SuggestOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly windowSeconds: number;
  readonly maxAgeSeconds: number;
  readonly warmUpSeconds: number;
  readonly waitSeconds: number;
  readonly policy: Policy;
  readonly topologyConfig: (name: string) => TopologyConfig;
  /** Only this topology; undefined: all. */
  readonly topology: string | undefined;
  /** null when there is no place for state: nothing is kept, and the reference is this window. */
  readonly state: StateStore | null;
  /** Makes an id for a decision that sorts by time. */
  readonly newId: () => string;
  readonly onStart?: (topologies: readonly TopologyRef[]) => void;
}

export async function suggest(options: SuggestOptions): Promise<Suggestion> {
  const { cluster, signal, clock } = options;
  const info = await cluster.info(signal);
  const topologies = chooseTopologies(await cluster.topologies(signal), options.topology);
  options.onStart?.(topologies);
  const decided = await Promise.all(topologies.map((t) => suggestOne(t, info, options)));
  const suggestion = (topologySuggestions: Suggestion['topologies']): Suggestion => ({
    schema: 'trimtab/suggestion/v1',
    at: new Date(clock.now()).toISOString(),
    cluster: clusterOf(cluster.name, info),
    topologies: topologySuggestions,
  });
  // One after the other: they share the files of the state directory.
  for (const { suggestion: topology, evaluation, firstReference } of decided) {
    const id = topology.decision.id;
    if (firstReference !== null) {
      await options.state?.saveReference(cluster.name, topology.name, firstReference);
    }
    await options.state?.saveSuggestion({
      id,
      clusterName: cluster.name,
      suggestion: suggestion([topology]),
      evaluation,
    });
  }
  return suggestion(decided.map((d) => d.suggestion));
}

/** @throws TrimtabError TRIMTAB_E_TOPOLOGY_UNKNOWN naming the nearest */
function chooseTopologies(all: readonly TopologyRef[], name: string | undefined): readonly TopologyRef[] {
  if (name === undefined) return all;
  const chosen = all.filter((t) => t.name === name);
  if (chosen.length > 0) return chosen;
  const names = all.map((t) => t.name);
  const near = nearest(name, names);
  const running = names.length === 0 ? 'no topology is running' : `running: ${names.join(', ')}`;
  throw new TrimtabError(
    'TRIMTAB_E_TOPOLOGY_UNKNOWN',
    `no topology is named ${JSON.stringify(name)}${near ? `; did you mean ${near}?` : ''} (${running})`,
  );
}

interface DecidedOne extends Decided {
  /** To be kept, when this is the topology's first full window. */
  readonly firstReference: Reference | null;
}

async function suggestOne(
  topology: TopologyRef,
  info: ClusterInfo,
  options: SuggestOptions,
): Promise<DecidedOne> {
  const { cluster, state, policy, windowSeconds, maxAgeSeconds } = options;
  const { objective, knobs } = options.topologyConfig(topology.name);
  const collected = await collect(cluster, info, topology, options);
  const stored = await state?.reference(cluster.name, topology.name);
  const now = (evaluation: Evaluation): Partial<Reference> => referenceOf(evaluation, objective) ?? {};
  const decided = decide({
    info,
    topology,
    collected,
    windowSeconds,
    maxAgeSeconds,
    policy,
    objective,
    knobs,
    history: await historyOf(topology, collected, options),
    referenceFor: (evaluation) => ({ ...(stored ?? now(evaluation)), ...objective.reference }),
    id: options.newId(),
  });
  const first = decided.evaluation === null || stored !== undefined ? null : decided.evaluation;
  return { ...decided, firstReference: first === null ? null : referenceOf(first, objective) };
}

/** No policy looks further back. */
const historySeconds = 3600;

/** Earlier evaluations of the same workers: what was measured before the last restart is of another configuration. */
async function historyOf(
  topology: TopologyRef,
  collected: Awaited<ReturnType<typeof collect>>,
  { cluster, state, clock }: SuggestOptions,
): Promise<readonly Evaluation[]> {
  if (state === null || collected.kind === 'not-ready') return [];
  const uptimes = collected.window.snapshot.workers.map((w) => w.uptimeSeconds);
  return state.history(cluster.name, topology.id, clock.now() - Math.min(historySeconds, ...uptimes) * 1000);
}
