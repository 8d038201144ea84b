// Where nothing else is to be done: the agent itself makes workers report their queues, if the configuration says so.
import { stormCommands } from '../../change/index.js';
import type { ClusterInfo } from '../../clusters/index.js';
import { runActingGuards, runMeasuringGuards } from '../../guard/index.js';
import { queuesOf, type Reporting, reportersOperation, reportingAdvice } from '../advice/reporting.js';
import type { AgentContext } from '../context.js';
import type { Collected } from '../look/collect.js';
import type { Decided, Deciding } from './decide.js';

/** Vetoes of these leave the topology as it is measured; anything else means that it is not to be touched. */
const holdsByItself = new Set(['policy', 'gain']);

/** The decision as it is, or one that adds the reporter: it passes the same guards as any other change. */
export function withReporter(
  { reporting, clock }: Pick<AgentContext, 'reporting' | 'clock'>,
  deciding: Deciding,
  decided: Decided,
): Decided {
  const { acting, collected, info } = deciding;
  const { suggestion } = decided;
  const { reasons } = suggestion.decision;
  const isFree = reasons.every((r) => r.answer !== 'veto' || holdsByItself.has(r.guard));
  if (acting === null || reporting === null || collected.kind === 'not-ready') return decided;
  if (decided.plan.length > 0 || !isFree) return decided;
  const operation = missingReporter(info, collected, reporting, clock);
  if (operation === null) return decided;
  // What was said of a proposal that gains too little is not said of the reporter.
  const { answers } = runMeasuringGuards(decided.measured);
  const all = [...answers, proposed, ...runActingGuards(acting)];
  const decision = { ...suggestion.decision, reasons: all };
  if (all.some((r) => r.answer === 'veto')) return { ...decided, suggestion: { ...suggestion, decision } };
  const commands = stormCommands(suggestion.name, [operation]);
  return {
    ...decided,
    suggestion: { ...suggestion, decision: { ...decision, action: 'apply' }, commands, advice: [] },
    plan: [operation],
    utilityGain: 0,
  };
}

const proposed = {
  guard: 'policy',
  answer: 'pass',
  code: 'REPORTER_MISSING',
  margin: null,
  text: 'its workers do not report their queues, and graphite.propose is set',
} as const;

function missingReporter(
  info: ClusterInfo,
  collected: Extract<Collected, { kind: 'window' }>,
  reporting: Reporting,
  clock: AgentContext['clock'],
): ReturnType<typeof reportersOperation> {
  const { snapshot } = collected.window;
  const queues = queuesOf(collected, clock, reporting);
  if (reportingAdvice(info, snapshot, reporting, queues, 1).length === 0) return null;
  return reportersOperation(snapshot.topology, snapshot.configuration, reporting.target);
}
