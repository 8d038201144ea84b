// What holds for a topology when the configuration says nothing: the named weightings of the objective and the built-in values.

/** Who may propose, by the names of src/policy; a test holds the two lists together. */
export const policyNames = [
  'twin-greedy',
  'dqn',
  'tree',
  'ds2',
  'ds2-hysteresis',
  'threshold',
  'drs',
  'dhalion',
  'dhalion-as-coded',
  'hill-climb',
  'bayesian',
  'random',
  'keep',
] as const;

/** Who proposes when nobody is named. */
export const usualPolicy = 'twin-greedy';

/** What the parts of the utility count for; only their proportions matter. */
export interface Weights {
  readonly throughput: number;
  readonly latency: number;
  readonly cost: number;
  readonly stability: number;
}

export const presetNames = ['throughput', 'latency', 'cost', 'balanced'] as const;
export type PresetName = (typeof presetNames)[number];

export const objectivePresets: Readonly<Record<PresetName, Weights>> = {
  throughput: { throughput: 1, latency: 0, cost: 0.1, stability: 0.2 },
  latency: { throughput: 0.3, latency: 1, cost: 0.1, stability: 0.2 },
  cost: { throughput: 0.3, latency: 0.3, cost: 1, stability: 0.2 },
  balanced: { throughput: 1, latency: 0.5, cost: 0.2, stability: 0.3 },
};

export const builtInPreset: PresetName = 'balanced';

/** Only the ratio of the two matters for the utility: a worker is taken to cost as much as five executors. */
export const builtInPrices = { executorPerHour: 0.01, workerPerHour: 0.05 } as const;

export const builtInBudgets = { changesPerHour: 2, changesPerDay: 8 } as const;

/** Durations in seconds. */
export const builtInGuards = {
  horizon: 1800,
  minGain: 0.03,
  minGainDown: 0.03,
  downAfter: 1200,
  reversal: 3600,
  reserveSlots: 0,
} as const;

/** How long a proposal waits, and a rejected one is not made again, in seconds. */
export const builtInApproval = { expires: 86_400, rejectedFor: 86_400 } as const;

/** Nothing has to be earned unless somebody says so. */
export const builtInEarned = { verified: 0 } as const;
