/**
 * Sorting, and searching what is sorted, on the CPU.
 *
 * @module
 */
import { type TypedArray, typedArray } from "../../tensor/dtype.ts";
import type { View } from "../backend.ts";
import { walk } from "./walk.ts";

/** Sorts along the last dimension; see {@linkcode Backend.sort}. */
export function sort(
  input: View<TypedArray>,
  values: View<TypedArray>,
  indices: View<TypedArray>,
  descending: boolean,
): void {
  const last = input.shape.length - 1;
  const count = input.shape[last]!;
  const [step, valueStep, indexStep] = [input, values, indices].map((view) => view.strides[last]!);
  // An exact copy of one row, in which its elements are looked up once they are in order.
  const row = typedArray(input.dtype, count);
  const order = input.dtype === "float64" ? orderDoubles(count) : orderWords(count);
  walk(
    input.shape.slice(0, last),
    [input, values, indices].map((view) => view.strides.slice(0, last)),
    [input.offset, values.offset, indices.offset],
    ([from, to, at]) => {
      for (let i = 0; i < count; i++) row[i] = input.buffer[from! + i * step!]!;
      const positions = order(row, descending);
      for (let i = 0; i < count; i++) {
        const position = positions(i);
        values.buffer[to! + i * valueStep!] = row[position]!;
        indices.buffer[at! + i * indexStep!] = position;
      }
    },
  );
}

/** Puts a row in order: the i-th element then stands at the position that the result gives for i. */
type Order = (row: TypedArray, descending: boolean) => (i: number) => number;

/**
 * Elements of up to 32 bits are sorted as unsigned 64-bit integers: a word that is in order as the
 * element is, above the element's position. No function is called to compare two of them.
 */
function orderWords(count: number): Order {
  const pairs = new BigUint64Array(count);
  const words = new Uint32Array(pairs.buffer);
  const floats = new Float32Array(count);
  const bits = new Uint32Array(floats.buffer);
  return (row, descending) => {
    const flip = descending ? 0xffffffff : 0;
    const floating = row instanceof Float32Array || row instanceof Float16Array;
    if (floating) floats.set(row);
    const bias = row instanceof Int32Array ? 0x80000000 : 0;
    for (let i = 0; i < count; i++) {
      words[2 * i] = i;
      words[2 * i + 1] = (floating ? floatKey(bits[i]!) : row[i]! ^ bias) ^ flip;
    }
    pairs.sort();
    return (i) => words[2 * i]!;
  };
}

/** A float's bits as a word that is in order as floats are: NaN last, both zeros the same. */
function floatKey(bits: number): number {
  const size = bits & 0x7fffffff;
  if (size > 0x7f800000) return 0xffffffff;
  if (size === 0) return 0x80000000;
  return bits === size ? bits | 0x80000000 : ~bits;
}

function orderDoubles(count: number): Order {
  const positions = new Uint32Array(count);
  return (row, descending) => {
    for (let i = 0; i < count; i++) positions[i] = i;
    const sign = descending ? -1 : 1;
    positions.sort((i, j) => sign * compare(row[i]!, row[j]!) || i - j);
    return (i) => positions[i]!;
  };
}

/** Less than 0 where a comes before b; NaN is larger than everything and equal to NaN. */
function compare(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

/** Counts what comes before each value; see {@linkcode Backend.searchSorted}. */
export function searchSorted(
  sequence: View<TypedArray>,
  values: View<TypedArray>,
  output: View<TypedArray>,
  right: boolean,
): void {
  const last = values.shape.length - 1;
  const count = sequence.shape[last]!;
  const step = sequence.strides[last]!;
  // Among equal elements, a value that goes to their right counts as larger than they are.
  const limit = right ? 1 : 0;
  walk(
    values.shape,
    [sequence.strides.with(last, 0), values.strides, output.strides],
    [sequence.offset, values.offset, output.offset],
    ([from, at, to]) => {
      const value = values.buffer[at!]!;
      let [low, high] = [0, count];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (compare(sequence.buffer[from! + middle * step]!, value) < limit) low = middle + 1;
        else high = middle;
      }
      output.buffer[to!] = low;
    },
  );
}
