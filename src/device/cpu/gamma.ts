/**
 * The logarithm of the gamma function, its derivatives, and the zeta function behind them, in double
 * precision: sums of series, with no tables but Bernoulli's numbers.
 *
 * @module
 */

/** Bernoulli's numbers B2, B4, ... */
const BERNOULLI = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
];

/** From here on Stirling's series is as precise as doubles are. */
const FAR = 10;

/** The sum of `coefficient(k) * B2k / x^2k` over Bernoulli's numbers. */
function stirling(x: number, coefficient: (twice: number) => number): number {
  const z = 1 / (x * x);
  let sum = 0;
  for (let i = BERNOULLI.length - 1; i >= 0; i--) {
    sum = (sum + BERNOULLI[i]! * coefficient(2 * i + 2)) * z;
  }
  return sum;
}

/** The distance to the nearest whole number, with its sign: exact. */
function fromWhole(x: number): number {
  const rest = x % 1;
  return rest > 0.5 ? rest - 1 : rest < -0.5 ? rest + 1 : rest;
}

/**
 * The Hurwitz zeta function, the sum of (q + k)^-s over k = 0, 1, ...: by Euler and Maclaurin's formula,
 * and left of 0 by the sums on either side of it.
 *
 * @param s above 1; 1 gives infinity, less NaN
 * @param q infinity at 0, -1, -2, ...; other negative numbers need a whole s
 */
export function zeta(s: number, q: number): number {
  if (!(s > 1)) return s === 1 ? Infinity : NaN;
  if (!(q <= 0)) return zetaRight(s, q);
  if (Number.isInteger(q) || q === -Infinity) return Infinity;
  if (!Number.isInteger(s)) return NaN;
  const sign = s % 2 === 0 ? 1 : -1;
  const around = zetaRight(s, q - Math.floor(q)) + sign * zetaRight(s, Math.ceil(q) - q);
  return around - sign * zetaRight(s, 1 - q);
}

/** The same for q > 0. */
function zetaRight(s: number, q: number): number {
  let sum = 0;
  let w = q;
  for (; w < FAR + 2 + s; w++) {
    const term = w ** -s;
    sum += term;
    if (!(term > 1e-17 * sum)) return sum;
  }
  const power = w ** (1 - s);
  // What B2k / w^2k comes with: s (s + 1) ... (s + 2k - 2) / (2k)!
  let factor = s / 2;
  let series = 0.5 / w;
  for (const [i, b] of BERNOULLI.entries()) {
    series += factor * b / w ** (2 * i + 2);
    factor *= (s + 2 * i + 1) * (s + 2 * i + 2) / ((2 * i + 3) * (2 * i + 4));
  }
  return w === Infinity ? sum : sum + power * (1 / (s - 1) + series);
}

/** (-1)^k (zeta(k) - 1) / k, k from 2: the logarithm of gamma around 2. */
const AROUND_2 = Array.from(
  { length: 26 },
  (_, i) => (i % 2 === 0 ? 1 : -1) * zetaRight(i + 2, 2) / (i + 2),
);

const EULER = 0.5772156649015329;

/**
 * The logarithm of the absolute value of the gamma function.
 *
 * @param x infinity at 0, -1, -2, ...
 */
export function lgamma(x: number): number {
  if (x <= 0) {
    if (Number.isInteger(x) || x === -Infinity) return Infinity;
    // gamma(x) gamma(-x) = -pi / (x sin(pi x))
    return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * fromWhole(x)))) - Math.log(-x) -
      lgamma(-x);
  }
  if (x >= FAR) {
    if (x === Infinity) return x;
    const series = stirling(x, (k) => 1 / (k * (k - 1))) * x;
    return (x - 0.5) * (Math.log(x) - 1) + (0.5 * Math.log(2 * Math.PI) - 0.5) + series;
  }
  // gamma(x + 1) = x gamma(x) leads to between 1.5 and 2.5.
  let product = 1;
  let near = x;
  while (near > 2.5) product *= --near;
  if (near >= 1.5) return Math.log(product) + aroundTwo(near - 2);
  if (near >= 0.5) return aroundTwo(near - 1) - Math.log1p(near - 1);
  return aroundTwo(near) - Math.log1p(near) - Math.log(near);
}

/** lgamma(2 + e) for e between -1/2 and 1/2. */
function aroundTwo(e: number): number {
  let sum = 0;
  for (let i = AROUND_2.length - 1; i >= 0; i--) sum = (sum + AROUND_2[i]!) * e;
  return e * (sum + (1 - EULER));
}

/**
 * The derivative of the logarithm of the gamma function.
 *
 * @param x infinity against its sign at 0, NaN at -1, -2, ...
 */
export function digamma(x: number): number {
  if (x === 0) return -1 / x;
  if (x < 0) {
    if (Number.isInteger(x) || x === -Infinity) return NaN;
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * fromWhole(x));
  }
  if (x === Infinity) return x;
  let sum = 0;
  let far = x;
  for (; far < FAR; far++) sum -= 1 / far;
  return sum + Math.log(far) - 0.5 / far - stirling(far, (k) => 1 / k);
}
