// A topology that has been watched for a while: what an agent knows of it at the moment at which a proposal comes.
import { type Considered, type Considering, consider, type LoadSample } from '../decision/index.js';
import type { Evaluation } from '../metrics/index.js';
import type { Objective } from '../objective/index.js';
import { type Outlook, outlookOf, referenceAt, referenceOf } from '../outlook/index.js';
import type { Policy } from '../policy/index.js';
import { createEnvironment, type Environment, type Scenario } from '../simulator/index.js';
import { type Demand, estimateDemand, fitTwin } from '../twin/index.js';
import type { Random } from '../util/index.js';
import { waitSecondsOf, windowSeconds } from './applying.js';
import { consideringIn } from './considering.js';
import { actingFacts, usualRestraint } from './restraint.js';

export interface Watched {
  readonly environment: Environment;
  /** The last window. */
  readonly seen: Evaluation;
  /** The windows before it, oldest first. */
  readonly history: readonly Evaluation[];
  readonly loads: readonly LoadSample[];
  readonly demand: Demand;
}

/**
 * An environment that was looked at every minute.
 * @returns null where nothing moves, so that there is nothing to hold
 */
export function watch(scenario: Scenario, minutes: number): Watched | null {
  const environment = started(scenario, 0);
  const history: Evaluation[] = [];
  const loads: LoadSample[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    environment.advance(60);
    const seen = environment.observe();
    if ('kind' in seen) continue;
    history.push(seen);
    const demand = estimateDemand(seen);
    const perSecond = demand.known ? demand.perSecond : demand.atLeastPerSecond;
    loads.push({ atSeconds: environment.nowSeconds(), perSecond });
  }
  const seen = history.pop();
  if (seen === undefined || !((seen.throughputPerSecond ?? 0) > 0)) return null;
  return { environment, seen, history, loads, demand: estimateDemand(seen) };
}

/** The same environment untouched, at the same moment: what happens without a change. */
export function started(scenario: Scenario, minutes: number): Environment {
  const environment = createEnvironment(scenario, { windowSeconds });
  for (let minute = 0; minute < minutes; minute++) environment.advance(60);
  return environment;
}

/** SLOs that hold in this window: a throughput of 0.9 of it, and 1.5 to 3 times its complete latency. */
export function withSlosThatHold(
  objective: Objective,
  { throughputPerSecond, completeLatencyMs }: Evaluation,
  random: Random,
): Objective {
  const slack = 1.5 + 1.5 * random.uniform();
  return {
    ...objective,
    slo: {
      ...(throughputPerSecond === null ? {} : { minThroughputPerSecond: 0.9 * throughputPerSecond }),
      ...(completeLatencyMs === null ? {} : { completeLatencyMs: slack * completeLatencyMs }),
    },
  };
}

/** One decision under all guards; nothing was changed lately, so that no guard about sending does the work of the others. */
export function considerNow(watched: Watched, objective: Objective, policy: Policy): Considered {
  return consider(consideringNow(watched, objective, policy));
}

/** What that decision is made from. */
export function consideringNow(
  { environment, seen, history, loads, demand }: Watched,
  objective: Objective,
  policy: Policy,
): Considering {
  const past = { loads, lastChange: null, failed: [], peak: null };
  return consideringIn(environment, seen, usualRestraint, past, {
    demand,
    objective,
    reference: referenceAt(seen, objective, referenceOf(history[0] ?? seen, objective)),
    history,
    earlier: [],
    policy,
    acting: actingFacts([], 0, usualRestraint),
    guards: 'full',
  });
}

/** What the twin of these windows promises of a change. */
export function promiseOf(
  { seen, history, demand }: Watched,
  objective: Objective,
  changes: Parameters<typeof outlookOf>[1],
): Outlook['predicted'] {
  const reference = referenceAt(seen, objective, referenceOf(history[0] ?? seen, objective));
  const fit = fitTwin([...history, seen]);
  const waitSeconds = waitSecondsOf(seen);
  const input = {
    engine: 'storm-2.x',
    evaluation: seen,
    fit,
    demand,
    objective,
    reference,
    waitSeconds,
  } as const;
  return outlookOf(input, changes).predicted;
}
