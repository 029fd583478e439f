/**
 * Orthogonal factors by Householder's reflections, with LAPACK's signs: QR, and the eigenvalues and
 * eigenvectors of symmetric matrices by tridiagonalization and implicit QL. Matrices are row-major, in
 * doubles.
 *
 * @module
 */
import { identity } from "./elimination.ts";

/**
 * A reflection I - tau v v^T, v[0] = 1, that turns a vector into a multiple of the first unit vector. The
 * vector's tail becomes v's.
 *
 * @param x holds the vector at `start`, `start + step`, ...
 * @returns tau, and the multiple
 */
function reflector(
  x: Float64Array,
  start: number,
  step: number,
  length: number,
): [tau: number, beta: number] {
  const alpha = x[start]!;
  let norm = 0;
  for (let i = 1; i < length; i++) norm = Math.hypot(norm, x[start + i * step]!);
  if (norm === 0) return [0, alpha];
  const beta = alpha < 0 || Object.is(alpha, -0)
    ? Math.hypot(alpha, norm)
    : -Math.hypot(alpha, norm);
  for (let i = 1; i < length; i++) x[start + i * step]! /= alpha - beta;
  return [(beta - alpha) / beta, beta];
}

/**
 * A = Q R, as LAPACK's geqrf: A becomes R, and below the diagonal the reflections.
 *
 * @param a [m, n], overwritten
 * @returns the reflections' factors, min(m, n)
 */
export function factorizeQR(a: Float64Array, m: number, n: number): Float64Array {
  const taus = new Float64Array(Math.min(m, n));
  for (let k = 0; k < taus.length; k++) {
    const [tau, beta] = reflector(a, k * n + k, n, m - k);
    taus[k] = tau;
    a[k * n + k] = 1;
    reflectRows(a, m, n, k, a, n, k + 1, tau);
    a[k * n + k] = beta;
  }
  return taus;
}

/** Applies the k-th reflection that [m, n] factors hold to the columns, from one on, of another matrix. */
function reflectRows(
  factors: Float64Array,
  m: number,
  n: number,
  k: number,
  target: Float64Array,
  columns: number,
  from: number,
  tau: number,
): void {
  if (tau === 0) return;
  const sums = new Float64Array(columns);
  for (let i = k; i < m; i++) {
    const v = factors[i * n + k]!;
    for (let j = from; j < columns; j++) sums[j]! += v * target[i * columns + j]!;
  }
  for (let i = k; i < m; i++) {
    const v = tau * factors[i * n + k]!;
    for (let j = from; j < columns; j++) target[i * columns + j]! -= v * sums[j]!;
  }
}

/** The first columns of Q, [m, columns], from the factors of {@linkcode factorizeQR}. */
export function formQ(
  factors: Float64Array,
  taus: Float64Array,
  m: number,
  n: number,
  columns: number,
): Float64Array {
  const q = new Float64Array(m * columns);
  for (let i = 0; i < Math.min(m, columns); i++) q[i * columns + i] = 1;
  const work = factors.slice();
  for (let k = taus.length - 1; k >= 0; k--) {
    work[k * n + k] = 1;
    reflectRows(work, m, n, k, q, columns, 0, taus[k]!);
  }
  return q;
}

/** A symmetric matrix as Q T Q^T: the diagonal and the next one of T, and the columns of Q as rows. */
interface Tridiagonal {
  readonly diagonal: Float64Array;
  readonly beside: Float64Array;
  readonly vectors: Float64Array;
}

/** Tridiagonalizes a symmetric matrix, whose lower triangle is read, as LAPACK's sytrd; overwrites it. */
function tridiagonalize(a: Float64Array, n: number): Tridiagonal {
  const [diagonal, beside] = [new Float64Array(n), new Float64Array(n)];
  const taus = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    const [tau, beta] = reflector(a, (k + 1) * n + k, n, n - k - 1);
    [taus[k], beside[k]] = [tau, beta];
    a[(k + 1) * n + k] = 1;
    if (tau === 0) continue;
    const v = (i: number) => a[i * n + k]!;
    const lower = (i: number, j: number) => i >= j ? a[i * n + j]! : a[j * n + i]!;
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += lower(i, j) * v(j);
      w[i] = tau * sum;
      dot += w[i]! * v(i);
    }
    for (let i = k + 1; i < n; i++) w[i]! -= 0.5 * tau * dot * v(i);
    for (let i = k + 1; i < n; i++) {
      for (let j = k + 1; j <= i; j++) a[i * n + j]! -= v(i) * w[j]! + w[i]! * v(j);
    }
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i]!;
  // Rows of Q^T, so that rotations of neighbouring columns of Q run through memory in order.
  const vectors = identity(n);
  for (let k = n - 2; k >= 0; k--) {
    for (let row = k + 1; row < n; row++) {
      let sum = 0;
      for (let i = k + 1; i < n; i++) sum += a[i * n + k]! * vectors[row * n + i]!;
      for (let i = k + 1; i < n; i++) vectors[row * n + i]! -= taus[k]! * sum * a[i * n + k]!;
    }
  }
  return { diagonal, beside, vectors };
}

/** A rotation (c, s) that turns (f, g) into (r, 0). */
function rotation(f: number, g: number): [c: number, s: number, r: number] {
  if (g === 0) return [1, 0, f];
  if (f === 0) return [0, Math.sign(g), Math.abs(g)];
  const r = (f < 0 ? -1 : 1) * Math.hypot(f, g);
  return [Math.abs(f) / Math.abs(r), g / r, r];
}

/** Eigenvalues of [[a, b], [b, c]], the larger in size first, and (cos, sin) of its eigenvector. */
function eigenOfTwo(
  a: number,
  b: number,
  c: number,
): [first: number, second: number, cos: number, sin: number] {
  const [sum, difference] = [a + c, a - c];
  const root = Math.hypot(difference, 2 * b);
  const [large, small] = Math.abs(a) > Math.abs(c) ? [a, c] : [c, a];
  const sign = sum < 0 ? -1 : 1;
  const first = sum === 0 ? 0.5 * root : 0.5 * (sum + sign * root);
  const second = sum === 0 ? -0.5 * root : (large / first) * small - (b / first) * b;
  const side = difference >= 0 ? 1 : -1;
  const part = difference + side * root;
  let [cos, sin] = [1, 0];
  if (Math.abs(part) > 2 * Math.abs(b)) {
    const cotangent = -2 * b / part;
    sin = 1 / Math.sqrt(1 + cotangent * cotangent);
    cos = cotangent * sin;
  } else if (b !== 0) {
    const tangent = -part / (2 * b);
    cos = 1 / Math.sqrt(1 + tangent * tangent);
    sin = tangent * cos;
  }
  return sign === side ? [first, second, -sin, cos] : [first, second, cos, sin];
}

/** Turns two neighbouring eigenvectors, rows of n: the upper one gets s times the lower. */
function rotateRows(vectors: Float64Array, n: number, row: number, c: number, s: number): void {
  const [upper, lower] = [row * n, (row + 1) * n];
  for (let k = 0; k < n; k++) {
    const kept = vectors[lower + k]!;
    vectors[lower + k] = c * kept - s * vectors[upper + k]!;
    vectors[upper + k] = s * kept + c * vectors[upper + k]!;
  }
}

/** More steps for one eigenvalue than this mean that there is none to be found: of NaN, for instance. */
const MOST_STEPS = 30;

/**
 * The eigenvalues of a symmetric matrix, ascending, and the eigenvectors as rows: LAPACK's syev, by
 * implicit QL from the larger end of each block.
 *
 * @param a [n, n], overwritten
 * @param upper whether its upper triangle is read, or the lower
 * @param epsilon the precision of the numbers. Since the vectors' signs depend on how many steps are taken,
 * they are PyTorch's only if iteration ends as early as PyTorch's, which computes in the tensor's dtype
 * @returns undefined where the iteration does not converge
 */
export function eigenSymmetric(
  a: Float64Array,
  n: number,
  upper: boolean,
  epsilon: number,
): { values: Float64Array; vectors: Float64Array } | undefined {
  // In reverse, rows and columns, the upper triangle is the lower one.
  if (upper) a.reverse();
  const { diagonal: d, beside: e, vectors } = tridiagonalize(a, n);
  if (upper) { for (const part of [d, e.subarray(0, n - 1), vectors]) part.reverse(); }
  let steps = MOST_STEPS * n;
  for (let start = 0; start < n;) {
    let end = start;
    while (end < n - 1 && !isSmall(e[end]!, d[end]!, d[end + 1]!, epsilon)) end++;
    if (end < n - 1) e[end] = 0;
    const next = end + 1;
    // Going down is the same as going up in the mirror.
    const down = Math.abs(d[end]!) >= Math.abs(d[start]!);
    let [at, last] = down ? [start, end] : [end, start];
    const direction = down ? 1 : -1;
    /** The element beside positions i and its neighbour in the direction. */
    const beside = (i: number) => down ? i : i - 1;
    while ((last - at) * direction >= 0) {
      let split = at;
      while (
        split !== last && !isSmall(e[beside(split)]!, d[split]!, d[split + direction]!, epsilon)
      ) split += direction;
      if (split !== last) e[beside(split)] = 0;
      if (split === at) {
        at += direction;
      } else if (split === at + direction) {
        const i = Math.min(at, split);
        const [first, second, c, s] = eigenOfTwo(d[i]!, e[i]!, d[i + 1]!);
        rotateRows(vectors, n, i, c, s);
        [d[i], d[i + 1], e[i]] = [first, second, 0];
        at += 2 * direction;
      } else {
        if (steps-- === 0) return undefined;
        implicitStep(d, e, vectors, n, at, split, direction);
      }
    }
    start = next;
  }
  sortAscending(d, vectors, n);
  return { values: d, vectors };
}

/** Whether an element beside the diagonal is nothing next to its neighbours. */
function isSmall(e: number, d: number, next: number, epsilon: number): boolean {
  return Math.abs(e) <= epsilon * Math.sqrt(Math.abs(d)) * Math.sqrt(Math.abs(next));
}

/** One implicit QL step (or QR, upwards) on the block between two positions, with Wilkinson's shift. */
function implicitStep(
  d: Float64Array,
  e: Float64Array,
  vectors: Float64Array,
  n: number,
  at: number,
  split: number,
  direction: number,
): void {
  const beside = (i: number) => direction > 0 ? i : i - 1;
  const near = e[beside(at)]!;
  let g = (d[at + direction]! - d[at]!) / (2 * near);
  const r = Math.hypot(g, 1);
  g = d[split]! - d[at]! + near / (g + (g < 0 ? -r : r));
  let [s, c, p] = [1, 1, 0];
  const turns: [number, number, number][] = [];
  for (let i = split - direction; i !== at - direction; i -= direction) {
    const here = e[beside(i)]!;
    const [f, b] = [s * here, c * here];
    let length: number;
    [c, s, length] = rotation(g, f);
    if (i !== split - direction) e[beside(i + direction)] = length;
    g = d[i + direction]! - p;
    const q = (d[i]! - g) * s + 2 * c * b;
    p = s * q;
    d[i + direction] = g + p;
    g = c * q - b;
    turns.push([Math.min(i, i + direction), c, -direction * s]);
  }
  for (const [row, cos, sin] of turns) rotateRows(vectors, n, row, cos, sin);
  d[at]! -= p;
  e[beside(at)] = g;
}

/** Sorts eigenvalues, and their eigenvectors, rows of n, along with them. */
function sortAscending(values: Float64Array, vectors: Float64Array, n: number): void {
  for (let i = 0; i < n - 1; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (values[j]! < values[least]!) least = j;
    if (least === i) continue;
    [values[i], values[least]] = [values[least]!, values[i]!];
    const kept = vectors.slice(i * n, (i + 1) * n);
    vectors.copyWithin(i * n, least * n, (least + 1) * n);
    vectors.set(kept, least * n);
  }
}
