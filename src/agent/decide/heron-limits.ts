// How far one update of a Heron topology may go: Heron itself has no limit, and takes 0 and -1 as well.
import { isSayable } from '../../change/index.js';
import { canResize, canUpdate, type Snapshot } from '../../clusters/index.js';
import type { GuardInput } from '../../guard/index.js';
import { executorsKnob, fromHeronName, mostTimesAsMany } from '../../knobs/index.js';

interface OwnKnobs {
  readonly exclude: readonly string[];
  readonly bounds: GuardInput['limits']['bounds'];
}

/** The operator's limits, which are in Heron's names, in those that decisions are made in. */
export function heronKnobsAsShared({ exclude, bounds }: OwnKnobs): OwnKnobs {
  return {
    exclude: exclude.map(fromHeronName),
    bounds: Object.fromEntries(Object.entries(bounds).map(([knob, limits]) => [fromHeronName(knob), limits])),
  };
}

/**
 * Spouts stay: an instance more is a further reader of the source with pending tuples of its own, which no model here knows. The
 * Tracker does not tell how large the cluster is, so containers at most double, and none of them may be empty; nor fuller than at
 * submission, for Heron leaves a container its size ("Changing the size of a container is not supported", UpdateTopologyManager.java:351).
 */
export function heronLimits(snapshot: Snapshot, knobs: OwnKnobs): GuardInput['limits'] {
  const { exclude, bounds } = heronKnobsAsShared(knobs);
  const { components, assignedExecutors, assignedWorkers, submitted } = snapshot;
  const { place } = snapshot.topology;
  // Some schedulers update nothing that runs: that is advice. Others only what fits into the containers there are.
  const isStuck = place !== undefined && !canUpdate(place);
  const isFull = place !== undefined && !canResize(place);
  const fixed = components.filter(({ kind, name }) => isStuck || kind !== 'bolt' || !isSayable(name));
  return {
    generation: 'heron',
    elastic: true,
    ...(submitted === undefined || submitted.instances === 0
      ? {}
      : { instancesPerContainer: Math.ceil(submitted.instances / submitted.containers) }),
    tasks: Object.fromEntries(components.map(({ name, executors }) => [name, mostTimesAsMany * executors])),
    slotsFree: Math.max(0, Math.min(assignedWorkers, assignedExecutors - assignedWorkers)),
    messageTimeoutSeconds: snapshot.measuring.messageTimeoutSeconds,
    bounds,
    excludedByOperator: exclude,
    exclude: [...exclude, ...fixed.map(({ name }) => executorsKnob(name)), ...(isFull ? ['workers'] : [])],
  };
}
