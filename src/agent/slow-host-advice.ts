// What only the operator can do about a host on which the same work takes longer; no scheduler of Storm looks at that.
import type { Advice } from '../change/index.js';
import { type Generation, isResourceAware, type Snapshot } from '../clusters/index.js';
import type { Evaluation } from '../metrics/index.js';
import { quantile } from '../util/index.js';
import { settingCommand } from './setting-command.js';

/** One bolt may do other work there. */
const fewestBolts = 2;
/** So many times as long as elsewhere: in the median of the bolts, and in each of them. */
const slowerBy = { median: 1.5, each: 1.25 } as const;
/** An executor that is younger, or has done less, says little: its code was being compiled. */
const least = { uptimeSeconds: 300, executed: 2000 } as const;
const unfavoured = 'topology.scheduler.unfavored.nodes';

type Bolt = Snapshot['components'][number];

/**
 * Compares executors of one bolt with each other, where tuples are shuffled to them, by their means since they started.
 * @returns an advice for each host that is slow
 */
export function slowHostAdvice(
  { topology }: Evaluation,
  { components, configuration, span }: Snapshot,
  generation: Generation,
  waitSeconds: number,
): Advice[] {
  if (span !== 'since-start') return [];
  const bolts = components.filter(
    ({ kind, inputs }) =>
      kind === 'bolt' &&
      inputs.every(({ grouping }) => grouping === 'shuffle' || grouping === 'local_or_shuffle'),
  );
  const hosts = [...new Set(bolts.flatMap(({ samples }) => samples.map(({ host }) => host)))].sort();
  const isPlaced = isResourceAware(configuration) && generation === 'storm-2.x';
  return hosts.flatMap((host): Advice[] => {
    const slower = bolts.flatMap((bolt) => slownessOn(host, bolt) ?? []);
    const times = slower.map((one) => one.times);
    if (times.length < fewestBolts || Math.min(...times) < slowerBy.each) return [];
    const median = quantile(times, 0.5);
    if (median < slowerBy.median) return [];
    const names = slower.map(({ name }) => name).join(', ');
    const found = `A tuple takes ${median.toFixed(1)} times as long on ${host} as on the other hosts, in ${names}: it is slow, or has too much to do. Look what else runs there`;
    const avoided = [...new Set([...listed(configuration[unfavoured]), host])];
    return [
      {
        knob: unfavoured,
        from: null,
        to: true,
        needs: 'rebalance',
        text: isPlaced
          ? `${found}; the resource-aware scheduler uses it last where it is among ${unfavoured}.`
          : `${found}; only another scheduler than the one that runs can be told to avoid it.`,
        commands: isPlaced ? [settingCommand(topology.name, { [unfavoured]: avoided }, waitSeconds)] : [],
      },
    ];
  });
}

/** How many times as long a tuple takes there as elsewhere; null where either is not known well. */
function slownessOn(
  host: string,
  { name, samples }: Bolt,
): { readonly name: string; readonly times: number } | null {
  const here = meanOf(samples.filter((sample) => sample.host === host));
  const elsewhere = meanOf(samples.filter((sample) => sample.host !== host));
  return here === null || elsewhere === null ? null : { name, times: here / elsewhere };
}

/** Milliseconds for a tuple. */
function meanOf(samples: Bolt['samples']): number | null {
  let [executed, busyMs] = [0, 0];
  for (const { counters, uptimeSeconds } of samples) {
    if (uptimeSeconds < least.uptimeSeconds || counters.executeLatencyMs === null) continue;
    executed += counters.executed ?? 0;
    busyMs += (counters.executed ?? 0) * counters.executeLatencyMs;
  }
  return executed < least.executed || busyMs === 0 ? null : busyMs / executed;
}

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
