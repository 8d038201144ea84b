// One operation as the words of the command `storm rebalance`, without the program's own name.
import type { Operation } from '../types.js';

/** Each is one argument of a process; a shell needs them quoted. */
export function stormWords(topology: string, operation: Operation): string[] {
  // Short flags only: the long ones differ between storm.py and the Java class behind it.
  const options = ['-w', String(operation.waitSeconds), ...optionsOf(operation)];
  // A name like -x would be taken for an option; after -- it is not.
  const words = topology.startsWith('-') ? [...options, '--', topology] : [topology, ...options];
  return ['rebalance', ...words];
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
