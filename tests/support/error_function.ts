/**
 * The error function in double precision, for what single precision gives to be held against.
 *
 * @module
 */

/** erf: its series near zero, the continued fraction of its complement further out. */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 2.5) {
    let [sum, term] = [a, a];
    for (let n = 1; n < 100; n++) {
      term *= -a * a / n;
      sum += term / (2 * n + 1);
    }
    return Math.sign(x) * 2 / Math.sqrt(Math.PI) * sum;
  }
  let fraction = 0;
  for (let k = 120; k > 0; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}
