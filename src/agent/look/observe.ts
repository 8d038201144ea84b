// One look at every topology of the cluster: new ones, gone ones, hand-made changes, and what there is to decide on.
import {
  type ClusterInfo,
  type Snapshot,
  stormConfiguration,
  type TopologyRef,
} from '../../clusters/index.js';
import { TrimtabError } from '../../errors/index.js';
import type { ExternalReading } from '../../external/index.js';
import { acknowledgedBy, type NotReady, type Window } from '../../metrics/index.js';
import { formatSeconds } from '../../util/index.js';
import { type AgentContext, elapsedSeconds, record } from '../context.js';
import { backOff } from '../decide/back-off.js';
import { heronText } from '../heron-words.js';
import { warnOfReferences } from '../state/reference-store.js';
import { type Collected, completeLatencies } from './collect.js';
import { forgetGone } from './missing.js';
import { notReady } from './not-ready.js';
import type { Observation, WindowState } from './observation.js';
import { frozenStatistics, isWhole, notReadyByStatus } from './readiness.js';
import { differing, Watch } from './watch.js';

export interface Observed {
  readonly watch: Watch;
  readonly collected: Collected;
  /** What the window is of: the watch has another one once the topology was changed since. */
  readonly observation: Observation;
}

/** @throws TrimtabError when the cluster cannot be read; one topology that cannot is not ready, with the reason */
export async function observe(
  agent: AgentContext,
  info: ClusterInfo,
  onTopology: () => void = () => {},
): Promise<Observed[]> {
  const topologies = await agent.cluster.topologies(agent.signal);
  await forgetGone(agent, topologies);
  agent.external?.keepOnly(agent.memory.watches.keys());
  const observed: Observed[] = [];
  for (const topology of topologies) {
    const watch = await watchOf(agent, topology);
    watch.isKilled = topology.status === 'killed';
    observed.push(await observeOne(agent, info, watch, topology));
    onTopology();
  }
  return observed;
}

async function observeOne(
  agent: AgentContext,
  info: ClusterInfo,
  watch: Watch,
  topology: TopologyRef,
): Promise<Observed> {
  const collected = await collectOne(agent, info, watch, topology);
  await sayNotReady(agent, watch, collected);
  return { watch, collected, observation: watch.observation };
}

/**
 * What was observed, as old as it is by now: others of the look may have come first for minutes. Where it is too old meanwhile, or was undone
 * in the same look, the topology is polled again.
 */
export async function asOfNow(agent: AgentContext, info: ClusterInfo, one: Observed): Promise<Observed> {
  const { watch, collected, observation } = one;
  if (collected.kind !== 'window' || collected.ageSeconds === null) return one;
  const ageSeconds = observation.ageSeconds(elapsedSeconds(agent));
  const { maxAgeSeconds } = agent.settings();
  const isTooOldSince = ageSeconds > maxAgeSeconds && collected.ageSeconds <= maxAgeSeconds;
  if (isTooOldSince || watch.observation !== observation)
    return await observeOne(agent, info, watch, collected.window.snapshot.topology);
  return { ...one, collected: { ...collected, ageSeconds } };
}

async function watchOf(agent: AgentContext, topology: TopologyRef): Promise<Watch> {
  const { memory, state, cluster, clock, log } = agent;
  const options = agent.settings();
  const known = memory.watches.get(topology.id);
  known?.use(options);
  if (known !== undefined) return known;
  const watch = new Watch(topology, options);
  const kept = await state.load(cluster.name, clock.now(), warnOfReferences(log, cluster.name));
  watch.reference = kept.reference(topology.id) ?? null;
  const former = memory.former.get(topology.id);
  if (former !== undefined) Object.assign(watch, former);
  memory.watches.set(topology.id, watch);
  const { uptimeSeconds, status } = topology;
  await record(
    agent,
    'observed',
    { id: null, topology },
    {
      code: 'FIRST_SEEN',
      text: `${status}, submitted ${formatSeconds(uptimeSeconds)} ago`,
      status,
      uptimeSeconds,
    },
  );
  return watch;
}

async function collectOne(
  agent: AgentContext,
  info: ClusterInfo,
  watch: Watch,
  topology: TopologyRef,
): Promise<Collected> {
  const byStatus = notReadyByStatus(topology);
  if (byStatus !== null) return none(byStatus);
  try {
    const { cluster, signal } = agent;
    const snapshot = await cluster.snapshot(topology, 'since-start', signal);
    await noticeOverride(agent, info, watch, snapshot);
    const at = elapsedSeconds(agent);
    const windowState = watch.observation.add(snapshot, info, at, 0);
    if (windowState.kind !== 'window') {
      const age = watch.observation.ageSeconds(at);
      return none(
        reasonOf(windowState, snapshot, age, agent.settings().windowSeconds),
        windowState.gotSeconds,
      );
    }
    const measured = await completeLatencies(cluster, topology, windowState.window, signal);
    const { window, external } = await readExternal(agent, watch, topology, measured);
    watch.acking = acknowledgedBy(window.snapshot) ?? watch.acking;
    const told = watch.acking === null ? window : { ...window, acking: watch.acking };
    return { kind: 'window', window: told, ageSeconds: windowState.ageSeconds, external };
  } catch (thrown) {
    if (!(thrown instanceof TrimtabError) || agent.signal.aborted) throw thrown;
    const gone = thrown.code === 'TRIMTAB_E_TOPOLOGY_GONE';
    return none(notReady(gone ? 'GONE' : 'UNREADABLE', thrown.message));
  }
}

/** Problems are said when they begin, not at every tick. */
async function readExternal(
  { external, settings, signal, log, cluster }: AgentContext,
  watch: Watch,
  topology: TopologyRef,
  measured: Window,
): Promise<{ readonly window: Window; readonly external: ExternalReading | null }> {
  const queries = settings().topology(topology).external;
  const reading = (await external?.read(topology, queries, signal, measured.snapshot)) ?? null;
  const queues = await external?.queueSizes(measured, signal);
  const problems = [...(reading?.problems ?? []), ...(queues?.problems ?? [])];
  const said = problems.join('; ');
  if (said !== '' && said !== watch.saidExternal) {
    const next = 'Until it answers, decisions go by what the engine shows (docs/guide/external-inputs.md).';
    const words = { cluster: cluster.name, topology: topology.name };
    log.warn('external-unknown', { ...words, problems, text: said, next });
  }
  watch.saidExternal = said;
  return { window: queues?.window ?? measured, external: reading };
}

/** What differs from what Trimtab left, or saw before, somebody else has changed: respected, journaled, and left alone. */
async function noticeOverride(
  agent: AgentContext,
  info: ClusterInfo,
  watch: Watch,
  snapshot: Snapshot,
): Promise<void> {
  if (!isWhole(snapshot)) return;
  const now = stormConfiguration(snapshot, info.generation);
  const differences = watch.known === null ? [] : differing(watch.known, now);
  watch.known = now;
  if (differences.length === 0) return;
  const because = `changed by somebody else, or by Storm itself: ${differences.join(', ')}`;
  watch.startOver();
  const backOffSeconds = backOff(agent, watch, because);
  const { topology } = watch;
  const next = 'Nothing to do: what was changed stays, and the agent keeps away for three cool-downs.';
  const words = { cluster: agent.cluster.name, topology: topology.name };
  const names = snapshot.components.map(({ name }) => name);
  const text = agent.cluster.heron === undefined ? because : heronText(because, names);
  agent.log.warn('override-seen', { ...words, differences, text, next });
  const { change } = agent.memory;
  const ours = change?.topology.id === topology.id ? change.id : null;
  await record(
    agent,
    'override-seen',
    { id: ours, topology },
    { text: because, differences, backOffSeconds },
  );
  if (ours === null) return;
  agent.memory.change = null;
  await record(
    agent,
    'superseded',
    { id: ours, topology },
    { code: 'OVERRIDE', text: `before its outcome was known, it was ${because}` },
  );
}

function reasonOf(
  windowState: Exclude<WindowState, { kind: 'window' }>,
  snapshot: Snapshot,
  ageSeconds: number,
  windowSeconds: number,
): NotReady {
  if (windowState.kind === 'missing') return windowState.notReady;
  return (
    windowState.missing ??
    frozenStatistics(snapshot, ageSeconds) ??
    notReady(
      'WINDOW_NOT_FULL',
      `${formatSeconds(windowState.gotSeconds)} of ${formatSeconds(windowSeconds)} measured so far`,
    )
  );
}

/** Said when it begins, not at every tick. */
async function sayNotReady(agent: AgentContext, watch: Watch, collected: Collected): Promise<void> {
  const reason = collected.kind === 'not-ready' ? collected.notReady : null;
  const code = reason?.code ?? '';
  if (code === watch.saidNotReady) return;
  watch.saidNotReady = code;
  if (reason === null) return;
  const { topology } = watch;
  agent.log.info('not-ready', {
    cluster: agent.cluster.name,
    topology: topology.name,
    code,
    text: reason.text,
  });
  await record(agent, 'observed', { id: null, topology }, { code, text: reason.text });
}

function none(reason: NotReady, gotSeconds = 0): Collected {
  return { kind: 'not-ready', notReady: reason, gotSeconds };
}
