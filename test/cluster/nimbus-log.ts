// What Nimbus itself says that it was sent.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lines of its log about rebalances of the topology of that name, in all its submissions. */
export function rebalancesOf({ home }: { readonly home: string }, name: string): string[] {
  const logs = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((n) =>
    /nimbus[^/]*\.log$/.test(n),
  );
  if (logs.length === 0) throw new Error(`no log of Nimbus under ${home}`);
  const line = new RegExp(`TRANSITION: ${name}-\\d+-\\d+ REBALANCE `);
  return logs
    .flatMap((log) => readFileSync(join(home, log), 'utf8').split('\n'))
    .filter((text) => line.test(text));
}
