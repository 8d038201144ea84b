// The physics of a measured table: which parameters its knobs bring, what is believed of them beforehand, and the formula.
import { logThroughput } from '../../model/index.js';
import { median } from '../../util/index.js';
import { unitValue } from './features.js';
import type { MeasuredKnob, MeasuredRow } from './types.js';

export interface Physics {
  readonly priors: readonly { readonly mean: number; readonly deviation: number }[];
  readonly starts: readonly (readonly number[])[];
  /** ln of the throughput. */
  predict(parameters: readonly number[], values: readonly number[]): number;
}

/**
 * Beliefs before measuring, in logarithms: weak, and of no particular topology. Servers scale with exponents around
 * e^-0.9 = 0.4 (0.25 to 0.67 is one deviation), since all of them share cores.
 */
const belief = {
  circulatingAboveBest: { mean: 0.3, deviation: 0.5 },
  oneServerBelowBest: { mean: -0.6, deviation: 0.6 },
  exponent: { mean: -0.9, deviation: 0.5 },
  pollingShare: { mean: Math.log(0.1), deviation: 1 },
  spoutWaitRate: { deviation: 0.2 },
  otherEffect: { mean: 0, deviation: 0.2 },
} as const;

/** From the means, and from either of two servers that limit each other being the weaker one. */
const startOffset = 0.7;

interface Part {
  readonly priors: Physics['priors'];
}

/** @param rows the measured ones: their best throughput, and their tuples in flight, set the scale */
export function physicsOf(knobs: readonly MeasuredKnob[], rows: readonly MeasuredRow[]): Physics {
  const best = Math.max(...rows.map((row) => Math.log(row.throughput)));
  const inFlight = (values: readonly number[]): number => logPending(knobs, values);
  const parts: (Part & { readonly knob: number; readonly first: number })[] = [];
  const priors = [shifted(belief.circulatingAboveBest, best)];
  for (const [knob, { role }] of knobs.entries()) {
    const own = priorsOf(role, best, rows, inFlight);
    if (own.length > 0) parts.push({ knob, first: priors.length, priors: own });
    priors.push(...own);
  }
  const servers = parts.filter(({ knob }) => isServer(knobs[knob]));
  const wait = parts.find(({ knob }) => knobs[knob]?.role === 'spout wait');
  const others = parts.filter(({ knob }) => knobs[knob]?.role === 'other');
  return {
    priors,
    starts: [[], ...servers.map((weak) => weakest(weak.first, servers))],
    predict: (parameters, values) => {
      const at = (i: number): number => parameters[i] ?? 0;
      const flight = inFlight(values);
      const physical = logThroughput({
        logCirculating: at(0) + flight,
        stations: servers.map(({ knob, first }) => ({
          executors: values[knob] ?? 1,
          logRate: at(first),
          exponent: Math.exp(at(first + 1)),
        })),
        spoutWait: wait
          ? {
              milliseconds: values[wait.knob] ?? 1,
              logRate: at(wait.first) + flight,
              pollingShare: Math.exp(at(wait.first + 1)),
            }
          : null,
      });
      return others.reduce((sum, { knob, first }) => {
        const spec = knobs[knob];
        return spec ? sum + at(first) * (unitValue(spec, values[knob] ?? spec.min) - 0.5) : sum;
      }, physical);
    },
  };
}

function isServer(knob: MeasuredKnob | undefined): boolean {
  return knob?.role === 'servers' || knob?.role === 'spouts';
}

function priorsOf(
  role: MeasuredKnob['role'],
  best: number,
  rows: readonly MeasuredRow[],
  inFlight: (values: readonly number[]) => number,
): Physics['priors'] {
  switch (role) {
    case 'servers':
    case 'spouts':
      return [shifted(belief.oneServerBelowBest, best), belief.exponent];
    case 'spout wait': {
      // Little's law: what is in flight is what one round of a sleeping spout emits (X in tuples/s, R and sleep in ms).
      const tuples = median(
        rows.map((row) => Math.log(row.throughput * row.latencyMs) - inFlight(row.values)),
      );
      return [{ mean: tuples, ...belief.spoutWaitRate }, belief.pollingShare];
    }
    case 'other':
      return [belief.otherEffect];
    case 'pending':
      return [];
  }
}

/** ln of the tuples in flight, but for a constant: pending per spout task, for each spout. */
export function logPending(knobs: readonly MeasuredKnob[], values: readonly number[]): number {
  return knobs.reduce((sum, { role, min, max }, i) => {
    if (role !== 'pending' && role !== 'spouts') return sum;
    return sum + Math.log((values[i] ?? min) / max);
  }, 0);
}

function shifted(prior: { readonly mean: number; readonly deviation: number }, by: number) {
  return { mean: prior.mean + by, deviation: prior.deviation };
}

/** That server scales well and the others do not. */
function weakest(first: number, servers: readonly { readonly first: number }[]): number[] {
  const offsets: number[] = [];
  for (const server of servers)
    offsets[server.first + 1] = server.first === first ? startOffset : -startOffset;
  return Array.from(offsets, (x: number | undefined) => x ?? 0);
}
