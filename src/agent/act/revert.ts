// Undoes a change that turned out bad: by the same way as any other, with a promise of its own, and never a second time.
import { drainWaitSeconds, planOf } from '../../change/index.js';
import type { ClusterInfo } from '../../clusters/index.js';
import { measuredBy } from '../../decision/index.js';
import { runActingGuards, undoingRules } from '../../guard/index.js';
import { evaluate } from '../../metrics/index.js';
import { worthNow } from '../../outlook/index.js';
import { type AgentContext, record } from '../context.js';
import { actingFacts } from '../decide/acting-facts.js';
import type { Collected } from '../look/collect.js';
import type { Observed } from '../look/observe.js';
import type { Watch } from '../look/watch.js';
import { recorded } from '../recorded-objective.js';
import { carryOut } from './carry-out.js';
import { changesBetween } from './changes-between.js';
import { commandsOn } from './commands-on.js';
import type { DecidedChange, UnderWay } from './under-way.js';
import { formerValues } from './undo.js';
import { failChange } from './verify.js';

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
  const decided = undoing(agent, watch, change, collected);
  agent.log.warn('reverting', {
    cluster: agent.cluster.name,
    topology: change.topology.name,
    id: decided.id,
    of: change.id,
    code,
    text,
    next: 'Nothing to do: the agent undoes it, and leaves the topology alone for three cool-downs.',
    commands: commandsOn(agent.cluster, change.topology, decided.plan),
  });
  await carryOut(agent, info, decided);
  if (agent.memory.change?.revertOf !== change.id) {
    const because = `${text}; the attempt to undo it did not come into force`;
    return await failChange(agent, change, watch, { ...body, code, text: because });
  }
  const by = decided.id;
  await record(agent, 'reverted', { id: change.id, topology: change.topology }, { ...body, code, text, by });
}

function undoing(
  agent: AgentContext,
  watch: Watch,
  change: UnderWay,
  { window, external }: Collected & { kind: 'window' },
): DecidedChange {
  const evaluation = evaluate(window, null, external?.inputs ?? null);
  const { objective } = agent.settings().topology(watch.topology);
  const wait = drainWaitSeconds(
    evaluation.completeLatencyMs,
    window.snapshot.measuring.messageTimeoutSeconds,
  );
  const former = formerValues(change);
  return {
    id: agent.newId(),
    watch,
    plan: planOf(former, wait),
    changes: changesBetween(watch.known ?? {}, former),
    before: measuredBy(evaluation, objective, worthNow(evaluation, objective, watch.reference)),
    predicted: null,
    objective: recorded(objective),
    revertOf: change.id,
    askedBy: null,
    decidedAtMs: performance.now(),
  };
}
