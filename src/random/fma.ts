/**
 * A fused multiply-add in double precision, which JavaScript lacks and PyTorch's kernels use.
 *
 * @module
 */

/** Splits a double into two halves of 26 bits (Veltkamp, Dekker 1971). */
const SPLITTER = 2 ** 27 + 1;

const float = new Float64Array(1);
const bits = new BigUint64Array(float.buffer);

/**
 * Adds two doubles, rounding an inexact sum to the neighbour whose last bit is 1: rounding that once
 * more to nearest then cannot go astray.
 */
function addToOdd(a: number, b: number): number {
  const sum = a + b;
  const part = sum - a;
  const error = (a - (sum - part)) + (b - part);
  if (error === 0) return sum;
  float[0] = sum;
  if ((bits[0]! & 1n) === 0n) bits[0]! += (error > 0) === (sum > 0) ? 1n : -1n;
  return float[0]!;
}

/**
 * `a * b + c` with one rounding (Boldo and Melquiond, "Emulation of a FMA and correctly rounded
 * sums", 2008). Near the ends of the exponent range, where the halves overflow, it rounds twice.
 */
export function fma(a: number, b: number, c: number): number {
  const [aHigh, bHigh] = [highHalf(a), highHalf(b)];
  const [aLow, bLow] = [a - aHigh, b - bHigh];
  const product = a * b;
  const productError = aLow * bLow - (((product - aHigh * bHigh) - aLow * bHigh) - aHigh * bLow);

  const low = c + productError;
  const lowPart = low - c;
  const lowError = (c - (low - lowPart)) + (productError - lowPart);

  const high = product + low;
  const highPart = high - product;
  const highError = (product - (high - highPart)) + (low - highPart);

  const result = high + addToOdd(lowError, highError);
  return Number.isFinite(result) ? result : product + c;
}

function highHalf(x: number): number {
  const scaled = SPLITTER * x;
  return scaled - (scaled - x);
}
