/**
 * Whole numbers, permutations and coin flips. As in `distributions.ts`, arguments are checked before
 * the first draw, so an error changes neither the array nor the generator.
 *
 * @module
 */

import { NotImplementedError, RuntimeError } from "../errors.ts";
import {
  type DType,
  isFloating,
  pythonTypeName,
  scalarTypeName,
  type TypedArray,
} from "../tensor/dtype.ts";
import { CPP_TYPE, formatDouble } from "./checks.ts";
import type { Generator } from "./generator.ts";
import { f16, type FloatArray } from "./rounding.ts";

/** The smallest and the largest value that a range of whole numbers may contain. */
const BOUNDS: Readonly<Record<DType, readonly [number, number]>> = {
  bool: [0, 1],
  uint8: [0, 2 ** 8 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint32: [0, 2 ** 32 - 1],
  float16: [-65504, 65504],
  float32: [-Infinity, Infinity],
  float64: [-Infinity, Infinity],
};

/** Significant binary digits of the floating dtypes: past 2^digits some whole numbers are missing. */
const DIGITS: Readonly<Partial<Record<DType, number>>> = { float16: 11, float32: 24, float64: 53 };

function checkWhole(name: "from" | "to", value: number): void {
  if (!Number.isInteger(value)) {
    throw new TypeError(
      `random_(): argument '${name}' must be int, not ${
        pythonTypeName(value)
      }\nThe bounds of random whole numbers are whole numbers.`,
    );
  }
  if (!Number.isSafeInteger(value)) {
    throw new RuntimeError(
      "random-bounds",
      "Overflow when unpacking long",
      `The bounds lie between -2^53 and 2^53; ${value} does not.`,
    );
  }
}

function checkOrder(from: number, to: number, casted: string): void {
  if (from < to) return;
  throw new RuntimeError(
    "random-bounds",
    `random_ expects 'from'${casted} to be less than 'to'${casted}, but got from=${from} >= to=${to}`,
    "The numbers come from [from, to): 'to' itself is not among them.",
  );
}

/** Moves a bound of [from, to) inwards where casting to a floating dtype would push numbers out. */
function castableRange(dtype: DType, from: number, to: number): [number, number] {
  const round = dtype === "float16" ? f16 : dtype === "float32" ? Math.fround : (x: number) => x;
  const spacing = (x: number) => 2 ** (Math.floor(Math.log2(Math.abs(x))) - DIGITS[dtype]! + 1);
  const [first, last] = [round(from + 1), round(to - 1)];
  return [
    first < from ? first + spacing(from + 1) : from,
    last >= to ? last - spacing(to - 1) : to,
  ];
}

/**
 * Whole numbers of [from, to), as `randint` and `random_(from, to)` draw them: one word each, or two
 * when a floating dtype is given a range of 2^32 or more.
 *
 * @param dtype the dtype of `out`, which tells a bool from a uint8
 * @throws {TypeError} when a bound is not a whole number
 * @throws {RuntimeError} when the range is empty or does not fit the dtype
 */
export function fillRandomRange(
  out: TypedArray,
  dtype: DType,
  from: number,
  to: number,
  generator: Generator,
): void {
  checkWhole("from", from);
  checkWhole("to", to);
  checkOrder(from, to, "");
  let [low, end] = [from, to];
  if (isFloating(dtype)) {
    [low, end] = castableRange(dtype, from, to);
    checkOrder(low, end, " casted to dtype");
  }
  const [least, largest] = BOUNDS[dtype];
  for (const [name, value] of [["from", low], ["to - 1", end - 1]] as const) {
    if (value >= least && value <= largest) continue;
    throw new RuntimeError(
      "random-bounds",
      `${name} is out of bounds for ${CPP_TYPE[dtype]}`,
      `A ${dtype} tensor holds whole numbers from ${least} to ${largest}; ${name} is ${value}.`,
    );
  }

  const range = end - low;
  if (isFloating(dtype) && range >= 2 ** 32) {
    for (let i = 0; i < out.length; i++) out[i] = low + Number(random64(generator) % BigInt(range));
  } else {
    for (let i = 0; i < out.length; i++) out[i] = low + generator.random32() % range;
  }
}

/**
 * Whole numbers over all that an integer dtype holds from 0 up, or from 0 to 2^digits for a floating
 * one, as `random_()` without bounds draws them.
 *
 * @param dtype the dtype of `out`, which tells a bool from a uint8
 */
export function fillRandom(out: TypedArray, dtype: DType, generator: Generator): void {
  if (dtype === "float64") {
    const range = 2n ** 53n + 1n;
    for (let i = 0; i < out.length; i++) out[i] = Number(random64(generator) % range);
    return;
  }
  const range = (isFloating(dtype) ? 2 ** DIGITS[dtype]! : BOUNDS[dtype][1]) + 1;
  for (let i = 0; i < out.length; i++) out[i] = generator.random32() % range;
}

/** Two words as one, the high half first. */
function random64(generator: Generator): bigint {
  const high = BigInt(generator.random32());
  return (high << 32n) | BigInt(generator.random32());
}

/**
 * A random permutation of 0 .. n - 1, where n is the length of `out`.
 *
 * @param dtype the dtype of `out`
 * @throws {RuntimeError} when the dtype cannot hold the numbers
 * @throws {NotImplementedError} for bool
 */
export function fillRandperm(out: TypedArray, dtype: DType, generator: Generator): void {
  checkPermutation(dtype, out.length);
  const n = out.length;
  for (let i = 0; i < n; i++) out[i] = i;
  for (let i = 0; i < n - 1; i++) {
    const j = i + generator.random32() % (n - i);
    const swapped = out[i]!;
    out[i] = out[j]!;
    out[j] = swapped;
  }
}

function checkPermutation(dtype: DType, n: number): void {
  const fix = "Permutations are usually int32.";
  if (dtype === "bool") {
    throw new NotImplementedError("random-dtype", `"randperm" not implemented for 'Bool'`, fix);
  }
  if (isFloating(dtype) && n > 2 ** DIGITS[dtype]! + 1) {
    throw new RuntimeError(
      "random-bounds",
      `n cannot be greater than ${2 ** DIGITS[dtype]! + 1} for ${scalarTypeName(dtype)} type.`,
      fix,
    );
  }
  if (!isFloating(dtype) && n > BOUNDS[dtype][1] + 1) {
    throw new RuntimeError(
      "random-bounds",
      `value cannot be converted to type ${dtype}_t without overflow`,
      fix,
    );
  }
}

/**
 * Ones with probability p, zeros otherwise; every draw takes two words, whatever the dtype.
 *
 * @throws {RuntimeError} when p is not within [0, 1]
 */
export function fillBernoulli(out: TypedArray, p: number, generator: Generator): void {
  if (!(p >= 0 && p <= 1)) {
    throw new RuntimeError(
      "random-bounds",
      `bernoulli_ expects p to be in [0, 1], but got p=${formatDouble(p)}`,
      "p is the probability of a 1.",
    );
  }
  for (let i = 0; i < out.length; i++) out[i] = generator.random53() < p ? 1 : 0;
}

/**
 * Ones, each with a probability of its own. A draw takes one word, or two when the probabilities are
 * float64.
 *
 * @param probabilities as many as `out` has elements
 * @throws {RuntimeError} when a probability is not within [0, 1]
 */
export function fillBernoulliFrom(
  out: TypedArray,
  probabilities: FloatArray,
  generator: Generator,
): void {
  for (const p of probabilities) {
    if (p >= 0 && p <= 1) continue;
    throw new RuntimeError(
      "random-bounds",
      "Expected p_in >= 0 && p_in <= 1 to be true, but got false.",
      `A tensor of probabilities holds numbers from 0 to 1; this one contains ${p}.`,
    );
  }
  if (probabilities instanceof Float64Array) {
    for (let i = 0; i < out.length; i++) out[i] = generator.random53() < probabilities[i]! ? 1 : 0;
  } else {
    for (let i = 0; i < out.length; i++) out[i] = generator.random24() < probabilities[i]! ? 1 : 0;
  }
}
