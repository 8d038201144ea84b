// What threads lose to each other when they share the cores of a node.

/**
 * Times that a computation takes longer than alone: a processor-sharing queue with c cores, 1 + C(c, u) / (c (1 - u)), with C Erlang's
 * formula (Erlang 1917; the mean of M/M/c-PS equals that of M/M/c). Only n threads exist, so a thread sees (n - c) / n of the others' load.
 * @param cores c > 0, may be a fraction
 * @param threads n that can compute at the same time
 * @param utilisation u, 0..1
 */
export function coreSlowdown(cores: number, threads: number, utilisation: number): number {
  if (threads <= cores || utilisation <= 0) return 1;
  const seen = utilisation * ((threads - cores) / threads);
  const c = Math.max(1, Math.floor(cores));
  const work = c * seen;
  let blocked = 1;
  for (let n = 1; n <= c; n++) blocked = (work * blocked) / (n + work * blocked);
  const waits = blocked / (1 - seen * (1 - blocked));
  return 1 + waits / (c * (1 - seen)) + (cores < 1 ? 1 / cores - 1 : 0);
}
