// Predicted against true prices of changes, on clusters that restart slower or faster than the table says.

import type { Evaluation } from '../metrics/index.js';
import { createEnvironment, type Environment, type Scenario } from '../simulator/index.js';
import {
  capacityPerSecond,
  experienceOf,
  fitTwin,
  priceOf,
  type SeenRestart,
  startedAfterSeconds,
} from '../twin/index.js';
import { createRandom, type Random } from '../util/index.js';

export interface PricedChange {
  /** Changes of this cluster that were seen before this one. */
  readonly before: number;
  readonly pause: { readonly predictedSeconds: number; readonly trueSeconds: number };
  /** null where the backlog was not worked off, or nothing is predicted. */
  readonly catchUp: { readonly predictedSeconds: number; readonly trueSeconds: number } | null;
}

const changesEach = 8;
const waitSeconds = 5;
const longestCatchUpSeconds = 3600;
/** Of what is owed, when the catching up is timed. */
const share = 0.9;

/**
 * One cluster: changes of random executors, one after the other, each predicted with what the ones before it have shown.
 * @param scenario with a constant load
 */
export function pricesOf(scenario: Scenario, seed: number): PricedChange[] {
  const random = createRandom(seed).fork('prices');
  const restartFactor = 0.5 * 6 ** random.uniform();
  const environment = createEnvironment(scenario, { seed, restartFactor, external: true });
  const engine = scenario.engine === 'heron' ? 'heron' : 'storm-2.x';
  const seen: SeenRestart[] = [];
  const priced: PricedChange[] = [];
  const windows: Evaluation[] = [];
  for (let i = 0; i < changesEach; i++) {
    const before = environment.advance(600);
    const window = environment.observe();
    const change = randomChange(environment.plan(), random);
    if ('kind' in window || change === null || environment.refusal(change) !== null) continue;
    windows.push(window);
    const fit = fitTwin(windows.slice(-8));
    const { workers } = environment.plan();
    const { pauseSeconds, catchUpSeconds } = priceOf({
      engine,
      steps: ['assignment'],
      workers,
      waitSeconds,
      offeredPerSecond: before.offeredPerSecond,
      capacityPerSecond: fit.kind === 'twin' ? (capacityPerSecond(fit.twin, change) ?? 0) : 0,
      lostEachSecond: null,
      utilityGain: null,
      experience: experienceOf(engine, seen),
    });
    const at = environment.nowSeconds();
    environment.change(change, waitSeconds);
    const truth = passThrough(environment);
    // Where the source gives more than can be carried there is nothing to catch up with.
    const isSpare = before.throughputPerSecond > 0.98 * before.offeredPerSecond;
    priced.push({
      before: seen.length,
      pause: { predictedSeconds: pauseSeconds, trueSeconds: truth.pauseSeconds },
      catchUp:
        !isSpare || truth.catchUpSeconds === null || catchUpSeconds === null
          ? null
          : { predictedSeconds: catchUpSeconds, trueSeconds: truth.catchUpSeconds },
    });
    const flowingAfterSeconds = environment.upSinceSeconds() - at;
    const upAfterSeconds = startedAfterSeconds(engine, waitSeconds, flowingAfterSeconds);
    seen.push({ step: 'assignment', workers, waitSeconds, upAfterSeconds });
  }
  return priced;
}

interface Truth {
  readonly pauseSeconds: number;
  /**
   * From the end of the pause until as much was completed as was on offer, by the time that nine tenths of it take: the last tenth
   * drowns in the noise of the load. null when that did not come.
   */
  readonly catchUpSeconds: number | null;
}

function passThrough(environment: Environment): Truth {
  let [pauseSeconds, owed] = [0, 0];
  const second = (): number => {
    const { pauseSeconds: pause, offeredPerSecond, throughputPerSecond } = environment.advance(1);
    owed += offeredPerSecond - throughputPerSecond;
    return pause;
  };
  while (environment.isChanging()) pauseSeconds += second();
  const began = environment.nowSeconds();
  const most = owed;
  while (environment.nowSeconds() - began < longestCatchUpSeconds) {
    if (owed <= (1 - share) * most) {
      return { pauseSeconds, catchUpSeconds: (environment.nowSeconds() - began) / share };
    }
    second();
  }
  return { pauseSeconds, catchUpSeconds: null };
}

/** One component, one executor more or less. */
function randomChange(
  { components }: ReturnType<Environment['plan']>,
  random: Random,
): { executors: Record<string, number> } | null {
  const one = components[random.integer(components.length)];
  if (one === undefined) return null;
  const executors = one.executors + (one.executors > 1 && random.uniform() < 0.3 ? -1 : 1);
  return executors > one.tasks ? null : { executors: { [one.name]: executors } };
}
