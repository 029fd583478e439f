/**
 * Elimination: LU and Cholesky factors, and equations solved with them. Matrices are row-major, in
 * doubles, and are overwritten where it says so.
 *
 * @module
 */

/**
 * P A = L U with partial pivoting, as LAPACK's getrf: A becomes U, and below the diagonal L, whose own
 * diagonal of ones is not stored.
 *
 * @param a [m, n], overwritten
 * @param pivots min(m, n) rows: the i-th was swapped with row `pivots[i]`
 * @returns 0, or the place (from 1) of the first zero on U's diagonal
 */
export function factorizeLU(a: Float64Array, m: number, n: number, pivots: Int32Array): number {
  let firstZero = 0;
  for (let k = 0; k < Math.min(m, n); k++) {
    let pivot = k;
    for (let i = k + 1; i < m; i++) {
      if (Math.abs(a[i * n + k]!) > Math.abs(a[pivot * n + k]!)) pivot = i;
    }
    pivots[k] = pivot;
    if (pivot !== k) swapRows(a, n, k, pivot);
    const divisor = a[k * n + k]!;
    if (divisor === 0) {
      if (firstZero === 0) firstZero = k + 1;
      continue;
    }
    for (let i = k + 1; i < m; i++) {
      const factor = a[i * n + k]! / divisor;
      a[i * n + k] = factor;
      if (factor !== 0) subtractRow(a, i * n, k * n, factor, k + 1, n);
    }
  }
  return firstZero;
}

/** Swaps two rows of a matrix with n columns. */
export function swapRows(a: Float64Array, n: number, i: number, j: number): void {
  for (let k = 0; k < n; k++) {
    const kept = a[i * n + k]!;
    a[i * n + k] = a[j * n + k]!;
    a[j * n + k] = kept;
  }
}

/** Takes a multiple of one row from another, between two columns. */
function subtractRow(
  a: Float64Array,
  target: number,
  source: number,
  factor: number,
  from: number,
  to: number,
): void {
  for (let k = from; k < to; k++) a[target + k]! -= factor * a[source + k]!;
}

/** Solves A X = B for [n, k] right sides, given A's LU factors; b becomes X. */
export function solveLU(
  lu: Float64Array,
  n: number,
  pivots: Int32Array,
  b: Float64Array,
  k: number,
): void {
  for (let i = 0; i < n; i++) if (pivots[i] !== i) swapRows(b, k, i, pivots[i]!);
  solveTriangle(lu, n, b, k, { upper: false, unit: true });
  solveTriangle(lu, n, b, k, { upper: true, unit: false });
}

/** 1 or -1: whether the swaps of rows amount to an even or an odd permutation. */
export function signOf(pivots: Int32Array): number {
  return pivots.reduce((sign, pivot, i) => pivot === i ? sign : -sign, 1);
}

/** Which triangle of a matrix counts, and whether its diagonal is taken for ones. */
export interface Triangle {
  readonly upper: boolean;
  readonly unit: boolean;
}

/** Solves A X = B for a triangular A [n, n] and right sides b [n, k]; b becomes X. */
export function solveTriangle(
  a: Float64Array,
  n: number,
  b: Float64Array,
  k: number,
  { upper, unit }: Triangle,
): void {
  for (let step = 0; step < n; step++) {
    const i = upper ? n - 1 - step : step;
    for (let j = upper ? i + 1 : 0; j < (upper ? n : i); j++) {
      const factor = a[i * n + j]!;
      if (factor === 0) continue;
      for (let c = 0; c < k; c++) b[i * k + c]! -= factor * b[j * k + c]!;
    }
    if (unit) continue;
    const divisor = a[i * n + i]!;
    for (let c = 0; c < k; c++) b[i * k + c]! /= divisor;
  }
}

/**
 * A = L L^T, of a symmetric matrix whose lower triangle is read. A becomes L, with zeros above.
 *
 * @returns 0, or the order of the first leading minor that is not positive
 */
export function factorizeCholesky(a: Float64Array, n: number): number {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= a[i * n + k]! * a[j * n + k]!;
      if (i !== j) a[i * n + j] = sum / a[j * n + j]!;
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
      else return i + 1;
    }
    a.fill(0, i * n + i + 1, (i + 1) * n);
  }
  return 0;
}

/** The transpose of an [m, n] matrix. */
export function transposed(a: Float64Array, m: number, n: number): Float64Array {
  const result = new Float64Array(m * n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) result[j * m + i] = a[i * n + j]!;
  return result;
}

/** The [n, n] matrix with ones on its diagonal. */
export function identity(n: number): Float64Array {
  const result = new Float64Array(n * n);
  for (let i = 0; i < n; i++) result[i * n + i] = 1;
  return result;
}
