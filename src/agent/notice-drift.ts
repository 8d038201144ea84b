// Notices that a topology no longer behaves as it did: said, journaled, and what was learned of its former behaviour set aside.
import type { ClusterInfo } from '../clusters/index.js';
import { newDetector, recommend, signatureOf, watchDrift } from '../drift/index.js';
import { asTrimtabError } from '../errors/index.js';
import type { Evaluation } from '../metrics/index.js';
import { type AgentContext, record } from './context.js';
import type { Watch } from './watch.js';

/** One more window of a topology, whatever was decided on it. */
export async function noticeDrift(
  agent: AgentContext,
  info: Pick<ClusterInfo, 'engine' | 'version'>,
  watch: Watch,
  evaluation: Evaluation,
): Promise<void> {
  const { state, cluster, log } = agent;
  const { name } = watch.topology;
  // The engine's own ten minutes overlap with what was there before.
  if (evaluation.window.source !== 'samples') return;
  const known = watch.drift ?? (await kept(agent, watch));
  const before = known?.detector ?? newDetector();
  const signature = signatureOf(evaluation, `${info.engine} ${info.version}`);
  const { detector, drift } = watchDrift(before, signature);
  const drifts = [...(known?.drifts ?? []), ...(drift === null ? [] : [drift])];
  watch.drift = { detector, drifts };
  if (detector === before) return;
  if (drift !== null) {
    const { policy } = agent.settings();
    const site = { topology: name, stateDir: state.directory, model: policy.model?.folder ?? null };
    const recommendation = recommend(drift, site);
    const { kind, text, since, shifts } = drift;
    const isForgotten = kind !== 'workload';
    if (isForgotten) watch.forget();
    log.warn('drift', { cluster: cluster.name, topology: name, what: kind, text, recommendation });
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
  // After the journal: a kill in between tells it twice rather than never.
  await state.drift
    .save(cluster.name, watch.topology, detector, drifts)
    .then(() => {
      watch.saidDriftNotKept = false;
    })
    .catch(notKept(agent, watch));
}

/** What was known before this run; null where that is nothing. */
async function kept(agent: AgentContext, watch: Watch): Promise<Watch['drift']> {
  const { state, cluster, log } = agent;
  const { topology } = watch;
  const onDamaged = (file: string, why: string): void => {
    const next = 'What is usual is learned anew; the file was set aside.';
    log.warn('drift-damaged', { cluster: cluster.name, topology: topology.name, file, why, next });
  };
  return await state.drift.load(cluster.name, topology, onDamaged).catch(notKept(agent, watch));
}

/** It is beside the decisions: a file that cannot be read or written is no reason to stop them, and is said once. */
function notKept({ cluster, log }: AgentContext, watch: Watch): (thrown: unknown) => null {
  return (thrown) => {
    const { code, message: text } = asTrimtabError(thrown);
    if (!watch.saidDriftNotKept)
      log.warn('drift-not-kept', { cluster: cluster.name, topology: watch.topology.name, code, text });
    watch.saidDriftNotKept = true;
    return null;
  };
}
