/**
 * Reading and writing at positions that an index tensor names.
 *
 * @module
 */
import type { DType, TypedArray } from "../../tensor/dtype.ts";
import type { ScatterMode, View } from "../backend.ts";
import { type IndexRule, indexRule, outOfRange } from "../out_of_range.ts";
import { walk } from "./walk.ts";

const INDEXING = indexRule("indexing");

/** Reads through an index tensor; see {@linkcode Backend.gather}. */
export function gather(
  input: View<TypedArray>,
  dim: number,
  index: View<TypedArray>,
  output: View<TypedArray>,
  rule: IndexRule = INDEXING,
): void {
  checkIndices(index, dim, input.shape[dim]!, rule, 0);
  const along = input.strides[dim]!;
  const strides = input.strides.map((s, d) => d === dim ? 0 : s);
  walk(
    index.shape,
    [strides, index.strides, output.strides],
    [input.offset, index.offset, output.offset],
    ([from, at, to]) => {
      output.buffer[to!] = input.buffer[from! + index.buffer[at!]! * along]!;
    },
  );
}

/** Writes through an index tensor; see {@linkcode Backend.scatter}. */
export function scatter(
  output: View<TypedArray>,
  dim: number,
  index: View<TypedArray>,
  source: View<TypedArray>,
  mode: ScatterMode,
  rule: IndexRule = INDEXING,
): void {
  checkIndices(index, dim, output.shape[dim]!, rule, 0);
  const along = output.strides[dim]!;
  const strides = output.strides.map((s, d) => d === dim ? 0 : s);
  const combine = combiner(mode, output.dtype);
  walk(
    index.shape,
    [strides, index.strides, source.strides],
    [output.offset, index.offset, source.offset],
    ([to, at, from]) => {
      const position = to! + index.buffer[at!]! * along;
      output.buffer[position] = combine(output.buffer[position]!, source.buffer[from!]!);
    },
  );
}

/** What becomes of an element when a value goes to its place. */
function combiner(mode: ScatterMode, dtype: DType): (old: number, value: number) => number {
  switch (mode) {
    case "set":
      return (_, value) => value;
    case "add":
      return dtype === "bool" ? (old, value) => old | value : (old, value) => old + value;
    case "multiply":
      // Whole numbers wrap around, which doubles cannot for products beyond 2^53.
      return dtype === "int32" || dtype === "uint32" ? Math.imul : (old, value) => old * value;
    case "max":
      return (old, value) => value > old || Number.isNaN(value) ? value : old;
    case "min":
      return (old, value) => value < old || Number.isNaN(value) ? value : old;
  }
}

/** Looks at all indices, before anything is written. */
export function checkIndices(
  index: View<TypedArray>,
  dim: number,
  size: number,
  rule: IndexRule,
  first: number = rule.fromEnd ? -size : 0,
): void {
  walk(index.shape, [index.strides], [index.offset], ([at]) => {
    const i = index.buffer[at!]!;
    if (i < first || i >= size) throw outOfRange(rule, i, dim, size);
  });
}
