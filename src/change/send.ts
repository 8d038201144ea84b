// The one way by which anything is sent to a cluster: what is not on the list does not leave the process.
import type { Cluster, Operation, TopologyRef } from '../clusters/index.js';
import { TrimtabError } from '../errors/index.js';
import type { SendFacts } from './facts.js';
import { assertValid } from './validate.js';

/**
 * @param facts of the topology as it is now
 * @throws TrimtabError TRIMTAB_E_INVALID_PLAN when the operation is not on the list; otherwise as Cluster.rebalance
 */
export async function send(
  cluster: Cluster,
  topology: TopologyRef,
  operation: Operation,
  facts: SendFacts,
  signal: AbortSignal,
): Promise<void> {
  assertValid(operation, facts);
  // A copy, looked at again: whoever holds the original can no longer change what is sent.
  const copy = copyOf(operation);
  assertValid(copy, facts);
  await cluster.rebalance(topology, copy, signal);
}

function copyOf(operation: Operation): unknown {
  try {
    return structuredClone(operation);
  } catch (cause) {
    throw new TrimtabError('TRIMTAB_E_INVALID_PLAN', 'the operation is no plain data; nothing was sent', {
      cause,
    });
  }
}
