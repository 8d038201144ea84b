// What two workers of a real Storm 2.8.3 sent in one period: of each kind of name one (real-lines.txt, topology wc).
import { readFileSync } from 'node:fs';

export const realTopologyId = 'wc-1-1795358248';

export const realLines: readonly string[] = readFileSync(new URL('real-lines.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

/** As the registry of a worker has it: Graphite's reporter adds `.count` to the names of counters. */
export function registeredName(line: string): string {
  const name = line.split(' ')[0] ?? '';
  return /-(__|doHeartbeat).*\.count$/.test(name) ? name.replace(/\.count$/, '') : name;
}
