/**
 * The exponential of a matrix by scaling, Padé's approximant of order 13, and squaring (Higham, "The
 * Scaling and Squaring Method for the Matrix Exponential Revisited", 2005).
 *
 * @module
 */
import { factorizeLU, identity, solveLU } from "./elimination.ts";

/** The coefficients of Padé's numerator; the denominator's are the same, with alternating signs. */
const PADE = [
  64764752532480000,
  32382376266240000,
  7771770303897600,
  1187353796428800,
  129060195264000,
  10559470521600,
  670442572800,
  33522128640,
  1323241920,
  40840800,
  960960,
  16380,
  182,
  1,
] as const;

/** The largest 1-norm for which the approximant is exact to double precision. */
const LARGEST_NORM = 5.371920351148152;

/** e to the power of an [n, n] matrix. */
export function exponential(a: Float64Array, n: number): Float64Array {
  const norm = columnNorm(a, n);
  if (!Number.isFinite(norm)) return new Float64Array(n * n).fill(NaN);
  const squarings = Math.max(0, Math.ceil(Math.log2(norm / LARGEST_NORM)));
  const scaled = a.map((x) => x / 2 ** squarings);
  let result = pade(scaled, n);
  for (let i = 0; i < squarings; i++) result = multiply(result, result, n);
  return result;
}

function pade(a: Float64Array, n: number): Float64Array {
  const a2 = multiply(a, a, n);
  const a4 = multiply(a2, a2, n);
  const a6 = multiply(a2, a4, n);
  const one = identity(n);
  const [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13] = PADE;
  const combined = (p0: number, p2: number, p4: number, p6: number) =>
    one.map((x, i) => p0 * x + p2 * a2[i]! + p4 * a4[i]! + p6 * a6[i]!);
  const polynomial = (low: Float64Array, high: Float64Array) => {
    const product = multiply(a6, high, n);
    return low.map((x, i) => x + product[i]!);
  };
  const odd = polynomial(combined(b1, b3, b5, b7), combined(0, b9, b11, b13));
  const u = multiply(a, odd, n);
  const v = polynomial(combined(b0, b2, b4, b6), combined(0, b8, b10, b12));
  const [numerator, denominator] = [v.map((x, i) => x + u[i]!), v.map((x, i) => x - u[i]!)];
  const pivots = new Int32Array(n);
  factorizeLU(denominator, n, n, pivots);
  solveLU(denominator, n, pivots, numerator, n);
  return numerator;
}

function columnNorm(a: Float64Array, n: number): number {
  const sums = new Float64Array(n);
  a.forEach((x, i) => sums[i % n]! += Math.abs(x));
  return sums.reduce((largest, sum) => Number.isNaN(sum) ? sum : Math.max(largest, sum), 0);
}

function multiply(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const product = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const factor = a[i * n + k]!;
      if (factor === 0) continue;
      for (let j = 0; j < n; j++) product[i * n + j]! += factor * b[k * n + j]!;
    }
  }
  return product;
}
