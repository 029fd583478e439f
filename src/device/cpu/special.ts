/**
 * Functions of numbers that JavaScript's Math lacks.
 *
 * @module
 */
import { RuntimeError } from "../../errors.ts";

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

/** What whole numbers are divided by: not 0, for they have no infinity. */
export function divisor(b: number): number {
  if (b !== 0) return b;
  throw new RuntimeError(
    "zero-division",
    "ZeroDivisionError",
    "Whole numbers have no infinity: divide floats, or choose another divisor with where() first.",
  );
}

/** a times 2^b, but nothing where b is not between 0 and 31. */
export function shiftLeft(a: number, b: number): number {
  return b >>> 0 > 31 ? 0 : a << b;
}

/** a over 2^b, rounded down; only the sign is left where b is not between 0 and 31. */
export function shiftRight(a: number, b: number): number {
  if (b >>> 0 > 31) return a < 0 ? -1 : 0;
  // Numbers with the sign of int32 are negative here, the large ones of uint32 are not.
  return a < 0 ? a >> b : a >>> b;
}

/** The greatest common divisor, never negative. */
export function gcd(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}

/** The size of a with the sign of b. */
export function copysign(a: number, b: number): number {
  return b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a);
}

/** A number as a float of so many bits holds it: what is computed in doubles must sometimes be less. */
export function rounded(x: number, bits: number): number {
  return bits === 64 ? x : Math.fround(x);
}

const float = new DataView(new ArrayBuffer(8));

/** The float of 32 or 64 bits that follows x on the way to y. */
export function nextafter(x: number, y: number, bits: number): number {
  if (x !== x || y !== y) return NaN;
  if (x === y) return y;
  const least = bits === 64 ? Number.MIN_VALUE : 2 ** -149;
  if (x === 0) return y > 0 ? least : -least;
  // Floats of one sign are ordered as the integers that their bits spell.
  const away = (y > x) === (x > 0);
  if (bits === 64) {
    float.setFloat64(0, x);
    float.setBigInt64(0, float.getBigInt64(0) + (away ? 1n : -1n));
    return float.getFloat64(0);
  }
  float.setFloat32(0, x);
  float.setInt32(0, float.getInt32(0) + (away ? 1 : -1));
  return float.getFloat32(0);
}
