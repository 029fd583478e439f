/**
 * Functions of one or two doubles that JavaScript's Math lacks.
 *
 * @module
 */

/** The nearest whole number; halves go to the even one, as IEEE 754 and PyTorch have it. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor === 0 && Object.is(Math.sign(x), -0) ? -0 : floor;
  if (rest > 0.5) return x < 0 && floor === -1 ? -0 : floor + 1;
  if (rest !== 0.5) return x;
  const even = floor % 2 === 0 ? floor : floor + 1;
  return even === 0 && x < 0 ? -0 : even;
}

/** What is left after floor division: it has the sign of the divisor, as in Python. */
export function remainder(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && (rest < 0) !== (b < 0) ? rest + b : rest;
}

/** The largest whole number not above a / b, exact where a / b would be rounded up to it. */
export function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  let quotient = (a - rest) / b;
  if (rest !== 0 && (rest < 0) !== (b < 0)) quotient -= 1;
  if (quotient === 0) return a / b < 0 || Object.is(a / b, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}
