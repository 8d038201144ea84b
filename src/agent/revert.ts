// Undoes a change that turned out bad: by the same way as any other, with a promise of its own, and never a second time.
import { drainWaitSeconds, planOf, stormCommands } from '../change/index.js';
import type { ClusterInfo, Snapshot } from '../clusters/index.js';
import { runActingGuards, undoingRules } from '../guard/index.js';
import type { Changes } from '../knobs/index.js';
import { type Evaluation, evaluate } from '../metrics/index.js';
import { utilityNow } from '../outlook/index.js';
import { carryOut } from './carry-out.js';
import { type AgentContext, record } from './context.js';
import { actingFacts, type Judged } from './judge.js';
import type { Observed } from './observe.js';
import { suggestedComponents, type TopologySuggestion } from './suggestion.js';
import type { UnderWay } from './under-way.js';
import { failChange } from './verify.js';
import type { Watch } from './watch.js';

/** Done right after the verification that asked for it: the window that it rests on is the one that was judged. */
export async function revertIfAsked(
  agent: AgentContext,
  info: ClusterInfo,
  observed: readonly Observed[],
  mayAct: boolean,
): Promise<void> {
  const { revert } = agent.memory;
  if (revert === null) return;
  agent.memory.revert = null;
  const { change, code, text, body } = revert;
  const found = observed.find(({ watch }) => watch.topology.id === change.topology.id);
  if (found?.collected.kind !== 'window')
    return await failChange(agent, change, found?.watch ?? null, { ...body, code, text });
  const { watch, collected } = found;
  if (!mayAct) {
    const because = `${text}; not undone: this agent does not act any more`;
    return await failChange(agent, change, watch, { ...body, code, text: because });
  }
  const answers = runActingGuards(await actingFacts(agent, info, watch), undoingRules);
  const veto = answers.find(({ answer }) => answer === 'veto');
  if (veto !== undefined) {
    const because = `${text}; not undone: ${veto.text}`;
    return await failChange(agent, change, watch, { ...body, code, text: because });
  }
  const evaluation = evaluate(collected.window, null, collected.external?.inputs ?? null);
  const judged = judgedFor(agent, watch, change, evaluation, collected.window.snapshot, answers);
  agent.log.warn('reverting', {
    cluster: agent.cluster.name,
    topology: change.topology.name,
    id: judged.suggestion.decision.id,
    of: change.id,
    code,
    text,
    commands: judged.suggestion.commands,
  });
  await carryOut(agent, info, judged);
  if (agent.memory.change?.revertOf !== change.id) {
    const because = `${text}; the attempt to undo it did not come into force`;
    return await failChange(agent, change, watch, { ...body, code, text: because });
  }
  const by = judged.suggestion.decision.id;
  await record(agent, 'reverted', { id: change.id, topology: change.topology }, { ...body, code, text, by });
}

/** Knobs as they were; one that was unset before stays: Storm cannot unset it by a rebalance. */
export function formerValues({ changes }: Pick<UnderWay, 'changes'>): Changes {
  return Object.fromEntries(
    Object.entries(changes).flatMap(([knob, { from }]) => (from === null ? [] : [[knob, from]])),
  );
}

function judgedFor(
  agent: AgentContext,
  watch: Watch,
  change: UnderWay,
  evaluation: Evaluation,
  snapshot: Snapshot,
  reasons: TopologySuggestion['decision']['reasons'],
): Judged {
  const { topology } = watch;
  const { objective, mode } = agent.settings().topology(topology.name);
  const wait = drainWaitSeconds(evaluation.completeLatencyMs, snapshot.measuring.messageTimeoutSeconds);
  const proposed = formerValues(change);
  const plan = planOf(proposed, wait);
  const utility = utilityNow(evaluation, objective, watch.reference);
  const id = agent.newId();
  const suggestion: TopologySuggestion = {
    name: topology.name,
    id: topology.id,
    window: evaluation.window,
    components: suggestedComponents(evaluation),
    throughputPerSecond: evaluation.throughputPerSecond,
    completeLatencyMs: evaluation.completeLatencyMs,
    queueingMs: evaluation.queueingMs,
    failedPerSecond: evaluation.failedPerSecond,
    pendingUse: evaluation.pendingUse,
    external: evaluation.external ?? null,
    utility,
    bottleneck: evaluation.bottleneck,
    current: watch.known,
    proposed,
    predicted: null,
    price: null,
    decision: { action: 'apply', policy: 'revert', id, reasons },
    commands: stormCommands(topology.name, plan),
    advice: [],
  };
  return {
    suggestion,
    evaluation,
    plan,
    utilityGain: null,
    objective,
    revertOf: change.id,
    watch,
    mode,
    decidedAtMs: performance.now(),
  };
}
