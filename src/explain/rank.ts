// How far two rankings agree: Spearman's correlation of ranks, equal values sharing theirs.

/** @returns −1 … 1; null for fewer than three values, or where all of one are equal */
export function rankAgreement(a: readonly number[], b: readonly number[]): number | null {
  if (a.length < 3 || a.length !== b.length) return null;
  return correlation(ranksOf(a), ranksOf(b));
}

function ranksOf(values: readonly number[]): number[] {
  return values.map((value) => {
    const less = values.filter((one) => one < value).length;
    const equal = values.filter((one) => one === value).length;
    return less + (equal + 1) / 2;
  });
}

function correlation(a: readonly number[], b: readonly number[]): number | null {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  const sum = (of: (i: number) => number): number => a.reduce((all, _, i) => all + of(i), 0);
  const spread = Math.sqrt(sum((i) => ((a[i] ?? 0) - meanA) ** 2) * sum((i) => ((b[i] ?? 0) - meanB) ** 2));
  return spread === 0 ? null : sum((i) => ((a[i] ?? 0) - meanA) * ((b[i] ?? 0) - meanB)) / spread;
}
