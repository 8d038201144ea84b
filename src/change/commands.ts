// The `storm` commands that carry out a plan, quoted so that they can be pasted.
import type { Operation } from '../clusters/index.js';
import { shellCommand } from '../util/index.js';

/** In order; between two, wait until the topology is steady. */
export function stormCommands(topology: string, plan: readonly Operation[]): string[] {
  return plan.map((operation) => {
    // Short flags only: the long ones differ between storm.py and the Java class behind it.
    const options = ['-w', String(operation.waitSeconds), ...optionsOf(operation)];
    // A name like -x would be taken for an option; after -- it is not.
    const words = topology.startsWith('-') ? [...options, '--', topology] : [topology, ...options];
    return shellCommand(['storm', 'rebalance', ...words]);
  });
}

function optionsOf(operation: Operation): string[] {
  switch (operation.kind) {
    case 'rebalance-assignment':
      return [
        ...(operation.workers === null ? [] : ['-n', String(operation.workers)]),
        ...Object.entries(operation.executors).flatMap(([name, n]) => ['-e', `${name}=${n}`]),
      ];
    case 'rebalance-configuration':
      return ['-t', JSON.stringify(operation.settings)];
    case 'rebalance-resources':
      return ['-r', JSON.stringify(operation.resources)];
  }
}
