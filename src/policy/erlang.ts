// M/M/k: how long a tuple stays at an operator with k executors.

/**
 * Probability that an arriving tuple has to wait (Erlang C), by the recursion of Erlang B: B(0) = 1, B(k) = a B(k−1) / (k + a B(k−1)),
 * C = k B / (k − a (1 − B)).
 * @param load a = λ/μ, in executors
 * @returns 1 where k ≤ a
 */
export function erlangC(executors: number, load: number): number {
  if (executors <= load) return 1;
  let blocked = 1;
  for (let k = 1; k <= executors; k++) blocked = (load * blocked) / (k + load * blocked);
  return (executors * blocked) / (executors - load * (1 - blocked));
}

/** E[T] = C(k, λ/μ) / (kμ − λ) + 1/μ, seconds; infinite where kμ ≤ λ. */
export function sojournSeconds(executors: number, arrivals: number, rate: number): number {
  if (executors * rate <= arrivals) return Number.POSITIVE_INFINITY;
  return erlangC(executors, arrivals / rate) / (executors * rate - arrivals) + 1 / rate;
}
