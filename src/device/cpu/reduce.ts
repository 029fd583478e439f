/**
 * Reductions on the CPU. Floats are accumulated in doubles and rounded once.
 *
 * @module
 */
import type { DType, TypedArray } from "../../tensor/dtype.ts";
import { collapse, sizeOf } from "../../tensor/shape.ts";
import type { Reduction, View } from "../backend.ts";
import { reduceByKernel } from "./reduce_kernels.ts";
import { walk } from "./walk.ts";

/** Fewer elements cost less in JavaScript than the way to WebAssembly. */
const KERNELS_FROM = 1024;

/** Reduces `count` elements from `position` on into an accumulator, and returns it. */
type RowLoop = (
  array: TypedArray,
  position: number,
  stride: number,
  count: number,
  state: Accumulator,
) => void;

/** The running value, and for the arg forms where it was found and how far the walk has come. */
interface Accumulator {
  value: number;
  index: number;
  seen: number;
}

/** For each reduction: the value to begin with, and source text that takes in one element `x`. */
const STEPS: Readonly<Record<Reduction, { start: number; step: (integer: boolean) => string }>> = {
  sum: { start: 0, step: (integer) => integer ? "value = (value + x) | 0;" : "value += x;" },
  prod: {
    start: 1,
    step: (integer) => integer ? "value = Math.imul(value, x);" : "value *= x;",
  },
  max: { start: -Infinity, step: () => "value = Math.max(value, x);" },
  min: { start: Infinity, step: () => "value = Math.min(value, x);" },
  any: { start: 0, step: () => "if (x !== 0) value = 1;" },
  all: { start: 1, step: () => "if (x === 0) value = 0;" },
  argmax: { start: -Infinity, step: () => argStep(">") },
  argmin: { start: Infinity, step: () => argStep("<") },
};

/** Takes the first element whatever it is, then what is better, then NaN, which nothing beats. */
function argStep(better: ">" | "<"): string {
  return `if (index < 0 || x ${better} value || (x !== x && value === value)) {
        value = x;
        index = seen + i;
      }`;
}

const loops = new Map<string, RowLoop>();

function loopFor(reduction: Reduction, dtype: DType): RowLoop {
  const key = `${reduction} ${dtype}`;
  let loop = loops.get(key);
  if (loop === undefined) {
    const integer = !dtype.startsWith("float");
    loop = new Function(`
    return function ${reduction}(array, position, stride, count, state) {
      let { value, index, seen } = state;
      for (let i = 0; i < count; i++) {
        const x = array[position];
        position += stride;
        ${STEPS[reduction].step(integer)}
      }
      state.value = value;
      state.index = index;
      state.seen = seen + count;
    };`)() as RowLoop;
    loops.set(key, loop);
  }
  return loop;
}

/** Reduces the input's trailing dimensions; see {@linkcode Backend.reduce}. */
export function reduce(
  reduction: Reduction,
  input: View<TypedArray>,
  output: View<TypedArray>,
): void {
  if (sizeOf(input.shape) >= KERNELS_FROM && reduceByKernel(reduction, input, output)) return;
  reduceByLoop(reduction, input, output);
}

/** The same one element at a time, for all dtypes and strides. */
export function reduceByLoop(
  reduction: Reduction,
  input: View<TypedArray>,
  output: View<TypedArray>,
): void {
  const rank = output.shape.length;
  const loop = loopFor(reduction, input.dtype);
  const arg = reduction === "argmax" || reduction === "argmin";
  const inner = collapse(input.shape.slice(rank), [input.strides.slice(rank)]);
  const [innerShape, innerStrides] = [inner.shape, inner.strides[0]!];
  const empty = sizeOf(innerShape) === 0;
  const state: Accumulator = { value: 0, index: -1, seen: 0 };

  walk(output.shape, [input.strides.slice(0, rank), output.strides], [
    input.offset,
    output.offset,
  ], ([from, to]) => {
    state.value = STEPS[reduction].start;
    state.index = -1;
    state.seen = 0;
    if (!empty) {
      const last = innerShape.length - 1;
      const [count, stride] = last < 0 ? [1, 0] : [innerShape[last]!, innerStrides[last]!];
      walk(
        innerShape.slice(0, Math.max(last, 0)),
        [innerStrides],
        [from!],
        ([position]) => loop(input.buffer, position!, stride, count, state),
      );
    }
    output.buffer[to!] = arg ? state.index : state.value;
  });
}
