/**
 * Windows of signal processing: vectors that fade in and out.
 *
 * Formulas: A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 7.2.
 *
 * @module
 */
import { RuntimeError } from "../errors.ts";
import { convert, dtypeFrom, fromTypedArray, type TensorOptions } from "../tensor/create.ts";
import { isFloating } from "../tensor/dtype.ts";
import { checkWhole } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Options of windows. */
export interface WindowOptions extends TensorOptions {
  /** Whether the window repeats: its end is then left off, as spectra need it. Default: true. */
  periodic?: boolean;
}

function window(
  name: string,
  length: number,
  options: WindowOptions,
  at: (position: number, last: number) => number,
): Tensor {
  checkWhole(`${name}(): argument 'window_length'`, length);
  if (length < 0) {
    throw new RuntimeError(
      "negative-size",
      `${name} requires non-negative window_length, got window_length=${length}`,
      "The length is a whole number, 0 or more.",
    );
  }
  const dtype = dtypeFrom(options, "float32");
  if (!isFloating(dtype)) {
    throw new RuntimeError(
      "not-floating",
      `${name} expects floating point dtypes, got: TensorOptions(dtype=${dtype})`,
      'Windows hold fractions: leave dtype out, or write { dtype: "float64" }.',
    );
  }
  const last = options.periodic === false ? length - 1 : length;
  const values = Array.from({ length }, (_, i) => length === 1 ? 1 : at(i, last));
  return fromTypedArray(convert(values, dtype), [length], dtype, options);
}

const turn = (position: number, last: number) => 2 * Math.PI * position / last;

/**
 * A triangle that rises from 0 to 1 and falls again.
 *
 * @param length how many elements
 * @param options `periodic`, dtype (float32), device, requiresGrad
 *
 * @example
 * ```ts
 * import { bartlettWindow } from "@hibana/hibana";
 *
 * console.log(bartlettWindow(4).toArray()); // [0, 0.5, 1, 0.5]
 * ```
 */
export function bartlettWindow(length: number, options: WindowOptions = {}): Tensor {
  return window("bartlett_window", length, options, (i, last) => 1 - Math.abs(2 * i / last - 1));
}

/** Hann's window, a raised cosine that reaches 0; options as in {@linkcode bartlettWindow}. */
export function hannWindow(length: number, options: WindowOptions = {}): Tensor {
  return window("hann_window", length, options, (i, last) => 0.5 - 0.5 * Math.cos(turn(i, last)));
}

/** Options of {@linkcode hammingWindow}. */
export interface HammingOptions extends WindowOptions {
  /** The mean of the window. Default: 0.54. */
  alpha?: number;
  /** How far the cosine swings. Default: 0.46. */
  beta?: number;
}

/** Hamming's window, a raised cosine that does not reach 0. */
export function hammingWindow(length: number, options: HammingOptions = {}): Tensor {
  const { alpha = 0.54, beta = 0.46 } = options;
  return window(
    "hamming_window",
    length,
    options,
    (i, last) => alpha - beta * Math.cos(turn(i, last)),
  );
}

/** Blackman's window, of two cosines; options as in {@linkcode bartlettWindow}. */
export function blackmanWindow(length: number, options: WindowOptions = {}): Tensor {
  return window(
    "blackman_window",
    length,
    options,
    (i, last) => 0.42 - 0.5 * Math.cos(turn(i, last)) + 0.08 * Math.cos(2 * turn(i, last)),
  );
}

/** Options of {@linkcode kaiserWindow}. */
export interface KaiserOptions extends WindowOptions {
  /** How narrow the window is. Default: 12. */
  beta?: number;
}

/** Kaiser's window, by Bessel functions. */
export function kaiserWindow(length: number, options: KaiserOptions = {}): Tensor {
  const { beta = 12 } = options;
  return window(
    "kaiser_window",
    length,
    options,
    (i, last) => bessel(beta * Math.sqrt(1 - (2 * i / last - 1) ** 2)) / bessel(beta),
  );
}

/** The modified Bessel function I0, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
