// Solves small symmetric positive definite systems: what regression and Gaussian processes need, and no more.

export type Matrix = readonly (readonly number[])[];

/**
 * The lower triangle L with L Lᵀ = A (Cholesky); O(n³).
 * @throws RangeError when A is not positive definite
 */
export function cholesky(a: Matrix): number[][] {
  const l: number[][] = [];
  for (let i = 0; i < a.length; i++) {
    const row: number[] = [];
    for (let j = 0; j <= i; j++) {
      let sum = a[i]![j]!;
      const other = j === i ? row : l[j]!;
      for (let k = 0; k < j; k++) sum -= row[k]! * other[k]!;
      if (j < i) row.push(sum / other[j]!);
      else if (sum > 0) row.push(Math.sqrt(sum));
      else throw new RangeError('the matrix is not positive definite');
    }
    l.push(row);
  }
  return l;
}

/** x of L x = b for a lower triangle L. */
export function solveLower(l: Matrix, b: readonly number[]): number[] {
  const x: number[] = [];
  for (let i = 0; i < b.length; i++) {
    const row = l[i]!;
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= row[k]! * x[k]!;
    x.push(sum / row[i]!);
  }
  return x;
}

/** x of L Lᵀ x = b for a lower triangle L. */
export function solveCholesky(l: Matrix, b: readonly number[]): number[] {
  const x = solveLower(l, b);
  for (let i = b.length - 1; i >= 0; i--) {
    for (let k = i + 1; k < b.length; k++) x[i]! -= l[k]![i]! * x[k]!;
    x[i]! /= l[i]![i]!;
  }
  return x;
}
