/**
 * How far from PyTorch's numbers hibana's may lie.
 *
 * @module
 */
import { type DType, isFloating } from "../../src/tensor/dtype.ts";
import { formatShape } from "../../src/tensor/shape.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import type { Written } from "./operand.ts";

/** |a - b| may be at most absolute + relative |b|. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

const EXACT: Tolerance = { absolute: 0, relative: 0 };

/** Tolerances by dtype, the same on every device; whole numbers and truth values are exact. */
const TOLERANCES: Readonly<Partial<Record<DType, Tolerance>>> = {
  float16: { absolute: 1e-3, relative: 2e-3 },
  float32: { absolute: 2e-5, relative: 1e-4 },
  float64: { absolute: 1e-12, relative: 1e-10 },
};

/** The tolerance of a dtype. */
export function toleranceOf(dtype: DType): Tolerance {
  return TOLERANCES[dtype] ?? EXACT;
}

/** Says whether two numbers are close; NaN is close to NaN, and nothing else to an infinity than itself. */
export function isClose(a: number, b: number, { absolute, relative }: Tolerance): boolean {
  if (Object.is(a, b) || a === b) return true;
  return Number.isFinite(b) && Math.abs(a - b) <= absolute + relative * Math.abs(b);
}

/** What is wrong with a tensor, in a sentence; undefined where nothing is. */
export function difference(
  got: Tensor,
  wanted: Written,
  tolerance: Tolerance = toleranceOf(wanted.dtype),
): string | undefined {
  const kind = (x: Pick<Written, "dtype" | "shape">) => `${x.dtype}${formatShape(x.shape)}`;
  if (kind(got) !== kind(wanted)) return `is ${kind(got)}, but PyTorch's is ${kind(wanted)}`;
  if (got.device.type === "meta") return undefined;
  const values = got.toTypedArray();
  const wrong = wanted.numbers.findIndex((n, i) => !isClose(values[i]!, n, tolerance));
  if (wrong < 0) return undefined;
  return `is ${values[wrong]} at ${wrong}, but PyTorch's is ${wanted.numbers[wrong]}`;
}

/** What is wrong with the signs of zeros, in a sentence; undefined where nothing is. */
export function zeroDifference(got: Tensor, wanted: Written): string | undefined {
  if (!isFloating(wanted.dtype) || got.device.type === "meta") return undefined;
  const values = got.toTypedArray();
  const wrong = wanted.numbers.findIndex((n, i) => n === 0 && !Object.is(n, values[i]));
  if (wrong < 0) return undefined;
  return `is ${
    Object.is(values[wrong], -0) ? "-0" : "0"
  } at ${wrong}, but PyTorch's has the other sign`;
}
