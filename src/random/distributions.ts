/**
 * The continuous distributions: each function fills a typed array in order, drawing the numbers that
 * PyTorch's CPU generator would draw and computing in the steps in which PyTorch computes.
 *
 * Every function checks its arguments before the first draw, so an error changes neither the array
 * nor the generator.
 *
 * @module
 */

import { RuntimeError, ValueError } from "../errors.ts";
import { type DType, dtypeOfTypedArray, scalarTypeName } from "../tensor/dtype.ts";
import { boxMullerFloat16, boxMullerFloat32, boxMullerFloat64 } from "./box_muller.ts";
import { CPP_TYPE, formatDouble } from "./checks.ts";
import { erf, erfinv } from "../device/cpu/error_function.ts";
import { fma } from "./fma.ts";
import type { Generator } from "./generator.ts";
import { type FloatArray, roundingOf } from "./rounding.ts";

/** The largest finite float32, float16 and float64. */
const LARGEST: Readonly<Partial<Record<DType, number>>> = {
  float32: 3.4028234663852886e38,
  float16: 65504,
  float64: Number.MAX_VALUE,
};

function checkUniform(out: FloatArray, from: number, to: number): void {
  const dtype = dtypeOfTypedArray(out)!;
  const largest = LARGEST[dtype]!;
  for (const [name, bound] of [["from", from], ["to", to]] as const) {
    if (Math.abs(bound) <= largest) continue;
    throw new RuntimeError(
      "random-bounds",
      `${name} is out of bounds for ${CPP_TYPE[dtype]}`,
      `${name} is ${bound}; a ${dtype} tensor takes bounds from ${-largest} to ${largest}.`,
    );
  }
  const [least, most] = [formatDouble(from), formatDouble(to)];
  if (from > to) {
    throw new RuntimeError(
      "random-bounds",
      `uniform_ expects to return a [from, to) range, but found from=${least} > to=${most}`,
      "Pass the lower bound first.",
    );
  }
  if (to - from > largest) {
    const limit = `std::numeric_limits<${scalarTypeName(dtype)}>::max()`;
    throw new RuntimeError(
      "random-bounds",
      `uniform_ expects to-from <= ${limit}, but found to=${most} and from=${least} which result ` +
        "in to-from to exceed the limit",
      `The distance between the bounds must itself be a ${dtype}.`,
    );
  }
}

/**
 * Uniform numbers of [from, to): x * (to - from) + from with one rounding, where x has as many random
 * bits as the dtype has digits. The bounds and their distance are first rounded to the dtype, so `to`
 * itself can come out, by rounding.
 *
 * @throws {RuntimeError} when the bounds are not finite, not in order, or too far apart for the dtype
 */
export function fillUniform(
  out: FloatArray,
  from: number,
  to: number,
  generator: Generator,
): void {
  checkUniform(out, from, to);
  const round = roundingOf(out);
  const low = round(from);
  const range = round(round(to) - low);
  if (out instanceof Float32Array) {
    // The product of two float32 numbers is exact in a double, so the rounding that shows is the
    // store's (the sum's own, in double precision, tips it about once in 2^29).
    for (let i = 0; i < out.length; i++) out[i] = generator.random24() * range + low;
  } else if (out instanceof Float64Array) {
    if (low === 0 && range === 1) {
      for (let i = 0; i < out.length; i++) out[i] = generator.random53();
    } else {
      for (let i = 0; i < out.length; i++) out[i] = fma(generator.random53(), range, low);
    }
  } else {
    for (let i = 0; i < out.length; i++) {
      out[i] = Math.fround((generator.random32() & 0x7ff) * 2 ** -11 * range + low);
    }
  }
}

/**
 * Normal numbers. Sixteen or more in one contiguous piece are made in blocks (see `box_muller.ts`),
 * in the dtype's own arithmetic: bit for bit what PyTorch's AVX2 build prints (its other builds differ
 * by up to 3e-6 in float32). Fewer, or those of a tensor with gaps, are made one pair at a time in
 * double precision, and share the generator's cached normal.
 *
 * @param contiguous whether the tensor that gets these numbers is contiguous
 * @throws {RuntimeError} when std is negative or NaN
 */
export function fillNormal(
  out: FloatArray,
  mean: number,
  std: number,
  generator: Generator,
  contiguous: boolean,
): void {
  if (!(std >= 0)) {
    throw new RuntimeError(
      "random-bounds",
      `normal expects std >= 0.0, but found std ${formatDouble(std)}`,
      "The standard deviation is a number from 0 up.",
    );
  }
  if (contiguous && out.length >= 16) {
    fillNormalBlocks(out, mean, std, generator);
    return;
  }
  const round = roundingOf(out);
  for (let i = 0; i < out.length; i++) out[i] = round(fma(generator.randomNormal(), std, mean));
}

/** The path for 16 or more: all uniform numbers first, then each block of 16 in place. */
function fillNormalBlocks(out: FloatArray, mean: number, std: number, generator: Generator): void {
  const round = roundingOf(out);
  const transform = (at: number): void => {
    if (out instanceof Float32Array) boxMullerFloat32(out, at, round(mean), round(std));
    else if (out instanceof Float64Array) boxMullerFloat64(out, at, mean, std);
    else boxMullerFloat16(out, at, round(mean), round(std));
  };
  fillUniform(out, 0, 1, generator);
  const last = out.length - 16;
  for (let at = 0; at <= last; at += 16) transform(at);
  if (out.length % 16 !== 0) {
    // What is left over is drawn afresh, together with its neighbours before it.
    fillUniform(out.subarray(last), 0, 1, generator);
    transform(last);
  }
}

/**
 * Exponential numbers of the rate lambda, from double precision.
 *
 * @throws {RuntimeError} when lambda is negative or NaN
 */
export function fillExponential(out: FloatArray, lambda: number, generator: Generator): void {
  if (!(lambda >= 0)) {
    throw new RuntimeError(
      "random-bounds",
      `exponential_ expects lambda >= 0.0, but found lambda=${formatDouble(lambda)}`,
      "The rate is a number from 0 up; the mean is 1 / lambda.",
    );
  }
  const round = roundingOf(out);
  const scale = -1 / lambda;
  for (let i = 0; i < out.length; i++) {
    out[i] = round(scale * Math.log1p(-generator.random53()));
  }
}

/**
 * Normal numbers cut off at a and b, as `torch.nn.init.trunc_normal_` makes them: uniform numbers
 * between the ends' probabilities, through the inverse of the error function, scaled, shifted and
 * clamped. Works best when a <= mean <= b.
 *
 * @throws {ValueError} when std is 0
 * @throws {RuntimeError} when a > b
 */
export function fillTruncatedNormal(
  out: FloatArray,
  mean: number,
  std: number,
  a: number,
  b: number,
  generator: Generator,
): void {
  if (std === 0) {
    throw new ValueError("random-bounds", "float division by zero", "Pass a std above 0.");
  }
  const round = roundingOf(out);
  const probability = (x: number): number => (1 + erf((x - mean) / std / Math.SQRT2)) / 2;
  fillUniform(out, 2 * probability(a) - 1, 2 * probability(b) - 1, generator);
  const [scale, shift] = [round(std * Math.SQRT2), round(mean)];
  const [low, high] = [round(a), round(b)];
  for (let i = 0; i < out.length; i++) {
    const x = round(round(round(erfinv(out[i]!)) * scale) + shift);
    out[i] = Math.min(Math.max(x, low), high);
  }
}
