// Notices that a topology no longer behaves as it did: said, journaled, and what was learned of its former behaviour set aside.
import type { ClusterInfo, Snapshot } from '../../clusters/index.js';
import {
  type Drift,
  fromDisk,
  newDetector,
  outsideText,
  recommend,
  type Standing,
  signatureOf,
  standingIn,
  watchDrift,
  wouldBeMissed,
} from '../../drift/index.js';
import { asTrimtabError } from '../../errors/index.js';
import type { Evaluation } from '../../metrics/index.js';
import { dqnName } from '../../policy/index.js';
import { type AgentContext, elapsedSeconds, record } from '../context.js';
import { placedName } from '../lasting-name.js';
import { type Behaviour, savedEverySeconds } from '../state/drift-store.js';
import type { Watch } from './watch.js';

/** Name and version of what runs a topology: its own release, where topologies of one cluster may have several. */
export function engineOf(
  { engine, version }: Pick<ClusterInfo, 'engine' | 'version'>,
  { release }: Pick<Snapshot, 'release'>,
): string {
  return `${engine} ${release ?? version}`;
}

/**
 * One more window of a topology, whatever was decided on it.
 * @param engine that runs it, name and version
 */
export async function noticeDrift(
  agent: AgentContext,
  engine: string,
  watch: Watch,
  evaluation: Evaluation,
): Promise<void> {
  // The engine's own ten minutes overlap with what was there before.
  if (evaluation.window.source !== 'samples') return;
  const before = await behaviourOf(agent, watch);
  const signature = signatureOf(evaluation, engine);
  const { detector, drift } = watchDrift(before.detector, signature);
  const { training, topology } = agent.settings();
  const { objective } = topology(watch.topology);
  const standing = standingIn({ evaluation, objective }, training, before.standing);
  const drifts = drift === null ? before.drifts : [...before.drifts, drift];
  watch.drift = { detector, drifts, standing };
  if (drift !== null) await tellDrift(agent, watch, drift);
  await tellStanding(agent, watch, before.standing, standing);
  // After the journal: a kill in between tells it twice rather than never.
  if (mustBeKept(watch, elapsedSeconds(agent))) await keepDrift(agent, watch);
}

/** Of all topologies, as the agent ends or lets go of the cluster. */
export async function keepDrifts(agent: AgentContext): Promise<void> {
  for (const watch of agent.memory.watches.values()) await keepDrift(agent, watch);
}

/** Writes what is known of a topology, unless that is on disk already. */
export async function keepDrift(agent: AgentContext, watch: Watch): Promise<void> {
  const { drift: behaviour, driftOnDisk, topology } = watch;
  if (behaviour === null || behaviour === driftOnDisk?.behaviour) return;
  await agent.state.drift
    .save(agent.cluster.name, topology, behaviour)
    .then(() => {
      watch.driftOnDisk = { behaviour, atSeconds: elapsedSeconds(agent) };
      watch.saidDriftNotKept = false;
    })
    .catch(notKept(agent, watch));
}

/** Of those that are gone the newest stays: one may be submitted again, and is compared with what it was. */
export async function forgetDrifts(agent: AgentContext, gone: Watch): Promise<void> {
  const running = [...agent.memory.watches.values()].map(({ topology }) => topology);
  await agent.state.drift.forgetGone(agent.cluster.name, running).catch(notKept(agent, gone));
}

function mustBeKept({ drift, driftOnDisk }: Watch, nowSeconds: number): boolean {
  if (drift === null) return false;
  if (driftOnDisk === null || nowSeconds - driftOnDisk.atSeconds >= savedEverySeconds) return true;
  const { detector, drifts, standing } = driftOnDisk.behaviour;
  return (
    drifts !== drift.drifts ||
    standing?.isOutside !== drift.standing?.isOutside ||
    wouldBeMissed(detector, drift.detector)
  );
}

/** What is known of it, from this run or a former one; a decision asks for it before the window is noticed. */
export async function behaviourOf(agent: AgentContext, watch: Watch): Promise<Readonly<Behaviour>> {
  if (watch.drift !== null) return watch.drift;
  const behaviour = await kept(agent, watch);
  watch.driftOnDisk = behaviour && { behaviour, atSeconds: elapsedSeconds(agent) };
  watch.drift =
    behaviour === null
      ? { detector: newDetector(), drifts: [], standing: null }
      : { ...behaviour, detector: fromDisk(behaviour.detector) };
  return watch.drift;
}

async function tellDrift(
  agent: AgentContext,
  watch: Watch,
  { kind, text, since, shifts }: Drift,
): Promise<void> {
  const { state, cluster, log } = agent;
  const { name } = watch.topology;
  const { policy } = agent.settings();
  // The rules of a tree are a model, too, and no training begins with them.
  const model = policy.name === dqnName ? (policy.model?.folder ?? null) : null;
  const site = { topology: placedName(watch.topology), stateDir: state.directory, model };
  const recommendation = recommend({ kind }, site);
  const isForgotten = kind !== 'workload';
  if (isForgotten) watch.forget();
  // Another engine restarts in times of its own.
  if (kind === 'engine') agent.memory.restarts = [];
  const { reason, command } = recommendation;
  const next = command === null ? reason : `${reason}: ${command}`;
  log.warn('drift', { cluster: cluster.name, topology: name, what: kind, text, recommendation, next });
  await record(
    agent,
    'drift',
    { id: null, topology: watch.topology },
    {
      code: `DRIFT_${kind.toUpperCase()}`,
      text,
      what: kind,
      since: new Date(since).toISOString(),
      shifts,
      forgotten: isForgotten,
      recommendation,
    },
  );
}

/** Where the policy has learned nothing, nothing depends on it, and only trimtab drift tells. */
async function tellStanding(
  agent: AgentContext,
  watch: Watch,
  before: Standing | null,
  now: Standing | null,
): Promise<void> {
  const { policy, fallback } = agent.settings();
  if (now === null || policy.model === undefined) return;
  if (now.isOutside === (before?.isOutside ?? false)) return;
  const { name } = watch.topology;
  const decides = now.isOutside ? fallback.name : policy.name;
  const text = now.isOutside
    ? `${outsideText(now)}; ${decides} decides`
    : `its state is like those that it was trained on again; ${decides} decides`;
  const code = now.isOutside ? 'OUT_OF_DISTRIBUTION' : 'IN_DISTRIBUTION';
  const next = now.isOutside
    ? 'If it stays so, train a model with such states; trimtab drift says how far off they are.'
    : 'Nothing to do.';
  agent.log.warn('novelty', { cluster: agent.cluster.name, topology: name, code, text, next });
  const { novelty } = now;
  await record(agent, 'drift', { id: null, topology: watch.topology }, { code, text, novelty, decides });
}

/** What was known before this run; null where that is nothing. */
async function kept(agent: AgentContext, watch: Watch): Promise<Readonly<Behaviour> | null> {
  const { state, cluster, log } = agent;
  const { topology } = watch;
  const onDamaged = (file: string, why: string): void => {
    const next = 'What is usual is learned anew; the file was set aside.';
    const words = { cluster: cluster.name, topology: topology.name, file, why };
    log.warn('drift-damaged', { ...words, text: `${file}: ${why}`, next });
  };
  return await state.drift.load(cluster.name, topology, onDamaged).catch(notKept(agent, watch));
}

/** It is beside the decisions: a file that cannot be read or written is no reason to stop them, and is said once. */
function notKept({ cluster, log }: AgentContext, watch: Watch): (thrown: unknown) => null {
  return (thrown) => {
    const { code, message: text, next } = asTrimtabError(thrown);
    const words = { cluster: cluster.name, topology: watch.topology.name };
    if (!watch.saidDriftNotKept) log.warn('drift-not-kept', { ...words, code, text, next });
    watch.saidDriftNotKept = true;
    return null;
  };
}
