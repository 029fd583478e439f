/**
 * The error function and its inverse in double precision, which JavaScript's `Math` lacks and a
 * truncated normal needs.
 *
 * @module
 */

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/** Where the power series of erf hands over to the continued fraction of 1 - erf. */
const TAIL = 1.25;

/** From here on erf rounds to 1. */
const ONE = 6;

/** The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export function erf(x: number): number {
  if (Math.abs(x) >= ONE) return Math.sign(x);
  if (Math.abs(x) >= TAIL) return Math.sign(x) * (1 - upperTail(Math.abs(x)));
  // erf x = 2/sqrt(pi) exp(-x^2) sum over n of 2^n x^(2n+1) / (1 3 5 ... (2n+1)): no cancellation
  // (Abramowitz and Stegun 7.1.6).
  const ratio = 2 * x * x;
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * 2 ** -54; odd += 2) {
    term *= ratio / odd;
    sum += term;
  }
  return TWO_OVER_SQRT_PI * gaussian(x) * sum;
}

/** 1 - erf(x) for x >= 1.25, by its continued fraction (Abramowitz and Stegun 7.1.14). */
function upperTail(x: number): number {
  let fraction = x;
  // Cut off after n terms it is wrong by about exp(-2 x sqrt(2 n)).
  for (let n = Math.ceil(200 / (x * x)); n > 0; n--) fraction = x + n / 2 / fraction;
  return gaussian(x) / (Math.sqrt(Math.PI) * fraction);
}

/** exp(-x^2), where rounding x^2 would cost several digits: the square of a float32 is exact. */
function gaussian(x: number): number {
  const head = Math.fround(x);
  return Math.exp(-head * head) * Math.exp((head - x) * (head + x));
}

/**
 * The inverse of {@linkcode erf}: a rational first guess in two ranges, then two steps of Newton's
 * method, as PyTorch does it (after G. Pavlis's erfinv of 1996, which is MATLAB's).
 *
 * @param y from -1 to 1; the ends give infinities, anything else NaN
 */
export function erfinv(y: number): number {
  const size = Math.abs(y);
  if (!(size < 1)) return size === 1 ? y * Infinity : NaN;
  let x = firstGuess(size);
  for (let step = 0; step < 2; step++) {
    const error = x < TAIL ? erf(x) - size : (1 - size) - upperTail(x);
    x -= error / (TWO_OVER_SQRT_PI * Math.exp(-x * x));
  }
  return y < 0 ? -x : x;
}

/** erfinv to about four digits, for 0 <= y < 1. */
function firstGuess(y: number): number {
  if (y <= 0.7) {
    const z = y * y;
    const top = ((-0.140543331 * z + 0.914624893) * z - 1.645349621) * z + 0.886226899;
    const bottom = (((0.012229801 * z - 0.329097515) * z + 1.442710462) * z - 2.118377725) * z + 1;
    return y * top / bottom;
  }
  const z = Math.sqrt(-Math.log((1 - y) / 2));
  const top = ((1.641345311 * z + 3.429567803) * z - 1.624906493) * z - 1.970840454;
  return top / ((1.6370678 * z + 3.5438892) * z + 1);
}
