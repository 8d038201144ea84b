// Decisions whose true cause is known: one bolt of a random application is made so slow that it is what limits, and nothing else is near.
import { objectiveFrom } from '../../dist/config/index.js';
import { consider } from '../../dist/decision/index.js';
import { createEnvironment } from '../../dist/simulator/index.js';
import { consideringNow, randomScenario, underSteadyLoad, watch } from '../../dist/training/index.js';
import { createRandom } from '../../dist/util/index.js';

const watchMinutes = 15;
/** Before the cause is planted the busiest bolt is this busy; the planted one would have to be that busy to carry the load. */
const [calm, planted] = [0.5, 1.4];
const objectives = ['balanced', 'throughput', 'latency'].map((name) => objectiveFrom(name, 'bench'));

/** @returns null where the seed gives no such case; the caller counts them */
export function plantedCase(seed, policy) {
  const random = createRandom(seed).fork('planted-cause');
  const plain = calmed(underSteadyLoad(randomScenario(seed, 120), 1));
  if (plain === null) return null;
  const before = watch(plain, watchMinutes);
  if (before === null) return null;
  const bolts = before.seen.components.filter(
    ({ kind, utilisation, executors, skew }) =>
      kind === 'bolt' && utilisation > 0.02 && !(executors > 1 && skew >= 0.8 * executors),
  );
  if (bolts.length < 3) return null;
  const chosen = bolts[random.integer(bolts.length)];
  const watched = watch(slowed(plain, chosen.name, planted / chosen.utilisation), watchMinutes);
  if (watched === null) return null;
  const { limitedBy } = watched.environment.advance(60);
  if (limitedBy !== chosen.name) return null;
  return { cause: chosen.name, limitedBy, seed, made: madeCase(watched, objectives[seed % 3], policy) };
}

/** A decision on a watched topology, as `explain` takes it. */
export function madeCase(watched, objective, policy) {
  const { policy: _, fallback, ...deliberating } = consideringNow(watched, objective, policy);
  return {
    deliberating,
    policy,
    fallback,
    ensemble: policy.ensemble ?? null,
    result: consider({ ...deliberating, policy, fallback }),
  };
}

/** The load is lowered until the busiest component, ackers and spouts too, is calm. */
function calmed(scenario) {
  const environment = createEnvironment(scenario, { windowSeconds: 120 });
  for (let minute = 0; minute < 5; minute++) environment.advance(60);
  const seen = environment.observe();
  if ('kind' in seen) return null;
  const busiest = Math.max(...seen.components.map(({ utilisation }) => utilisation ?? 0));
  return busiest > 0 ? withLoad(scenario, Math.min(1, calm / busiest)) : null;
}

function withLoad(scenario, factor) {
  const load = Object.entries(scenario.load).map(([name, { steps }]) => [
    name,
    { kind: 'step', steps: steps.map((step) => ({ ...step, perSecond: step.perSecond * factor })) },
  ]);
  return { ...scenario, load: Object.fromEntries(load) };
}

/** By waiting, so that no core is short. */
function slowed(scenario, name, factor) {
  const { components } = scenario.topology;
  const { cpuMicros = 0, waitMicros = 0 } = components[name];
  const longer = { ...components[name], waitMicros: factor * (cpuMicros + waitMicros) - cpuMicros };
  return {
    ...scenario,
    topology: { ...scenario.topology, components: { ...components, [name]: longer } },
  };
}
