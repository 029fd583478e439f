/**
 * Reading and writing at positions that an index tensor names.
 *
 * @module
 */
import { IndexError } from "../../errors.ts";
import type { TypedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";
import { walk } from "./walk.ts";

/** Reads through an index tensor; see {@linkcode Backend.gather}. */
export function gather(
  input: View<TypedArray>,
  dim: number,
  index: View<TypedArray>,
  output: View<TypedArray>,
): void {
  checkIndices(index, dim, input.shape[dim]!);
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
  mode: "set" | "add",
): void {
  checkIndices(index, dim, output.shape[dim]!);
  const along = output.strides[dim]!;
  const strides = output.strides.map((s, d) => d === dim ? 0 : s);
  walk(
    index.shape,
    [strides, index.strides, source.strides],
    [output.offset, index.offset, source.offset],
    ([to, at, from]) => {
      const position = to! + index.buffer[at!]! * along;
      const value = source.buffer[from!]!;
      output.buffer[position] = mode === "add" ? output.buffer[position]! + value : value;
    },
  );
}

/** All indices are looked at before anything is written. */
function checkIndices(index: View<TypedArray>, dim: number, size: number): void {
  walk(index.shape, [index.strides], [index.offset], ([at]) => {
    const i = index.buffer[at!]!;
    if (i < 0 || i >= size) {
      throw new IndexError(
        "index-out-of-range",
        `index ${i} is out of bounds for dimension ${dim} with size ${size}`,
        `Indices run from 0 to ${size - 1} here.`,
      );
    }
  });
}
