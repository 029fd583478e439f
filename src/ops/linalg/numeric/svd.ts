/**
 * Singular values and vectors by one-sided Jacobi rotations, which find small ones as exactly as large
 * ones. Matrices are row-major, in doubles.
 *
 * @module
 */
import { identity, transposed } from "./elimination.ts";
import { factorizeQR, formQ } from "./householder.ts";

/** A = U diag(S) V^T: the singular values, descending, and what their vectors are the columns of. */
export interface SingularValues {
  /** U, [m, columns]. */
  readonly u: Float64Array;
  readonly s: Float64Array;
  /** V^T, [rows, n]. */
  readonly vt: Float64Array;
}

/**
 * The singular values and vectors of a matrix.
 *
 * @param a [m, n]
 * @param full whether U and V are square, or have min(m, n) columns
 */
export function decomposeSVD(a: Float64Array, m: number, n: number, full: boolean): SingularValues {
  if (m < n) {
    const { u, s, vt } = decomposeSVD(transposed(a, m, n), n, m, full);
    const columns = full ? n : m;
    return { u: transposed(vt, m, m), s, vt: transposed(u, n, columns) };
  }
  const factors = a.slice();
  const q = formQ(factors, factorizeQR(factors, m, n), m, n, full ? m : n);
  // Rotations J make the rows of R orthogonal, J R = diag(S) V^T. Rows converge faster than columns.
  const w = new Float64Array(n * n);
  for (let i = 0; i < n; i++) w.set(factors.subarray(i * n + i, (i + 1) * n), i * n + i);
  const turns = identity(n);
  orthogonalize(w, turns, n);
  const lengths = Float64Array.from({ length: n }, (_, i) => lengthOf(w, i * n, n));
  const order = Array.from(lengths.keys()).sort((i, j) => lengths[j]! - lengths[i]!);
  const [s, inner, vt] = [new Float64Array(n), new Float64Array(n * n), new Float64Array(n * n)];
  order.forEach((from, to) => {
    s[to] = lengths[from]!;
    inner.set(turns.subarray(from * n, (from + 1) * n), to * n);
    for (let k = 0; k < n; k++) vt[to * n + k] = w[from * n + k]! / s[to]!;
  });
  completeRows(vt, n, s.findLastIndex((length) => length > SMALLEST) + 1);
  return { u: expand(q, inner, m, n, full ? m : n), s, vt };
}

/** Lengths below this are nothing: their directions are chosen freely. */
const SMALLEST = 1e-290;
/** Two rows are orthogonal when their product is this small next to their lengths. */
const ORTHOGONAL = 2 ** -52;
/** Six to ten rounds do; more mean that the numbers are not finite. */
const MOST_ROUNDS = 60;

/** Rotates pairs of rows until all are orthogonal, and the rows of another matrix along with them. */
function orthogonalize(w: Float64Array, turns: Float64Array, n: number): void {
  const squares = new Float64Array(n);
  for (let round = 0, turned = true; turned && round < MOST_ROUNDS; round++) {
    turned = false;
    for (let i = 0; i < n; i++) squares[i] = dot(w, n, i, i);
    for (let i = 0; i < n - 1; i++) {
      for (let j = i + 1; j < n; j++) {
        const product = dot(w, n, i, j);
        const [x, y] = [squares[i]!, squares[j]!];
        if (!(Math.abs(product) > ORTHOGONAL * Math.sqrt(x) * Math.sqrt(y))) continue;
        turned = true;
        const cotangent = (y - x) / (2 * product);
        const t = (cotangent < 0 ? -1 : 1) / (Math.abs(cotangent) + Math.hypot(1, cotangent));
        const c = 1 / Math.hypot(1, t);
        rotate(w, n, i, j, c, c * t);
        rotate(turns, n, i, j, c, c * t);
        [squares[i], squares[j]] = [x - t * product, y + t * product];
      }
    }
  }
}

/** The product of two rows of n. */
function dot(a: Float64Array, n: number, i: number, j: number): number {
  let sum = 0;
  for (let k = 0, p = i * n, q = j * n; k < n; k++) sum += a[p + k]! * a[q + k]!;
  return sum;
}

function rotate(a: Float64Array, n: number, i: number, j: number, c: number, s: number): void {
  for (let k = 0, p = i * n, q = j * n; k < n; k++, p++, q++) {
    const x = a[p]!, y = a[q]!;
    a[p] = c * x - s * y;
    a[q] = s * x + c * y;
  }
}

function lengthOf(a: Float64Array, start: number, n: number): number {
  let largest = 0;
  for (let k = 0; k < n; k++) largest = Math.max(largest, Math.abs(a[start + k]!));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (let k = 0; k < n; k++) sum += (a[start + k]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** Gives the rows from one on, which have no direction of their own, directions orthogonal to the others. */
function completeRows(rows: Float64Array, n: number, from: number): void {
  for (let row = from, axis = 0; row < n; axis++) {
    const candidate = new Float64Array(n);
    candidate[axis] = 1;
    // Twice, since what one subtraction leaves of a nearly dependent vector is mostly rounding.
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < row; other++) {
        let dot = 0;
        for (let k = 0; k < n; k++) dot += candidate[k]! * rows[other * n + k]!;
        for (let k = 0; k < n; k++) candidate[k]! -= dot * rows[other * n + k]!;
      }
    }
    const length = lengthOf(candidate, 0, n);
    // Of n axes some are far from any fewer directions: at least 1 / sqrt(n).
    if (length < 0.5 / Math.sqrt(n)) continue;
    for (let k = 0; k < n; k++) rows[row * n + k] = candidate[k]! / length;
    row++;
  }
}

/** U: the first n columns of Q [m, columns] times J^T, any further columns as they are. */
function expand(
  q: Float64Array,
  inner: Float64Array,
  m: number,
  n: number,
  columns: number,
): Float64Array {
  const u = q.slice();
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += q[i * columns + k]! * inner[j * n + k]!;
      u[i * columns + j] = sum;
    }
  }
  return u;
}
