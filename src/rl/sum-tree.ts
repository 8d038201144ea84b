// A binary tree of sums: draws an index in proportion to its weight in logarithmic time (Schaul 2016, appendix B.2.1).

export interface SumTree {
  /** The sum of all weights. */
  readonly total: number;
  get(index: number): number;
  /** Weights are finite and not negative. */
  set(index: number, weight: number): void;
  /** The index in whose stretch of the line of weights this place lies, for a place in [0, total). */
  find(place: number): number;
}

export function createSumTree(capacity: number): SumTree {
  const leaves = 2 ** Math.ceil(Math.log2(Math.max(1, capacity)));
  // Node 1 is the root, and the children of node i are 2i and 2i + 1.
  const sums = new Float64Array(2 * leaves);
  return {
    get total() {
      return sums[1]!;
    },
    get: (index) => sums[leaves + index]!,
    set: (index, weight) => {
      let node = leaves + index;
      sums[node] = weight;
      // Summed anew, not corrected by the difference: rounding errors would grow with the number of changes.
      for (node >>= 1; node >= 1; node >>= 1) sums[node] = sums[2 * node]! + sums[2 * node + 1]!;
    },
    find: (place) => {
      let node = 1;
      let left = place;
      while (node < leaves) {
        node *= 2;
        // An empty right side is never entered, even where rounding leaves a little over.
        if (left >= sums[node]! && sums[node + 1]! > 0) {
          left -= sums[node]!;
          node += 1;
        }
      }
      return node - leaves;
    },
  };
}
