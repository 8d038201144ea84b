// What only the operator can do about a host on which the same work takes longer; no scheduler of Storm looks at that.
import type { Advice } from '../../change/index.js';
import type { Generation, Snapshot } from '../../clusters/index.js';
import type { Evaluation } from '../../metrics/index.js';
import { quantile } from '../../util/index.js';
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
 * @returns one advice about all hosts that are slow
 */
export function slowHostAdvice(
  { topology }: Evaluation,
  { components, configuration, span, isResourceAware }: Snapshot,
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
  const slow = hosts.flatMap((host) => {
    const ofBolts = bolts.flatMap((bolt) => slownessOn(host, bolt) ?? []);
    const times = ofBolts.map((one) => one.times);
    if (times.length < fewestBolts || Math.min(...times) < slowerBy.each) return [];
    const median = quantile(times, 0.5);
    return median < slowerBy.median ? [] : [{ host, median, names: ofBolts.map(({ name }) => name) }];
  });
  if (slow.length === 0) return [];
  const found = slow
    .map(
      ({ host, median, names }) =>
        `${median.toFixed(1)} times as long on ${host} as on the other hosts (${names.join(', ')})`,
    )
    .join(', ');
  const before = listed(configuration[unfavoured]);
  const avoided = [...new Set([...before, ...slow.map(({ host }) => host)])];
  const isPlaced = isResourceAware === true && generation === 'storm-2.x';
  return [
    {
      knob: unfavoured,
      from: null,
      to: true,
      needs: 'rebalance',
      text: `A tuple takes ${found}: slow, or with too much to do. Look what else runs there; ${remedyOf(isPlaced, avoided.length > before.length)}`,
      commands:
        isPlaced && avoided.length > before.length
          ? [settingCommand(topology.name, { [unfavoured]: avoided }, waitSeconds)]
          : [],
    },
  ];
}

function remedyOf(isPlaced: boolean, isNew: boolean): string {
  if (!isPlaced) return 'only the resource-aware scheduler of 2.x can be told to avoid a host.';
  return isNew
    ? `the resource-aware scheduler uses a host last where it is among ${unfavoured}.`
    : `it is among ${unfavoured} already, and the resource-aware scheduler has no room elsewhere.`;
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
