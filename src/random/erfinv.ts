/**
 * The inverse of the error function in double precision, which a truncated normal needs.
 *
 * @module
 */
import { erf, upperTail } from "../device/cpu/special.ts";

const TWO_OVER_SQRT_PI = 2 / Math.sqrt(Math.PI);

/** From here on 1 - erf is computed directly. */
const TAIL = 1.25;

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
