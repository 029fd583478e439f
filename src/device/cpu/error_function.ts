/**
 * The error function and what belongs to it, in double precision.
 *
 * @module
 */

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/** From here on 1 - erf is computed directly. */
const TAIL = 1.25;

/** Evaluates a polynomial, coefficients from the constant term up. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) sum = sum * x + coefficients[i]!;
  return sum;
}

// The rational approximations of Sun's fdlibm, each good to below one unit in the last place.
const SMALL_P = [
  1.28379167095512558561e-01,
  -3.25042107247001499370e-01,
  -2.84817495755985104766e-02,
  -5.77027029648944159157e-03,
  -2.37630166566501626084e-05,
];
const SMALL_Q = [
  1,
  3.97917223959155352819e-01,
  6.50222499887672944485e-02,
  5.08130628187576562776e-03,
  1.32494738004321644526e-04,
  -3.96022827877536812320e-06,
];
const MIDDLE_P = [
  -2.36211856075265944077e-03,
  4.14856118683748331666e-01,
  -3.72207876035701323847e-01,
  3.18346619901161753674e-01,
  -1.10894694282396677476e-01,
  3.54783043256182359371e-02,
  -2.16637559486879084300e-03,
];
const MIDDLE_Q = [
  1,
  1.06420880400844228286e-01,
  5.40397917702171048937e-01,
  7.18286544141962662868e-02,
  1.26171219808761642112e-01,
  1.36370839120290507362e-02,
  1.19844998467991074170e-02,
];
const LARGE_P = [
  -9.86494403484714822705e-03,
  -6.93858572707181764372e-01,
  -1.05586262253232909814e+01,
  -6.23753324503260060396e+01,
  -1.62396669462573470355e+02,
  -1.84605092906711035994e+02,
  -8.12874355063065934246e+01,
  -9.81432934416914548592e+00,
];
const LARGE_Q = [
  1,
  1.96512716674392571292e+01,
  1.37657754143519042600e+02,
  4.34565877475229228821e+02,
  6.45387271733267880336e+02,
  4.29008140027567833386e+02,
  1.08635005541779435134e+02,
  6.57024977031928170135e+00,
  -6.04244152148580987438e-02,
];
const TAIL_P = [
  -9.86494292470009928597e-03,
  -7.99283237680523006574e-01,
  -1.77579549177547519889e+01,
  -1.60636384855821916062e+02,
  -6.37566443368389627722e+02,
  -1.02509513161107724954e+03,
  -4.83519191608651397019e+02,
];
const TAIL_Q = [
  1,
  3.03380607434824582924e+01,
  3.25792512996573918826e+02,
  1.53672958608443695994e+03,
  3.19985821950859553908e+03,
  2.55305040643316442583e+03,
  4.74528541206955367215e+02,
  -2.24409524465858183362e+01,
];

/** The error function, to double precision. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (!(a < 6)) return a === a ? Math.sign(x) : NaN;
  if (a < 0.84375) {
    const z = x * x;
    return x + x * (polynomial(z, SMALL_P) / polynomial(z, SMALL_Q));
  }
  if (a < TAIL) {
    const s = a - 1;
    const y = 8.45062911510467529297e-01 + polynomial(s, MIDDLE_P) / polynomial(s, MIDDLE_Q);
    return Math.sign(x) * y;
  }
  return Math.sign(x) * (1 - upperTail(a));
}

/** 1 - erf(x) for x from 1.25 up, without cancellation. */
function upperTail(x: number): number {
  const s = 1 / (x * x);
  const ratio = x < 1 / 0.35
    ? polynomial(s, LARGE_P) / polynomial(s, LARGE_Q)
    : polynomial(s, TAIL_P) / polynomial(s, TAIL_Q);
  // The square of a float32 is exact, so the large exponent has no rounding error to magnify.
  const head = Math.fround(x);
  return Math.exp(-head * head - 0.5625) * Math.exp((head - x) * (head + x) + ratio) / x;
}

/** 1 - erf(x), without cancellation where that is small. */
export function erfc(x: number): number {
  if (x < TAIL) return 1 - erf(x);
  return x < 28 ? upperTail(x) : x === x ? 0 : NaN;
}

/**
 * The inverse of `erf`: a rational first guess in two ranges, then two steps of Newton's
 * method, as PyTorch does it (after G. Pavlis's erfinv of 1996, which is MATLAB's).
 *
 * @param y from -1 to 1; the ends give infinities, anything else NaN
 */
export function erfinv(y: number): number {
  const size = Math.abs(y);
  if (!(size < 1)) return size === 1 ? y * Infinity : NaN;
  let x = firstGuess(size);
  for (let step = 0; step < 2; step++) {
    const error = x < TAIL ? erf(x) - size : (1 - size) - erfc(x);
    x -= error / (TWO_OVER_SQRT_PI * Math.exp(-x * x));
  }
  return Math.sign(y) * x;
}

/** erfinv to about four digits, for 0 <= y < 1. */
function firstGuess(y: number): number {
  if (y <= 0.7) {
    const z = y * y;
    const top = ((-0.140543331 * z + 0.914624893) * z - 1.645349621) * z + 0.886226899;
    const bottom = (((0.012229801 * z - 0.329097515) * z + 1.442710462) * z - 2.118377725) * z + 1;
    return y * top / bottom;
  }
  return tailGuess(Math.sqrt(-Math.log((1 - y) / 2)));
}

/** The x for which 1 - erf(x) is 2 e^(-z^2), to about four digits, for large x. */
function tailGuess(z: number): number {
  const top = ((1.641345311 * z + 3.429567803) * z - 1.624906493) * z - 1.970840454;
  return top / ((1.6370678 * z + 3.5438892) * z + 1);
}

/**
 * The inverse of the standard normal distribution function, as precise for the smallest probabilities
 * as for large ones: Newton's method on logarithms.
 *
 * @param p from 0 to 1; the ends give infinities, anything else NaN
 */
export function ndtri(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : NaN;
  if (p > 0.9) return -ndtri(1 - p);
  if (p > 0.1) return Math.SQRT2 * erfinv(2 * p - 1);
  // erfc(x) = 2p; its logarithm is so straight that three steps from four digits find it.
  const wanted = Math.log(2 * p);
  let x = tailGuess(Math.sqrt(Math.LN2 - wanted));
  for (let step = 0; step < 3; step++) {
    const tail = erfc(x);
    x += (Math.log(tail) - wanted) * tail / (TWO_OVER_SQRT_PI * Math.exp(-x * x));
  }
  return -Math.SQRT2 * x;
}
