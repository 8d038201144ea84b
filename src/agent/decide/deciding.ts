// Puts together what a decision on one topology is made from: the settings, its past, what a person has turned down.
import type { ClusterInfo } from '../../clusters/index.js';
import { evidenceOf, loadAt } from '../../decision/index.js';
import { standingIn, unfamiliarBy } from '../../drift/index.js';
import type { ActingFacts } from '../../guard/index.js';
import { referenceAt } from '../../outlook/index.js';
import type { Policy } from '../../policy/index.js';
import { experienceOf } from '../../twin/index.js';
import { queuesOf } from '../advice/reporting.js';
import { declinedIn } from '../approval/declined.js';
import type { PendingEntry } from '../approval/entry.js';
import { type AgentContext, elapsedSeconds } from '../context.js';
import type { Observed } from '../look/observe.js';
import { stillComparable } from '../look/watch.js';
import { peakAt } from './calendar.js';
import type { Deciding } from './decide.js';
import { hysteresisOf } from './hysteresis.js';

/** What differs between a decision of the policy and one that is asked about again. */
export interface DecidingFor {
  readonly id: string;
  readonly policy: Policy;
  readonly fallback: Policy | null;
  /** null in a dry run. */
  readonly acting: ActingFacts | null;
  /** Of the queue: what was turned down is not proposed again. */
  readonly entries: readonly PendingEntry[];
}

export function decidingOn(
  agent: AgentContext,
  info: ClusterInfo,
  { watch, collected }: Observed,
  { id, policy, fallback, acting, entries }: DecidingFor,
): Deciding {
  const settings = agent.settings();
  const { objective, knobs, guards, expected } = settings.topology(watch.topology);
  const peak = peakAt(expected, agent.clock.now(), settings.timeZone);
  const own = watch.reference;
  const standing = watch.drift?.standing ?? null;
  return {
    info,
    topology: watch.topology,
    collected,
    windowSeconds: settings.windowSeconds,
    maxAgeSeconds: settings.maxAgeSeconds,
    policy,
    fallback,
    objective,
    knobs,
    reserveSlots: guards.reserveSlots,
    peak,
    evidenceFor: (evaluation) => {
      const nowSeconds = elapsedSeconds(agent);
      // What is there, also before a peak, when the decision is about what is expected.
      watch.rememberLoad(loadAt(nowSeconds, evaluation));
      const { loads, lastChange, failed } = watch;
      const past = { loads, lastChange, failed, peak: peak?.text ?? null };
      const asked = { cluster: agent.cluster.name, topology: watch.topology };
      const evidence = evidenceOf({ nowSeconds, evaluation, ...past, ...hysteresisOf(guards) });
      return { ...evidence, ...declinedIn(entries, asked, agent.clock.now()) };
    },
    // A rule has learned nothing that a state could be unlike to.
    unfamiliarIn: (evaluation) =>
      policy.model === undefined
        ? null
        : unfamiliarBy(standingIn({ evaluation, objective }, settings.training, standing)),
    history: watch.evaluations,
    experience: experienceOf(info.generation, agent.memory.restarts),
    earlier: stillComparable(watch.earlier, agent.clock.now()),
    referenceFor: (evaluation) => referenceAt(evaluation, objective, own),
    id,
    queues: queuesOf(collected, agent.clock, agent.reporting),
    reporting: agent.reporting,
    acting,
  };
}
