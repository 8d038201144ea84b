// An update of a running topology: packed on trial first, looked at, and only then sent, once.
import { TrimtabError } from '../../errors/index.js';
import type { HeronPlace, Operation, TopologyRef } from '../types.js';
import { countsOf, type DryRun, type PackedPlan } from './dry-run.js';
import { namedOf, topologyId } from './identity.js';
import { planOf } from './plan.js';
import type { Named, Tracker } from './tracker.js';
import type { UpdateRequest, Updater } from './updater.js';

/** Keeps instances where they are, where the usual RoundRobinPacking moves most of them; it knows of no number of containers. */
const keeping = 'org.apache.heron.packing.roundrobin.ResourceCompliantRRPacking';
/** The only repacking that takes a number of containers, whatever packing.yaml names; it packs from scratch. */
const dealing = 'org.apache.heron.packing.roundrobin.RoundRobinPacking';

/** By the name of the cluster, which is that of a folder of Heron's configuration: heron/config/src/yaml/conf/SCHEDULER. */
const withoutUpdate: ReadonlySet<string> = new Set(['mesos', 'marathon', 'slurm']);
/** NomadScheduler.java:91: it can neither add nor remove a container. */
const withoutContainers: ReadonlySet<string> = new Set(['nomad']);

/** Whether the scheduler of a topology updates what runs; the others take a new submission. */
export function canUpdate({ cluster }: HeronPlace): boolean {
  return !withoutUpdate.has(cluster.toLowerCase());
}

/** Whether it starts and ends containers of a topology that runs. */
export function canResize(place: HeronPlace): boolean {
  return canUpdate(place) && !withoutContainers.has(place.cluster.toLowerCase());
}

type Asked = Omit<UpdateRequest, 'repacking'>;

/**
 * @throws TrimtabError as Cluster.rebalance; TRIMTAB_E_PACKING where the topology would be packed otherwise than asked, or is another one
 *   for who updates it than for the Tracker
 */
export async function sendUpdate(
  tracker: Tracker,
  updater: Updater,
  topology: TopologyRef,
  operation: Operation,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const asked = askedOf(operation);
  const named = namedOf(topology);
  if (named === null)
    throw new TrimtabError('TRIMTAB_E_TOPOLOGY_GONE', `${topology.name} has no cluster and role`);
  if (!canUpdate(named)) throw refused(`the scheduler ${named.cluster} cannot update a running topology`);
  const now = await packingNow(tracker, named, topology, signal);
  const { request, dryRun } = await packedOnTrial(updater, named, asked, signal);
  check(asked, dryRun, now, named);
  await updater.update(named, request, signal);
}

/** @throws TrimtabError TRIMTAB_E_INVALID_PLAN: Heron takes 0 and -1, and then removes the component */
function askedOf(operation: Operation): Asked {
  if (operation.kind !== 'rebalance-assignment') {
    throw invalid(`${operation.kind}: Heron changes only parallelism and containers of a running topology`);
  }
  const { executors, workers: containers } = operation;
  const counts = Object.entries(executors);
  for (const [name, n] of [
    ...counts,
    ...(containers === null ? [] : [['containers', containers] as const]),
  ]) {
    if (!Number.isInteger(n) || n < 1)
      throw invalid(`${name}: found ${n}, expected an integer of at least 1`);
    if (!/^[\w.-]+$/.test(name)) throw invalid(`${JSON.stringify(name)} is no name that an update can have`);
  }
  if (counts.length === 0 && containers === null)
    throw invalid('an update that changes nothing would restart everything');
  return { executors, containers };
}

/** The topology is named by its name in the call, so it is looked up immediately before. */
async function packingNow(
  tracker: Tracker,
  named: Named,
  { id, name }: TopologyRef,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const info = await tracker.info(named, signal);
  if (topologyId(info.execution_state) !== id) {
    throw new TrimtabError('TRIMTAB_E_TOPOLOGY_GONE', `${name} was submitted again since`);
  }
  const { components, isComplete } = planOf(info);
  if (!isComplete) throw new TrimtabError('TRIMTAB_E_REBALANCING', `the plans of ${name} are not complete`);
  return new Set(components.flatMap(({ instances }) => instances.map((one) => one.id)));
}

/**
 * By the repacking that keeps instances where they are; where that cannot, by what the cluster is configured to use. A number of containers
 * takes the one that packs from scratch.
 */
async function packedOnTrial(
  updater: Updater,
  named: Named,
  asked: Asked,
  signal: AbortSignal,
): Promise<{ readonly request: UpdateRequest; readonly dryRun: DryRun }> {
  if (asked.containers === null) {
    const request = { ...asked, repacking: keeping };
    try {
      return { request, dryRun: await updater.dryRun(named, request, signal) };
    } catch (thrown) {
      // A plan made by RoundRobinPacking may be one that it cannot begin from (issue 2576 of Heron).
      const isPacking =
        thrown instanceof TrimtabError &&
        (thrown.code === 'TRIMTAB_E_ENGINE_FAILED' || thrown.code === 'TRIMTAB_E_VALUE_REFUSED');
      if (!isPacking) throw thrown;
    }
  }
  const request = { ...asked, repacking: asked.containers === null ? null : dealing };
  return { request, dryRun: await updater.dryRun(named, request, signal) };
}

function check(
  { executors, containers }: Asked,
  { before, after }: DryRun,
  now: ReadonlySet<string>,
  named: Named,
): void {
  const { name, cluster } = named;
  if (before.instances.size !== now.size || [...now].some((id) => !before.instances.has(id))) {
    throw packing(
      `${name} has other instances in the dry run than in the Tracker: they are of two clusters, or it is being changed`,
    );
  }
  const [old, fresh] = [countsOf(before), countsOf(after)];
  for (const component of new Set([...old.keys(), ...fresh.keys()])) {
    const wanted = Object.hasOwn(executors, component) ? executors[component] : old.get(component);
    const got = fresh.get(component) ?? 0;
    if (got !== wanted) throw packing(`${name} would have ${got} instances of ${component}, not ${wanted}`);
  }
  if (containers !== null && after.containers.length !== containers) {
    throw packing(`${name} would have ${after.containers.length} containers, not ${containers}`);
  }
  if (!canResize(named) && !sameContainers(before, after)) {
    throw refused(
      `the scheduler ${cluster} can neither add nor remove a container, and this update needs it`,
    );
  }
}

function sameContainers(before: PackedPlan, after: PackedPlan): boolean {
  return String([...before.containers].sort()) === String([...after.containers].sort());
}

function packing(text: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_PACKING', `${text}; nothing was sent`);
}

function refused(text: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_VALUE_REFUSED', `${text}; nothing was sent`, {
    next: 'Submit the topology again with the wanted numbers.',
  });
}

function invalid(text: string): TrimtabError {
  return new TrimtabError('TRIMTAB_E_INVALID_PLAN', `${text}; nothing was sent`);
}
