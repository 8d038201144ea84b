// What every kind of load is: a rate at any moment of the scenario.

/** Pure given its seed: the same answer for the same moment, whatever was asked before. */
export interface Workload {
  /**
   * Mean rate, without noise, in tuples per second.
   * @param elapsedSeconds virtual time since the scenario began; negative before it
   */
  perSecond(elapsedSeconds: number): number;
}
