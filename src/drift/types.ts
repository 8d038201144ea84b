// The words of drift: which traits of a topology are watched, how one has shifted, and what that means.
import { z } from 'zod';

/**
 * Of a bolt: milliseconds per tuple, output per input, input per output of the one component it reads from, busiest executor over the mean. Of the
 * topology: tuples/s from its spouts.
 */
export const traits = ['cost', 'selectivity', 'share', 'skew', 'rate'] as const;
export type Trait = (typeof traits)[number];

/**
 * What changed: the load, the application (cost per tuple, selectivity, skew), the cluster (speed of its nodes, whatever else runs on
 * them), or the engine (its version, and with it all timings).
 */
export const driftKinds = ['workload', 'application', 'cluster', 'engine'] as const;
export type DriftKind = (typeof driftKinds)[number];

const shiftSchema = z.object({
  trait: z.enum(traits),
  /** null for the topology as a whole. */
  component: z.string().nullable(),
  before: z.number(),
  after: z.number(),
});
/** A trait that is no longer what it was. */
export type Shift = Readonly<z.infer<typeof shiftSchema>>;

/** Plain data: it is kept on disk as it is. */
export const driftSchema = z.object({
  /** Cluster time at which it was named, milliseconds since the epoch. */
  at: z.number(),
  /** Of the first window that looked like it. */
  since: z.number(),
  kind: z.enum(driftKinds),
  shifts: z.array(shiftSchema),
  /** One sentence for people. */
  text: z.string(),
});
export type Drift = z.infer<typeof driftSchema>;

/** What one window says of a topology, on logarithmic scales: differences are ratios. */
export interface Signature {
  readonly at: number;
  /** Length of the window. */
  readonly seconds: number;
  readonly engine: string;
  /** Share of the tuples that the engine counts. */
  readonly sampleRate: number;
  /** Tuples/s from the spouts. */
  readonly rate: number;
  /** Whether the rate is what the source gives, and not what a bottleneck lets through. */
  readonly isOffered: boolean;
  /** Executors and workers: costs and skews are compared under the same ones only. */
  readonly layout: string;
  readonly traits: readonly TraitValue[];
}

export interface TraitValue {
  readonly trait: Exclude<Trait, 'rate'>;
  readonly component: string;
  /** Natural logarithm. */
  readonly value: number;
  /** Standard error of it, as far as the engine's sampling and rounding explain it. */
  readonly error: number;
}
