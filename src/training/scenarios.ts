// Random scenarios for policies, by seed: applications of every shape under loads that change.
import { createSolver, layOut, solve } from '../model/index.js';
import { randomTopology, type Scenario } from '../simulator/index.js';
import { createRandom, type Random } from '../util/index.js';
import { asScenario } from './as-scenario.js';

/** Load on offer over what the first configuration can carry. */
const loadRange = [0.3, 1.8] as const;

/**
 * @param seed one seed, one scenario; families apart by ranges of seeds
 * @param minutes how long it lasts
 */
export function randomScenario(seed: number, minutes: number): Scenario {
  const { topology, configuration, hardware } = randomTopology(seed);
  const random = createRandom(seed).fork('scenario');
  const spouts = topology.components.filter(({ kind }) => kind === 'spout');
  const most = solve(
    createSolver(layOut(topology, { ...configuration, messageTimeoutSeconds: 30 }, hardware)),
    spouts.map(() => Number.POSITIVE_INFINITY),
  ).total;
  const mean = (Math.max(1, most) * between(random, ...loadRange)) / spouts.length;
  return asScenario({
    name: `random-${seed}`,
    seed,
    minutes,
    topology: {
      ...topology,
      components: topology.components.map((c, i) => ({
        ...c,
        tasks: Math.max(c.tasks, 4 * (configuration.executors[i] ?? 1)),
      })),
    },
    configuration: { ...configuration, pendingPerTask: configuration.pendingPerTask ?? 500 },
    hardware: { ...hardware, sigma: between(random, 0, 0.06), serialisationSeconds: 0.000_005 },
    slotsPerNode: 4,
    load: Object.fromEntries(spouts.map(({ name }) => [name, loadOf(random, mean, minutes)])),
  });
}

function loadOf(random: Random, mean: number, minutes: number): unknown {
  const kind = random.integer(4);
  if (kind === 0) return { kind: 'constant', meanPerSecond: mean };
  if (kind === 1) return { kind: 'daily', meanPerSecond: mean, amplitude: between(random, 0.2, 0.6) };
  if (kind === 2) {
    return {
      kind: 'flash',
      basePerSecond: mean / 1.5,
      factor: between(random, 1.5, 3),
      atMinute: minutes * between(random, 0.1, 0.5),
      riseMinutes: 1,
      holdMinutes: between(random, 20, 60),
      fallMinutes: 2,
    };
  }
  return {
    kind: 'mmpp',
    states: [
      { perSecond: mean, meanMinutes: between(random, 20, 60) },
      { perSecond: mean * between(random, 1.3, 2.5), meanMinutes: between(random, 10, 40) },
    ],
  };
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}
