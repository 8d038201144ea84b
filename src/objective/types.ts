// What the operator wants: weights, service-level objectives, prices, and the reference that counts as zero.

export const parts = ['throughput', 'latency', 'cost', 'stability'] as const;
export type Part = (typeof parts)[number];

/** What a utility is made of: the weighted parts, and what broken SLOs take away. */
export const valueParts = [...parts, 'slo'] as const;
export type ValuePart = (typeof valueParts)[number];
export type Contributions = Readonly<Record<ValuePart, number>>;

export type Weights = Readonly<Record<Part, number>>;

export interface Objective {
  readonly weights: Weights;
  readonly slo: {
    readonly completeLatencyMs?: number | undefined;
    readonly minThroughputPerSecond?: number | undefined;
  };
  /** Cost per hour, in any currency. */
  readonly prices: { readonly executorPerHour: number; readonly workerPerHour: number };
  readonly reference: Partial<Reference>;
  /** In place of the weighted parts; absent: there is none. */
  readonly own?: OwnUtility | undefined;
}

/** A window as a utility function of the site sees it. */
export interface Valued {
  readonly throughputPerSecond: number;
  /** null without ackers. */
  readonly completeLatencyMs: number | null;
  readonly costPerHour: number;
  readonly pauseSecondsLastHour: number;
}

/** A function of the site, and which one: its file and the SHA-256 of that. */
export interface OwnUtility {
  readonly path: string;
  readonly sha256: string;
  /** null where it gives no number. */
  of(window: Valued, objective: Pick<Objective, 'weights' | 'slo' | 'prices'>): number | null;
}

/** The values at which each part of the utility is 0. */
export interface Reference {
  readonly throughputPerSecond: number;
  readonly completeLatencyMs: number;
  readonly costPerHour: number;
}

/** What one window achieved, or a prediction says it would. */
export interface Performance {
  readonly throughputPerSecond: number | null;
  readonly completeLatencyMs: number | null;
  readonly costPerHour: number;
  /** False without ackers: the latency is then not measured and its weight is dropped. */
  readonly acking: boolean;
  readonly pauseSecondsLastHour: number;
}
