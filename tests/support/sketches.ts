/**
 * Random tensors on paper for the tests of properties: the same numbers on every device and in every layout.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { DType } from "../../src/tensor/dtype.ts";
import { type Shape, sizeOf } from "../../src/tensor/shape.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { isClose, toleranceOf } from "./closeness.ts";
import { lay, layoutOf } from "./operand.ts";

/** A tensor on paper. */
export interface Sketch {
  readonly shape: Shape;
  /** How it lies in memory, in a word that `layoutOf` knows. */
  readonly how: string;
  readonly values: readonly number[];
}

/** The range that numbers are drawn from. */
export type Range = readonly [low: number, high: number];

const EVERYWHERE: Range = [-3, 3];

/** How many tensors of how many elements keep their numbers apart. */
const [PLACES, ELEMENTS] = [3, 200];

/**
 * Numbers that functions are differentiable at: no two are equal, in one tensor or in two of different
 * places, and none has fewer than three decimals, where rounding, bounds and thresholds lie.
 *
 * @param count how many; more than 200 may repeat
 * @param place the number of the tensor among its operation's operands
 */
export function numbers(count: number, place = 0, [low, high]: Range = EVERYWHERE): fc.Arbitrary<
  number[]
> {
  const hundredths = fc.integer({ min: Math.ceil(100 * low), max: Math.floor(100 * high) - 1 });
  return fc.array(hundredths, { minLength: count, maxLength: count }).map((all) =>
    all.map((n, i) => n / 100 + 0.0037 + 0.0021 * (place % PLACES) + 1e-5 * (i % ELEMENTS))
  );
}

/** The layouts that a shape can have. */
function layoutsOf(shape: Shape): string[] {
  return [
    "",
    ...shape.length > 0 ? ["sliced"] : [],
    ...shape.length > 1 ? ["transposed"] : [],
  ];
}

/** A tensor of that shape, lying in memory in any way. */
export function sketchOf(shape: Shape, place = 0, range?: Range): fc.Arbitrary<Sketch> {
  return fc.record({
    shape: fc.constant(shape),
    how: fc.constantFrom(...layoutsOf(shape)),
    values: numbers(sizeOf(shape), place, range),
  });
}

/** Makes what is on paper. */
export function make(
  { shape, how, values }: Sketch,
  device = "cpu",
  dtype: DType = "float32",
): Tensor {
  return lay(values, layoutOf(how, shape), dtype, device);
}

/** Shapes of a rank between two, each size drawn from `extent`. */
export function shapes(
  extent: fc.Arbitrary<number>,
  minLength: number,
  maxLength: number,
): fc.Arbitrary<number[]> {
  return fc.array(extent, { minLength, maxLength });
}

/** So many shapes that broadcast, of ranks up to a highest: some lack dimensions, some have ones. */
export function broadcastable(
  extent: fc.Arbitrary<number>,
  count: number,
  maxRank: number,
): fc.Arbitrary<number[][]> {
  return shapes(extent, 0, maxRank).chain((whole) => {
    const part = fc.tuple(
      fc.integer({ min: 0, max: whole.length }),
      fc.array(fc.boolean(), { minLength: whole.length, maxLength: whole.length }),
    ).map(([dropped, ones]) => whole.slice(dropped).map((n, d) => ones[d] ? 1 : n));
    return fc.tuple(...Array.from({ length: count }, () => part));
  });
}

/** The coordinates of the i-th element of a shape, in row-major order. */
export function coordinates(i: number, shape: Shape): number[] {
  const at = new Array<number>(shape.length);
  for (let d = shape.length - 1; d >= 0; d--) {
    at[d] = i % shape[d]!;
    i = Math.floor(i / shape[d]!);
  }
  return at;
}

/** The element that broadcasting shows at some coordinates. */
export function shownAt<T>(values: readonly T[], shape: Shape, at: readonly number[]): T {
  const own = at.slice(at.length - shape.length).map((c, d) => shape[d] === 1 ? 0 : c);
  return values[own.reduce((i, c, d) => i * shape[d]! + c, 0)]!;
}

/**
 * Holds where a tensor has those elements, up to the tolerance of its dtype.
 *
 * @param looseness how many times the tolerance is allowed
 */
export function assertClose(
  got: Tensor,
  wanted: ArrayLike<number>,
  looseness = 1,
  what = "",
): void {
  const { absolute, relative } = toleranceOf(got.dtype);
  const tolerance = { absolute: looseness * absolute, relative: looseness * relative };
  const values = got.toTypedArray();
  assertEquals(values.length, wanted.length, what);
  const i = values.findIndex((value, i) => !isClose(value, wanted[i]!, tolerance));
  assert(i < 0, `${what}: ${values[i]} instead of ${wanted[i]} at ${i}`);
}
