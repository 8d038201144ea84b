// One decision: the policy proposes, the guards answer, the outlook says what it is worth. Nothing here knows of clusters.
import {
  type ActingFacts,
  type Evidence,
  type GuardAnswer,
  type GuardInput,
  type MeasuringInput,
  outcomeRules,
  proposalRules,
  runActingGuards,
  runGuards,
} from '../guard/index.js';
import type { Changes, Configuration } from '../knobs/index.js';
import type { Evaluation } from '../metrics/index.js';
import { contributions, type Objective, type Reference, utility } from '../objective/index.js';
import {
  type Crowding,
  isBehind,
  type Outlook,
  outlookOf,
  performanceNow,
  utilityUnder,
} from '../outlook/index.js';
import type { Answer, Policy, Situation } from '../policy/index.js';
import {
  type ChangeEngine,
  type Demand,
  type Fit,
  fitTwin,
  type Packed,
  type RestartExperience,
  slimmed,
  throughputPerSpoutTuple,
} from '../twin/index.js';
import { crowdingOf } from './crowding.js';

export interface Considering {
  readonly engine: ChangeEngine;
  readonly evaluation: Evaluation;
  readonly configuration: Configuration;
  readonly demand: Demand;
  readonly objective: Objective;
  readonly reference: Partial<Reference>;
  /** Since the last restart, oldest first, this one not among them. */
  readonly history: readonly Evaluation[];
  /** The last windows of earlier configurations, oldest first. */
  readonly earlier: readonly Evaluation[];
  readonly policy: Policy;
  /** Asked where the policy is out of its depth; null = nobody. */
  readonly fallback: Policy | null;
  /** Why the policy is out of its depth before it is asked; absent or null: it is asked. Without a fallback it is asked all the same. */
  readonly unfamiliar?: Unfamiliar | null | undefined;
  readonly limits: GuardInput['limits'];
  readonly waitSeconds: number;
  /** How this cluster restarts; absent: as measured elsewhere. */
  readonly experience?: RestartExperience | undefined;
  /** Heron: how it is packed, and how an update would be; absent where that is not known. */
  readonly packed?: Packed | undefined;
  readonly evidence: Evidence;
  /** null in a dry run: nothing about sending is asked. */
  readonly acting: ActingFacts | null;
  /** What the rules about measuring have asked already. */
  readonly measured: MeasuringInput;
  /** `safety`: validity and bounds alone, as rivals were published. */
  readonly guards: 'full' | 'safety';
  /** What is not to be found out anew, where the rest is moved to another point; absent: by what was seen. */
  readonly believed?: { readonly crowding: Crowding | null };
}

/** A state unlike those that the policy has learned from. */
export interface Unfamiliar {
  /** To the states of its training: above 1 it is unlike them. */
  readonly distance: number;
  readonly text: string;
}

export interface Considered {
  readonly apply: boolean;
  readonly answers: readonly GuardAnswer[];
  /** What the policy wanted; empty where it held. */
  readonly wanted: Changes;
  /** What the guards left of it. */
  readonly changes: Changes;
  /** null where nothing was left to look at. */
  readonly outlook: Outlook | null;
}

/** Beliefs that are asked about each of many candidates; all of them about the one that is chosen. */
const beliefsPerCandidate = 5;
/** Of each of the many configurations that a search passes by. */
const beliefsPerSearchStep = 3;

export function consider(considering: Considering): Considered {
  const fits = fitsOf(considering);
  const asked = askedOf(considering);
  const { answer, said } = ask(considering, situationBy(considering, asked, fits));
  if (answer.kind !== 'propose')
    return { apply: false, answers: said, wanted: {}, changes: {}, outlook: null };
  const input: GuardInput = { ...asked, changes: answer.changes };
  const proposed = runGuards(proposalRules, input);
  const { changes } = proposed;
  const answers = [...said, ...proposed.answers];
  if (Object.keys(changes).length === 0) {
    return { apply: false, answers, wanted: answer.changes, changes: {}, outlook: null };
  }
  const outlook = outlookOf(
    { ...considering, fit: fits.whole(), crowding: crowdingIn(considering, fits.whole) },
    changes,
  );
  const isFull = considering.guards === 'full';
  const outcome = runGuards(isFull ? outcomeRules : [], { ...input, changes, outlook });
  const acting = isFull && considering.acting !== null ? runActingGuards(considering.acting) : [];
  const all = [...answers, ...outcome.answers, ...acting];
  return {
    apply: all.every(({ answer: one }) => one !== 'veto'),
    answers: all,
    wanted: answer.changes,
    changes,
    outlook,
  };
}

/** What a policy is asked about, without who is asked. */
export type Deliberating = Omit<Considering, 'policy' | 'fallback'>;

/**
 * What a policy sees of it.
 * @param fit what the twin knows; absent: it is fitted to the windows, as for a decision
 */
export function situationOf(deliberating: Deliberating, fit?: Fit): Situation {
  return situationBy(deliberating, askedOf(deliberating), fitsOf(deliberating, fit));
}

/** What is said of a change once it is chosen: by the whole fit, where a policy that compares many asks a few beliefs about each. */
export function wholeOutlookOf(deliberating: Deliberating, changes: Changes): Outlook {
  const { whole } = fitsOf(deliberating);
  return outlookOf({ ...deliberating, fit: whole(), crowding: crowdingIn(deliberating, whole) }, changes);
}

/** As it was believed where the decision is moved to another point (explanations), else by what was seen. */
export function crowdingIn(deliberating: Deliberating, fitted: () => Fit): Crowding | null {
  const { evaluation, demand, earlier, evidence, limits, believed } = deliberating;
  if (believed !== undefined) return isBehind(evaluation, demand) ? believed.crowding : null;
  return crowdingOf({
    evaluation,
    demand,
    earlier,
    failed: evidence.failed,
    hosts: limits.hosts,
    isLimitedUnseen: () => {
      const known = fitted();
      return known.kind === 'unknown' && known.isLimitedUnseen;
    },
  });
}

function askedOf({ evidence, configuration, limits, packed, measured, acting }: Deliberating): GuardInput {
  return { ...measured, configuration, changes: {}, limits, packed, outlook: null, evidence, acting };
}

function situationBy(considering: Deliberating, asked: GuardInput, { whole, few, fewest }: Fits): Situation {
  const { evidence, evaluation, configuration, objective, demand, history, limits } = considering;
  const crowding = crowdingIn(considering, whole);
  // Asked about dozens of configurations in one decision: what is the same for all of them is put together once.
  const outlookInput = once(() => ({ ...considering, fit: few(), crowding }));
  const searchInput = once(() => ({ ...considering, fit: fewest() }));
  return {
    evaluation,
    configuration,
    objective,
    demand,
    history,
    limits,
    crowding,
    outlook: (changes) => outlookOf(outlookInput(), changes),
    utilityUnder: (changes, under) => utilityUnder(searchInput(), changes, under),
    legal: (changes) => runGuards(proposalRules, { ...asked, changes }).changes,
    permits: (changes, outlook) =>
      considering.guards === 'safety' ||
      outcomeRules.every((rule) => rule.check({ ...asked, changes, outlook }).answer.answer !== 'veto'),
    horizonSeconds: evidence.horizonSeconds,
    earlier: considering.earlier,
    utilityOf: (window) => utility(performanceNow(window, objective), objective, considering.reference),
    partsNow: contributions(performanceNow(evaluation, objective), objective, {
      ...considering.reference,
      ...(demand.known
        ? { throughputPerSecond: demand.perSecond * throughputPerSpoutTuple(evaluation) }
        : {}),
    }),
    past: evidence,
  };
}

type Fits = Readonly<Record<'whole' | 'few' | 'fewest', () => Fit>>;

/** The twin, and the same with few beliefs; fitted when it is first asked: who holds without an outlook pays nothing. */
function fitsOf({ earlier, history, evaluation }: Deliberating, fit?: Fit): Fits {
  const whole = once(() => fit ?? fitTwin([...earlier, ...history, evaluation]));
  const few = once(() => slimmedFit(whole(), beliefsPerCandidate));
  return { whole, few, fewest: once(() => slimmedFit(whole(), beliefsPerSearchStep)) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function slimmedFit(fit: Fit, beliefs: number): Fit {
  return fit.kind === 'twin' ? { kind: 'twin', twin: slimmed(fit.twin, beliefs) } : fit;
}

/** The policy's answer, or its fallback's where it is unsure; both are said. */
function ask(
  { policy, fallback: configured, unfamiliar = null }: Considering,
  situation: Situation,
): { readonly answer: Answer; readonly said: GuardAnswer[] } {
  const fallback = configured?.name === policy.name ? null : configured;
  const answer: Answer =
    unfamiliar === null || fallback === null
      ? policy.decide(situation)
      : { kind: 'unsure', code: 'OUT_OF_DISTRIBUTION', text: unfamiliar.text };
  if (answer.kind !== 'unsure' || fallback === null) return { answer, said: [said('policy', answer)] };
  const instead = fallback.decide(situation);
  const marked: GuardAnswer = {
    guard: 'confidence',
    answer: 'pass',
    code: answer.code,
    margin: null,
    text: `${policy.name} is out of its depth (${answer.text}); ${fallback.name} decides`,
  };
  return { answer: instead, said: [marked, said('policy', instead)] };
}

function said(guard: string, answer: Answer): GuardAnswer {
  return answer.kind === 'propose'
    ? { guard, answer: 'pass', code: 'PROPOSED', margin: null, text: answer.text }
    : { guard, answer: 'veto', code: answer.code, margin: null, text: answer.text };
}
