// Wrong proposals by the thousand against the guards: which come through, by whom the others are stopped, and what it would have cost.
import { planOf, validateOperation } from '../change/index.js';
import type { Considered } from '../decision/index.js';
import type { Changes } from '../knobs/index.js';
import type { Objective } from '../objective/index.js';
import type { Policy } from '../policy/index.js';
import { createRandom } from '../util/index.js';
import { planChangeOf, slotsOf, waitSecondsOf } from './applying.js';
import { changeAndJudge } from './judging.js';
import { garbageProposal, plausibleProposal, possibleIn } from './proposals.js';
import { randomScenario } from './scenarios.js';
import { brokenByChange, compare } from './truth.js';
import { considerNow, started, type Watched, watch, withSlosThatHold } from './watched.js';

export interface WrongProposalsOptions {
  readonly proposals: number;
  /** The first seed; each proposal has one of its own. */
  readonly from: number;
  /** In turn; their SLOs are replaced by such as hold. */
  readonly objectives: readonly Objective[];
}

export type ProposalKind = 'garbage' | 'plausible';

/** What became of one proposal. */
export interface Tried {
  readonly seed: number;
  readonly kind: ProposalKind;
  readonly proposed: Changes;
  /** What the guards left of it and let through; null where they stopped it. */
  readonly accepted: Changes | null;
  /** `guard CODE` of the first veto; null where it was let through. */
  readonly stoppedBy: string | null;
  /** What the engine would not take of what was let through. */
  readonly problems: readonly string[];
  /** SLOs that hold now and are broken at the bad end of the prediction. */
  readonly atRisk: readonly string[];
  /** SLOs that it truly broke. */
  readonly broken: readonly string[];
  /** Whether the first full window after it has it taken back. */
  readonly isUndone: boolean;
}

/** Long enough that no guard stops a proposal only because it knows too little of the past. */
const watchMinutes = 25;
const scenarioMinutes = 120;

/** Tries each proposal on a topology of its own; one that moves nothing is passed over for the next. */
export function tryWrongProposals({ proposals, from, objectives }: WrongProposalsOptions): Tried[] {
  const all: Tried[] = [];
  for (let seed = from; all.length < proposals; seed++) {
    // Both kinds meet every objective.
    const objective = objectives[Math.floor(all.length / 2) % objectives.length];
    if (objective === undefined) throw new RangeError('at least one objective is needed');
    const tried = tryOne(seed, all.length % 2 === 0 ? 'garbage' : 'plausible', objective);
    if (tried !== null) all.push(tried);
  }
  return all;
}

function tryOne(seed: number, kind: ProposalKind, base: Objective): Tried | null {
  const scenario = randomScenario(seed, scenarioMinutes);
  const watched = watch(scenario, watchMinutes);
  if (watched === null) return null;
  const random = createRandom(seed).fork('wrong proposal');
  const objective = withSlosThatHold(base, watched.seen, random);
  const possible = possibleIn(watched.environment);
  const proposed = (kind === 'garbage' ? garbageProposal : plausibleProposal)(possible, random);
  const considered = considerNow(watched, objective, proposing(proposed));
  const stoppedBy = stopOf(considered);
  const told = { seed, kind, proposed, stoppedBy };
  if (stoppedBy !== null) {
    return { ...told, accepted: null, problems: [], atRisk: [], broken: [], isUndone: false };
  }
  const accepted = considered.changes;
  const problems = problemsOf(accepted, watched);
  const atRisk = slosAtBadEnd(considered, objective);
  // What the engine would not take cannot be tried.
  if (problems.length > 0) return { ...told, accepted, problems, atRisk, broken: [], isUndone: false };
  const { environment } = watched;
  const judged = changeAndJudge(watched, objective, accepted, considered.outlook?.predicted ?? null);
  const compared = compare(environment, started(scenario, watchMinutes));
  const broken = brokenByChange(compared, objective);
  return { ...told, accepted, problems, atRisk, broken, isUndone: judged.isUndone };
}

function proposing(changes: Changes): Policy {
  const about = 'proposes the same whatever it sees';
  return { name: 'wrong', about, decide: () => ({ kind: 'propose', changes, text: 'at random' }) };
}

function stopOf({ apply, answers }: Considered): string | null {
  if (apply) return null;
  const veto = answers.find(({ answer }) => answer === 'veto');
  return veto === undefined ? 'nothing left' : `${veto.guard} ${veto.code}`;
}

/** By the list of what may be sent, and by the environment itself: neither is asked by the guards. */
function problemsOf(changes: Changes, { environment, seen }: Watched): string[] {
  const plan = environment.plan();
  const facts = {
    generation: 'storm-2.x',
    tasks: Object.fromEntries(plan.components.map(({ name, tasks }) => [name, tasks])),
    slots: slotsOf(environment),
    settings: plan.settings,
    bounds: {},
  } as const;
  const operations = planOf(changes, waitSecondsOf(seen));
  const refusal = environment.refusal(planChangeOf(changes));
  return [
    ...(operations.length === 0 ? ['there is nothing to send'] : []),
    ...operations.flatMap((one) =>
      validateOperation(one, facts).map(({ place, text }) => `${place}: ${text}`),
    ),
    ...(refusal === null ? [] : [refusal]),
  ];
}

/** By the ranges that were predicted, not by what the outlook or a guard makes of them. */
export function slosAtBadEnd({ outlook }: Pick<Considered, 'outlook'>, { slo }: Objective): string[] {
  const predicted = outlook?.predicted ?? null;
  if (predicted === null) return [];
  const { minThroughputPerSecond: least, completeLatencyMs: most } = slo;
  const { throughputPerSecond, completeLatencyMs } = predicted;
  return [
    ...(least !== undefined && throughputPerSecond.low < least ? ['minThroughputPerSecond'] : []),
    ...(most !== undefined && completeLatencyMs !== null && completeLatencyMs.high > most
      ? ['completeLatencyMs']
      : []),
  ];
}
