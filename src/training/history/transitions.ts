// What a recorded episode teaches: each decision as the networks would have seen it, and the return that really followed.
import { type RecordedDecision, type RecordedEpisode, situationOf } from '../../decision/index.js';
import type { Changes } from '../../knobs/index.js';
import { type Contributions, contributions, valueParts } from '../../objective/index.js';
import { performanceNow } from '../../outlook/index.js';
import {
  type Ablation,
  type Candidate,
  candidateFor,
  candidateSetOf,
  lookWithout,
  masked,
} from '../../policy/index.js';
import { type CandidateSet, type EpisodeStep, nStepTransitions, type Transition } from '../../rl/index.js';
import type { TrainingSpec } from '../learning/spec.js';

export type ReturnSpec = Pick<
  TrainingSpec,
  'discountPerMinute' | 'rewardScale' | 'branchMinutes' | 'decideEveryMinutes' | 'without'
>;

/**
 * n-step returns over about `branchMinutes`, as in the simulator; but what else was decided meanwhile is in them. The reward of the time between two
 * decisions is what the later window measured, and what a standstill is worth for as long as processes were down. A decision that the
 * twin cannot look at ends a run: what follows it begins a new one.
 */
export function transitionsOf({ decisions }: RecordedEpisode, spec: ReturnSpec): Transition[] {
  return runsOf(decisions, spec.without).flatMap((run) => {
    const last = run.at(-1);
    if (last === undefined) return [];
    const steps = run.slice(0, -1).map((one, i): EpisodeStep => stepTo(run[i + 1] ?? last, one, spec));
    return nStepTransitions(steps, last.set, {
      steps: Math.max(1, Math.round(spec.branchMinutes / spec.decideEveryMinutes)),
      discountPerMinute: spec.discountPerMinute,
    });
  });
}

/** A decision with what could be chosen. */
interface Looked {
  readonly decision: RecordedDecision;
  readonly set: CandidateSet;
  /** Index into `set`. */
  readonly chosen: number;
  readonly parts: Contributions | null;
  readonly standstill: Contributions | null;
}

function runsOf(decisions: readonly RecordedDecision[], without: readonly Ablation[]): Looked[][] {
  const runs: Looked[][] = [[]];
  for (const decision of decisions) {
    const looked = looking(decision, without);
    if (looked === null) runs.push([]);
    else runs.at(-1)?.push(looked);
  }
  return runs;
}

function looking(decision: RecordedDecision, without: readonly Ablation[]): Looked | null {
  const { madeFrom, changes } = decision;
  const situation = situationOf(madeFrom);
  const all = lookWithout(situation, without);
  if (typeof all === 'string') return null;
  const permitted = all.filter(({ isPermitted }) => isPermitted);
  const isHold = Object.keys(changes).length === 0;
  let chosen = isHold ? 0 : 1 + permitted.findIndex((one) => isSame(one, changes));
  if (!isHold && chosen === 0) {
    // By another policy, another release or a person: one more to choose from.
    const tried = candidateFor(situation, changes);
    if (typeof tried === 'string') return null;
    chosen = permitted.push(tried);
  }
  const { evaluation, objective, reference } = madeFrom;
  const stopped = {
    ...performanceNow(evaluation, objective),
    throughputPerSecond: 0,
    completeLatencyMs: 60_000,
  };
  return {
    decision,
    set: masked(candidateSetOf(situation, permitted), without),
    chosen,
    parts: situation.partsNow,
    standstill: contributions(stopped, objective, reference),
  };
}

function isSame({ changes }: Candidate, other: Changes): boolean {
  const knobs = Object.keys(changes);
  return knobs.length === Object.keys(other).length && knobs.every((knob) => changes[knob] === other[knob]);
}

function stepTo(next: Looked, { decision, set, chosen, standstill }: Looked, spec: ReturnSpec): EpisodeStep {
  const { rewardScale, discountPerMinute } = spec;
  const seconds = (next.decision.atMs - decision.atMs) / 1000;
  const down = Math.min(seconds, decision.pauseSeconds);
  const whole = discountedMinutes(seconds, discountPerMinute);
  const first = discountedMinutes(down, discountPerMinute);
  const reward = valueParts.map(
    (part) => rewardScale * (first * (standstill?.[part] ?? 0) + (whole - first) * (next.parts?.[part] ?? 0)),
  );
  return { set, chosen, reward, seconds };
}

/** What each minute of a stretch counts, summed: (1 - gamma^d) / (1 - gamma) for d minutes, as in the simulator, which has a reward a minute. */
function discountedMinutes(seconds: number, gamma: number): number {
  const minutes = seconds / 60;
  return gamma < 1 ? (1 - gamma ** minutes) / (1 - gamma) : minutes;
}
