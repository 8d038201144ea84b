// A change from its intent to its outcome, as the agent carries it along and the journal keeps it.
import { z } from 'zod';
import type { Operation } from '../../clusters/index.js';
import { inSharedWords } from '../heron-words.js';
import type { Watch } from '../look/watch.js';
import { recordedObjectiveSchema } from '../recorded-objective.js';

const unknownNumber = z.number().nullable();
const range = z.object({ mean: z.number(), low: z.number(), high: z.number() });

export const measuredSchema = z.object({
  throughputPerSecond: unknownNumber,
  completeLatencyMs: unknownNumber,
  utility: unknownNumber,
  pendingUse: unknownNumber,
  pendingLimit: unknownNumber,
  // Absent in journals of earlier releases.
  broken: z.array(z.string()).readonly().default([]),
  isHeldBack: z.boolean().default(true),
  uncut: unknownNumber.optional(),
});

export const promisedSchema = z.object({
  throughputPerSecond: range,
  completeLatencyMs: range.nullable(),
  utility: unknownNumber,
});

/** What an `intended` line says of the whole change, so that an agent that starts anew can carry on from it. */
export const intentSchema = z.object({
  /** Operations of the plan, and which of them this one is, from 1. */
  step: z.int(),
  of: z.int(),
  /** Every knob that the whole plan turns, with its value before and after. */
  changes: z
    .record(z.string(), z.object({ from: unknownNumber, to: z.number() }))
    // The journal of a Heron cluster has Heron's names.
    .transform(inSharedWords),
  before: measuredSchema,
  predicted: promisedSchema.nullable(),
  /** What it was decided for, and is judged by; null in journals of earlier releases. */
  objective: recordedObjectiveSchema.nullable().catch(null),
  /** The change that this one undoes; null for any other. */
  revertOf: z.string().nullable().default(null),
  /** The person who approved it, or asked for it; null where Trimtab acts by itself. */
  askedBy: z.string().nullable().default(null),
});
export type Intent = z.output<typeof intentSchema>;

/** A change that is to be carried out. */
export interface DecidedChange extends Omit<Intent, 'step' | 'of'> {
  readonly id: string;
  readonly watch: Watch;
  /** In this order; the topology is steady again between two. */
  readonly plan: readonly Operation[];
  /** By the wall: from here to the call is what an operator waits for. */
  readonly decidedAtMs: number;
}

export interface UnderWay extends Intent {
  readonly id: string;
  readonly topology: { readonly name: string; readonly id: string };
  /** Findings of its steps, such as workers on other slots. */
  readonly findings: readonly string[];
  /** Elapsed seconds of the agent's clock when it was steady. */
  readonly steadyAtSeconds: number;
  /** The same clock at the first look since; absent before it. */
  readonly lookedAtSeconds?: number;
  /** The same clock when its first window was found bad; null while none was. */
  readonly doubtedAtSeconds: number | null;
}

/** A change that is verified, and not yet in the configuration files of its topology. */
export interface ToKeep extends Pick<Intent, 'changes' | 'askedBy'> {
  readonly id: string;
  readonly topology: { readonly name: string; readonly id: string };
}

/** A change that a former run of the agent left open. */
export interface Interrupted extends Intent {
  readonly id: string;
  readonly topology: { readonly name: string; readonly id: string };
  /** True once an `applied` line says that its last step came into force. */
  readonly applied: boolean;
}
