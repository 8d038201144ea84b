// What each part of a window adds to the utility of a function that nobody can look into: Shapley values against the reference.
import { type Objective, type Part, type Performance, parts, type Reference, type Valued } from './types.js';

type Shares = Readonly<Record<Part, number>>;

/** Of an order of four in which a part comes after so many others (Shapley 1953): s! (3 - s)! / 4!. */
const weightAfter = [1 / 4, 1 / 12, 1 / 12, 1 / 4] as const;

/**
 * The function's value of a window less that of the reference: 0 is as good as the reference, whatever the function calls good.
 * @returns null where the reference is not known yet, or the function gives no number
 */
export function ownValue(
  performance: Performance,
  objective: Objective,
  reference: Partial<Reference>,
): number | null {
  const both = windowsOf(performance, objective, reference);
  if (both === null) return null;
  const [now, before] = [valueAt(objective, both.window), valueAt(objective, both.reference)];
  return now === null || before === null ? null : now - before;
}

/** They sum to `ownValue`, within −1 … 1: what a part adds is its mean over all orders in which the parts of the reference give way to those of the window. */
export function ownShares(
  performance: Performance,
  objective: Objective,
  reference: Partial<Reference>,
): Shares | null {
  const both = windowsOf(performance, objective, reference);
  if (both === null) return null;
  // By the set of parts that are taken from the window, as bits.
  const values = Array.from({ length: 2 ** parts.length }, (_, set) => valueAt(objective, mixed(both, set)));
  const known = values.filter((value) => value !== null);
  if (known.length < values.length) return null;
  const whole = (known.at(-1) ?? 0) - (known[0] ?? 0);
  const kept = 1 / Math.max(1, Math.abs(whole));
  const share = (part: Part): number => {
    const bit = 1 << parts.indexOf(part);
    return (
      kept *
      known.reduce(
        (sum, value, set) =>
          set & bit ? sum : sum + (weightAfter[sizeOf(set)] ?? 0) * ((known[set | bit] ?? 0) - value),
        0,
      )
    );
  };
  return {
    throughput: share('throughput'),
    latency: share('latency'),
    cost: share('cost'),
    stability: share('stability'),
  };
}

interface Windows {
  readonly window: Valued;
  readonly reference: Valued;
}

/** What a window does not tell is as in the reference, and so counts nothing. */
function windowsOf(performance: Performance, { slo }: Objective, known: Partial<Reference>): Windows | null {
  const { throughputPerSecond: x0, costPerHour: c0 } = known;
  if (x0 === undefined || c0 === undefined) return null;
  const measured = performance.acking ? performance.completeLatencyMs : null;
  const r0 = performance.acking ? (slo.completeLatencyMs ?? known.completeLatencyMs ?? measured) : null;
  return {
    window: {
      throughputPerSecond: performance.throughputPerSecond ?? x0,
      completeLatencyMs: measured ?? r0,
      costPerHour: performance.costPerHour,
      pauseSecondsLastHour: performance.pauseSecondsLastHour,
    },
    reference: { throughputPerSecond: x0, completeLatencyMs: r0, costPerHour: c0, pauseSecondsLastHour: 0 },
  };
}

function mixed({ window, reference }: Windows, set: number): Valued {
  const from = (part: Part): Valued => (set & (1 << parts.indexOf(part)) ? window : reference);
  return {
    throughputPerSecond: from('throughput').throughputPerSecond,
    completeLatencyMs: from('latency').completeLatencyMs,
    costPerHour: from('cost').costPerHour,
    pauseSecondsLastHour: from('stability').pauseSecondsLastHour,
  };
}

function valueAt(objective: Objective, window: Valued): number | null {
  return objective.own?.of(window, objective) ?? null;
}

function sizeOf(set: number): number {
  return parts.filter((_, i) => set & (1 << i)).length;
}
