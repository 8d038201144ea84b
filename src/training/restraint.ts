// How much policies are held back in episodes.

/** How much is held back; as the defaults of the configuration unless a search varies them. */
export interface Restraint {
  readonly coolDownSeconds: number;
  readonly minGain: number;
  readonly minGainDown: number;
  readonly downAfterSeconds: number;
  readonly reversalSeconds: number;
  readonly horizonSeconds: number;
}
export const usualRestraint: Restraint = {
  coolDownSeconds: 600,
  minGain: 0.03,
  minGainDown: 0.03,
  downAfterSeconds: 1200,
  reversalSeconds: 3600,
  horizonSeconds: 1800,
};
