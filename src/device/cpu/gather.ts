/**
 * Reading and writing at positions that an index tensor names.
 *
 * @module
 */
import type { DType, TypedArray } from "../../tensor/dtype.ts";
import type { ScatterMode, View } from "../backend.ts";
import { type IndexRule, indexRule, outOfRange } from "../out_of_range.ts";
import { walkRows } from "./walk.ts";

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
  const strides = input.strides.with(dim, 0);
  const [values, indices, results] = [input.buffer, index.buffer, output.buffer];
  walkRows(
    index.shape,
    [strides, index.strides, output.strides],
    [input.offset, index.offset, output.offset],
    ([from = 0, at = 0, to = 0], count, [step = 0, next = 0, move = 0]) => {
      for (let i = 0; i < count; i++) {
        results[to + i * move] = values[from + i * step + indices[at + i * next]! * along]!;
      }
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
  const strides = output.strides.with(dim, 0);
  const combine = combiner(mode, output.dtype);
  const [values, indices, results] = [source.buffer, index.buffer, output.buffer];
  walkRows(
    index.shape,
    [strides, index.strides, source.strides],
    [output.offset, index.offset, source.offset],
    ([to = 0, at = 0, from = 0], count, [move = 0, next = 0, step = 0]) => {
      for (let i = 0; i < count; i++) {
        const position = to + i * move + indices[at + i * next]! * along;
        results[position] = combine(results[position]!, values[from + i * step]!);
      }
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
  // Repeated dimensions hold nothing new.
  const varied = index.shape.map((n, d) => index.strides[d] === 0 ? Math.min(n, 1) : n);
  walkRows(varied, [index.strides], [index.offset], ([at = 0], count, [step = 0]) => {
    for (let k = 0; k < count; k++) {
      const i = index.buffer[at + k * step]!;
      if (i < first || i >= size) throw outOfRange(rule, i, dim, size);
    }
  });
}
