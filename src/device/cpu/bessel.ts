/**
 * The modified Bessel functions of the first kind, in double precision.
 *
 * @module
 */

/** From here on the asymptotic series is as precise as doubles are. */
const FAR = 20;

/** I0(x). */
export function i0(x: number): number {
  return Math.abs(x) < FAR ? near(0, Math.abs(x)) : rising(0, Math.abs(x));
}

/** I0(x) e^-|x|. */
export function i0e(x: number): number {
  const a = Math.abs(x);
  return a < FAR ? near(0, a) * Math.exp(-a) : far(0, a);
}

/** I1(x). */
export function i1(x: number): number {
  const a = Math.abs(x);
  return Math.sign(x) * (a < FAR ? near(1, a) : rising(1, a));
}

/** I1(x) e^-|x|. */
export function i1e(x: number): number {
  const a = Math.abs(x);
  return Math.sign(x) * (a < FAR ? near(1, a) * Math.exp(-a) : far(1, a));
}

/** The sum of (x/2)^(2k + order) / (k! (k + order)!). */
function near(order: 0 | 1, x: number): number {
  let term = order === 0 ? 1 : x / 2;
  let sum = term;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= (x / 2) ** 2 / (k * (k + order));
    sum += term;
  }
  return sum;
}

/** The asymptotic series, which has e^-x taken out of it. */
function far(order: 0 | 1, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; Math.abs(term) > 1e-17; k++) {
    term *= ((2 * k - 1) ** 2 - 4 * order) / (8 * k * x);
    sum += term;
  }
  return sum / Math.sqrt(2 * Math.PI * x);
}

/** The same with e^x, in two halves because that alone would overflow sooner. */
function rising(order: 0 | 1, x: number): number {
  if (x === Infinity) return x;
  const half = Math.exp(x / 2);
  return half * far(order, x) * half;
}
