// The M/M/k queue: how long a tuple waits for one of k equal executors.

/**
 * Probability that an arriving tuple finds all k executors busy (Erlang 1917, formula C), 0..1.
 *
 * From the Erlang B recursion B(0) = 1, B(n) = a B(n-1) / (n + a B(n-1)), and C = B / (1 - u (1 - B)).
 * @param servers k, a whole number >= 1
 * @param utilisation u = a / k, 0 <= u < 1, with a the offered work in executors
 */
export function erlangC(servers: number, utilisation: number): number {
  const work = servers * utilisation;
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (work * blocked) / (n + work * blocked);
  return blocked / (1 - utilisation * (1 - blocked));
}

/**
 * Mean seconds in the queue of an M/M/k station: W = C s / (k (1 - u)). Infinity from u = 1 on.
 * @param arrivalsPerSecond tuples per second at the station
 * @param executors k; a fraction is rounded down for C only
 */
export function queueingDelaySeconds(
  arrivalsPerSecond: number,
  serviceSeconds: number,
  executors: number,
): number {
  if (arrivalsPerSecond === 0 || serviceSeconds === 0) return 0;
  const utilisation = (arrivalsPerSecond * serviceSeconds) / executors;
  if (utilisation >= 1) return Number.POSITIVE_INFINITY;
  const waits = erlangC(Math.max(1, Math.floor(executors)), utilisation);
  return (waits * serviceSeconds) / (executors * (1 - utilisation));
}
