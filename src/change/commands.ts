// The `storm` commands that carry out a plan, quoted so that they can be pasted.
import { type Operation, stormWords } from '../clusters/index.js';
import { shellCommand } from '../util/index.js';

/** In order; between two, wait until the topology is steady. */
export function stormCommands(topology: string, plan: readonly Operation[]): string[] {
  return plan.map((operation) => shellCommand(['storm', ...stormWords(topology, operation)]));
}
