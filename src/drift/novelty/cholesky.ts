// The Cholesky factor of a small matrix, and what is solved with it.

/** Lower triangle L with L Lᵀ = the matrix, which is positive definite by its shrinkage. */
export function choleskyOf(matrix: readonly (readonly number[])[]): number[][] {
  const lower = matrix.map((row) => row.map(() => 0));
  for (const [i, row] of lower.entries()) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]?.[j] ?? 0;
      for (let k = 0; k < j; k++) rest -= (row[k] ?? 0) * (lower[j]?.[k] ?? 0);
      row[j] = i === j ? Math.sqrt(rest) : rest / (lower[j]?.[j] ?? 1);
    }
  }
  return lower;
}

/** y with L y = x. */
export function solved(lower: readonly (readonly number[])[], x: readonly number[]): number[] {
  const y: number[] = [];
  for (const [i, row] of lower.entries()) {
    let rest = x[i] ?? 0;
    for (let k = 0; k < i; k++) rest -= (row[k] ?? 0) * (y[k] ?? 0);
    y.push(rest / (row[i] ?? 1));
  }
  return y;
}

/** x with Lᵀ x = y. */
export function solvedBack(lower: readonly (readonly number[])[], y: readonly number[]): number[] {
  const x = y.map(() => 0);
  for (let i = y.length - 1; i >= 0; i--) {
    let rest = y[i] ?? 0;
    for (let k = i + 1; k < y.length; k++) rest -= (lower[k]?.[i] ?? 0) * (x[k] ?? 0);
    x[i] = rest / (lower[i]?.[i] ?? 1);
  }
  return x;
}
