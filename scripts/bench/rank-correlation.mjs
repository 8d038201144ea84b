// How well one list of numbers orders as another.
import { createRandom, quantile } from '../../dist/util/index.js';

/** Spearman's rank correlation, ties at their mean rank, with a bootstrap interval of 95 % over the pairs. */
export function correlation(a, b) {
  const random = createRandom(1).fork('bootstrap');
  const found = Array.from({ length: 1000 }, () => {
    const drawn = a.map(() => random.integer(a.length));
    return spearman(
      drawn.map((i) => a[i]),
      drawn.map((i) => b[i]),
    );
  }).filter((rho) => !Number.isNaN(rho));
  return { rho: spearman(a, b), low: quantile(found, 0.025), high: quantile(found, 0.975) };
}

function spearman(a, b) {
  const [x, y] = [ranks(a), ranks(b)];
  const middle = (a.length - 1) / 2;
  const product = (p, q) => p.reduce((sum, one, i) => sum + (one - middle) * (q[i] - middle), 0);
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y));
}

function ranks(values) {
  const order = values.map((value, i) => ({ value, i })).sort((a, b) => a.value - b.value);
  const found = new Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (order[to + 1]?.value === order[from].value) to++;
    for (let k = from; k <= to; k++) found[order[k].i] = (from + to) / 2;
    from = to + 1;
  }
  return found;
}
