// How much longer a tuple takes where several executors of one component are in each other's way.

/**
 * Beyond it each executor is taken to carry as much as here: followed further, the law has 330 executors carry nearly what 1000 do, which
 * nobody has measured. No component of the corpus has more: 16 executors, and at most eight times as many tasks.
 */
const mostContending = 128;

/** The Universal Scalability Law (Gunther 1993): 1 + sigma (k - 1) + kappa k (k - 1). */
export function contention(executors: number, sigma: number, kappa: number): number {
  const k = Math.min(mostContending, executors);
  return 1 + sigma * (k - 1) + kappa * k * (k - 1);
}
