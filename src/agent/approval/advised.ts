// Advice that only a person can follow lies in the queue while it is given, so that it can be turned down; then it is not shown for a time.

import { isOfTheChange } from '../advice/heron.js';
import type { AgentContext } from '../context.js';
import type { Decided } from '../decide/decide.js';
import { lastingName, type Named } from '../lasting-name.js';
import type { TopologySuggestion } from '../suggest/suggestion.js';
import { answerAt, type PendingAdvice, type PendingEntry } from './entry.js';

type Advice = TopologySuggestion['advice'][number];

/** The decision without what was turned down; what is left is in the queue. */
export async function withoutDeclinedAdvice(
  agent: AgentContext,
  decided: Decided,
  entries: readonly PendingEntry[],
): Promise<Decided> {
  const { suggestion, evaluation } = decided;
  const ofCluster = entries.filter(({ cluster }) => cluster === agent.cluster.name);
  const mine = adviceIn(ofCluster, suggestion);
  const now = agent.clock.now();
  const advice = shownAdvice(suggestion.advice, mine, now);
  for (const one of advice) {
    if (!isOfTheChange(one)) await keepAdvice(agent, suggestion, one, mine);
  }
  // Without a window nothing is known of it, so nothing is over.
  const isOver = ({ knob }: PendingAdvice): boolean =>
    evaluation !== null && !suggestion.advice.some((one) => one.knob === knob && !isOfTheChange(one));
  for (const entry of mine) {
    if (isOver(entry) && answerAt(entry, now) === null) await agent.state.queue.remove(entry);
  }
  return { ...decided, suggestion: { ...suggestion, advice } };
}

/** Of the topology, whichever submission of it was advised about. */
export function adviceIn(entries: readonly PendingEntry[], topology: Named): readonly PendingAdvice[] {
  const name = lastingName(topology);
  return entries.filter(
    (one): one is PendingAdvice => one.kind === 'advice' && lastingName(one.topology) === name,
  );
}

/** @param entries of the topology */
export function shownAdvice(
  advice: readonly Advice[],
  entries: readonly PendingAdvice[],
  nowMs: number,
): readonly Advice[] {
  const declined = new Set(entries.filter((one) => answerAt(one, nowMs) !== null).map(({ knob }) => knob));
  return advice.filter(({ knob }) => !declined.has(knob));
}

async function keepAdvice(
  agent: AgentContext,
  { name, id }: TopologySuggestion,
  { knob, needs, text, commands }: Advice,
  mine: readonly PendingAdvice[],
): Promise<void> {
  const known = mine.find((one) => one.knob === knob);
  if (known?.text === text && known.answer === null) return;
  await agent.state.queue.save({
    schema: 'trimtab/pending/v1',
    kind: 'advice',
    id: known?.id ?? agent.newId(),
    cluster: agent.cluster.name,
    topology: { name, id },
    at: known?.at ?? new Date(agent.clock.now()).toISOString(),
    expiresAt: null,
    answer: null,
    text,
    commands: [...commands],
    knob,
    needs,
  });
}
