// Episodes as Heron plays them: every change restarts all, containers follow the packing, and without acknowledgements buffers hold the spouts back.
import { twinChangeOf } from '../outlook/index.js';
import { asOnHeron, type Environment, type PlanChange } from '../simulator/index.js';
import { type Packed, packedAfter } from '../twin/index.js';
import { planChangeOf, slotsOf } from './applying.js';
import type { EpisodeSpec } from './types.js';

const reliability = 'topology.reliability.mode';
const ackerName = '__acker';

/**
 * The same application, load and objective on Heron.
 * @param isAcked whether tuples are acknowledged one by one; without, which is Heron's default, latency is unknown and nothing but back
 *   pressure limits what is in flight
 */
export function onHeron(spec: EpisodeSpec, isAcked: boolean): EpisodeSpec {
  const { scenario } = spec;
  const { topology } = scenario;
  const mode = isAcked ? 'ATLEAST_ONCE' : 'ATMOST_ONCE';
  const settings: typeof topology.settings = { ...topology.settings };
  settings[reliability] = mode;
  return { ...spec, scenario: asOnHeron({ ...scenario, topology: { ...topology, settings } }) };
}

/** How it is packed when an episode begins: as RoundRobinPacking submits it; null on Storm. */
export function firstPacked(environment: Environment): Packed | null {
  if (environment.scenario.engine !== 'heron') return null;
  const { components, workers } = environment.plan();
  const own = components.filter(({ name }) => name !== ackerName);
  const executors = Object.fromEntries(own.map((one) => [one.name, one.executors]));
  const instances = own.reduce((sum, one) => sum + one.executors, 0);
  const submitted = { instances, containers: Math.min(workers, instances) };
  const dealt = own.flatMap(({ name, executors: n }) =>
    Array.from({ length: n }, (_, index) => ({ component: name, index })),
  );
  const all: Packed = {
    containers: [{ id: 1, instances: dealt.map((one, i) => ({ ...one, task: i + 1 })) }],
    submitted,
    repacking: 'round-robin',
    deactivateSeconds: 0,
  };
  const packed = packedAfter(all, { executors, workers: submitted.containers });
  // The agent asks for the repacking that keeps instances.
  return packed === null ? null : { ...packed, repacking: 'keeping' };
}

/** An update as the plan takes it: as many containers as the packing has then, each with a stream manager that acknowledges. */
export function updateOf(
  environment: Environment,
  packed: Packed,
  changes: Parameters<typeof planChangeOf>[0],
): { readonly change: PlanChange; readonly after: Packed } | null {
  const after = packedAfter(packed, twinChangeOf(changes));
  if (after === null) return null;
  const { executors = {} } = planChangeOf(changes);
  const workers = Math.min(slotsOf(environment), after.containers.length);
  const isAcked = environment.plan().components.some(({ name }) => name === ackerName);
  const named = isAcked ? { ...executors, [ackerName]: workers } : executors;
  return { change: { executors: named, workers }, after };
}
