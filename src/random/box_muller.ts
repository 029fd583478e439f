/**
 * The Box-Muller transform on blocks of 16, as PyTorch fills a contiguous tensor of 16 or more normal
 * numbers: the uniform numbers d[0..7] give the radii, d[8..15] the angles, and each pair is replaced
 * by its normal pair.
 *
 * @module
 */

import { fma } from "./fma.ts";
import { f16 } from "./rounding.ts";

const f32 = Math.fround;

const TWO_PI = f32(2 * Math.PI);

/** Cephes's logf: ln(1 + x) is near x - x^2/2 + x^3 P(x) for x within sqrt(1/2) - 1 to sqrt(2) - 1. */
const SQRT_HALF = f32(Math.SQRT1_2);
const LOG_P = new Float32Array([
  7.0376836292e-2,
  -1.151461031e-1,
  1.167699874e-1,
  -1.2420140846e-1,
  1.4249322787e-1,
  -1.6668057665e-1,
  2.0000714765e-1,
  -2.4999993993e-1,
  3.3333331174e-1,
]);
/** ln 2 in two parts, the first with few enough bits that multiplying it by an exponent is exact. */
const LN2_HIGH = 0.693359375;
const LN2_LOW = f32(-2.12194440e-4);

/** Cephes's sinf and cosf: the octant is taken off with pi/4 in three parts. */
const FOUR_OVER_PI = f32(4 / Math.PI);
const PI_4_HIGH = f32(0.78515625);
const PI_4_MIDDLE = f32(2.4187564849853515625e-4);
const PI_4_LOW = f32(3.77489497744594108e-8);
const SIN_P = [f32(-1.9515295891e-4), f32(8.3321608736e-3), f32(-1.6666654611e-1)] as const;
const COS_P = [
  f32(2.443315711809948e-5),
  f32(-1.388731625493765e-3),
  f32(4.166664568298827e-2),
] as const;

// The float32 functions round to float32 where PyTorch's AVX2 kernel rounds. A product inside a sum
// is fused there; here it is exact, being the product of two float32 numbers in a double.

/** ln(k / 2^24) in float32, for a whole number k from 1 to 2^24. */
function logOfFraction(k: number): number {
  const length = 32 - Math.clz32(k);
  let exponent = length - 24;
  let x = k / (1 << length); // in [1/2, 1)
  if (x < SQRT_HALF) {
    exponent--;
    x *= 2;
  }
  x -= 1;
  const z = f32(x * x);
  let y = LOG_P[0]!;
  for (let i = 1; i < 9; i++) y = f32(y * x + LOG_P[i]!);
  y = f32(f32(y * x) * z + f32(exponent * LN2_LOW));
  y = f32(y - z / 2);
  return f32(exponent * LN2_HIGH + f32(x + y));
}

/** Transforms the block at `at`; `mean` and `std` are float32 values. */
export function boxMullerFloat32(
  data: Float32Array<ArrayBuffer>,
  at: number,
  mean: number,
  std: number,
): void {
  for (let j = at; j < at + 8; j++) {
    const radius = f32(Math.sqrt(-2 * logOfFraction(2 ** 24 - data[j]! * 2 ** 24)));
    const angle = f32(TWO_PI * data[j + 8]!);

    const octant = (f32(angle * FOUR_OVER_PI) + 1) & ~1;
    let x = f32(angle - octant * PI_4_HIGH);
    x = f32(x - octant * PI_4_MIDDLE);
    x = f32(x - octant * PI_4_LOW);
    const z = f32(x * x);
    const sinPolynomial = f32(f32(f32(SIN_P[0] * z + SIN_P[1]) * z + SIN_P[2]) * z);
    const cosPolynomial = f32(f32(f32(COS_P[0] * z + COS_P[1]) * z + COS_P[2]) * z);
    const nearSin = f32(sinPolynomial * x + x);
    const nearCos = f32(f32(cosPolynomial * z - z / 2) + 1);
    const swap = (octant & 2) !== 0;
    const cos = swap ? nearSin : nearCos;
    const sin = swap ? nearCos : nearSin;

    const first = f32(radius * ((octant + 2) & 4 ? -cos : cos));
    const second = f32(radius * (octant & 4 ? -sin : sin));
    data[j] = first * std + mean;
    data[j + 8] = second * std + mean;
  }
}

/** Transforms the block at `at` in double precision. */
export function boxMullerFloat64(
  data: Float64Array<ArrayBuffer>,
  at: number,
  mean: number,
  std: number,
): void {
  for (let j = at; j < at + 8; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - data[j]!));
    const angle = 2 * Math.PI * data[j + 8]!;
    data[j] = fma(radius * Math.cos(angle), std, mean);
    data[j + 8] = fma(radius * Math.sin(angle), std, mean);
  }
}

/**
 * Transforms the block at `at`; `mean` and `std` are float16 values. PyTorch rounds the radius and
 * the angle to float16 too, so only 2048 different ones exist.
 */
export function boxMullerFloat16(
  data: Float16Array<ArrayBuffer>,
  at: number,
  mean: number,
  std: number,
): void {
  for (let j = at; j < at + 8; j++) {
    const radius = f16(Math.sqrt(-2 * f32(Math.log(1 - data[j]!))));
    const angle = f16(2 * Math.PI * data[j + 8]!);
    data[j] = f32(f32(radius * f32(Math.cos(angle))) * std + mean);
    data[j + 8] = f32(f32(radius * f32(Math.sin(angle))) * std + mean);
  }
}
