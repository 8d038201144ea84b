// One operation as the two requests that Storm knows, and the last look at a topology before either is sent.
import { TrimtabError } from '../../errors/index.js';
import type { StructValue } from '../../thrift/index.js';
import type { Generation, Operation, TopologyRef } from '../types.js';

/** RebalanceOptions of storm.thrift; what is not set stays as it is. Settings travel as JSON text. */
export function thriftOptions(operation: Operation): StructValue {
  const wait_secs = operation.waitSeconds;
  switch (operation.kind) {
    case 'rebalance-assignment': {
      const executors = Object.entries(operation.executors);
      return {
        wait_secs,
        ...(operation.workers === null ? {} : { num_workers: operation.workers }),
        ...(executors.length === 0 ? {} : { num_executors: executors }),
      };
    }
    case 'rebalance-configuration':
      return { wait_secs, topology_conf_overrides: JSON.stringify(operation.settings) };
    case 'rebalance-resources': {
      const overrides = Object.entries(operation.resources).map(
        ([component, resources]) => [component, Object.entries(resources)] as const,
      );
      return { wait_secs, topology_resources_overrides: overrides };
    }
  }
}

/** The body that the UI of 1.2 honours; the wait is in its path. */
export function restBody(operation: Operation): unknown {
  if (operation.kind !== 'rebalance-assignment') throw droppedSilently(operation);
  const { workers, executors } = operation;
  return {
    rebalanceOptions: {
      ...(workers === null ? {} : { numWorkers: workers }),
      ...(Object.keys(executors).length === 0 ? {} : { executors }),
    },
  };
}

/** @throws TrimtabError TRIMTAB_E_INVALID_PLAN for what 1.2 accepts and drops: its RebalanceOptions end at field 3 */
export function refuseWhatIsDropped(operation: Operation, generation: Generation): void {
  if (generation === 'storm-1.2' && operation.kind !== 'rebalance-assignment')
    throw droppedSilently(operation);
}

function droppedSilently({ kind }: Operation): TrimtabError {
  const what = kind === 'rebalance-resources' ? 'resources' : 'settings';
  return new TrimtabError(
    'TRIMTAB_E_INVALID_PLAN',
    `Storm 1.2 drops new ${what} of a running topology without a word; nothing was sent`,
    { next: 'Submit the topology again with the new values.' },
  );
}

/**
 * A rebalance names the topology by its name: one that was killed and submitted again would be hit in its place.
 * @param running what the cluster runs at this moment
 * @throws TrimtabError TRIMTAB_E_TOPOLOGY_GONE when that name is no longer that topology, TRIMTAB_E_REBALANCING while Storm would refuse
 */
export function refuseUnlessSame(running: readonly TopologyRef[], { id, name }: TopologyRef): void {
  const found = running.find((topology) => topology.name === name);
  const gone = (what: string): TrimtabError =>
    new TrimtabError('TRIMTAB_E_TOPOLOGY_GONE', `${name} (${id}) ${what}; nothing was sent`);
  if (found === undefined) throw gone('is no longer on the cluster');
  if (found.id !== id) throw gone(`was submitted again as ${found.id}`);
  if (found.status === 'killed') throw gone('is being killed');
  if (found.status === 'rebalancing') {
    throw new TrimtabError('TRIMTAB_E_REBALANCING', `${name} is being rebalanced; nothing was sent`);
  }
}
