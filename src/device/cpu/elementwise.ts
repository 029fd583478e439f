/**
 * Elementwise operations on the CPU: which loop runs over what.
 *
 * @module
 */
import { isFloating, type TypedArray } from "../../tensor/dtype.ts";
import { collapse, isContiguous, sizeOf } from "../../tensor/shape.ts";
import type { View } from "../backend.ts";
import { type ComputeType, copiedOperand, type ElementwiseKernel } from "../expression.ts";
import { loopFor, type Operand } from "./loops.ts";
import { pays, runVectors } from "./vector/elementwise.ts";
import { walk } from "./walk.ts";

/** Evaluates an expression for every element of the output; see {@linkcode Backend.elementwise}. */
export function elementwise(
  kernel: ElementwiseKernel,
  compute: ComputeType,
  operands: readonly Operand[],
  output: View<TypedArray>,
): void {
  const count = sizeOf(output.shape);
  if (count === 0) return;
  const flat = isFlat(operands, output);
  if (flat && moved(kernel, operands, output, count)) return;
  if (pays(kernel, count) && runVectors(kernel, compute, operands, output, flat)) return;
  if (flat) {
    return loopFor(kernel, compute, operands, output.dtype, "flat")(operands, output, count);
  }
  const { shape, strides } = collapse(
    output.shape,
    [output.strides, ...operands.map((x) => typeof x === "number" ? [] : x.strides)]
      .map((s) => s.length === output.shape.length ? s : new Array(output.shape.length).fill(0)),
  );
  const loop = loopFor(kernel, compute, operands, output.dtype, "strided");
  const arrays = [output.buffer, ...operands.map((x) => typeof x === "number" ? x : x.buffer)];
  const positions = [output.offset, ...operands.map((x) => typeof x === "number" ? 0 : x.offset)];
  const inner = shape.length - 1;
  if (inner < 0) return loop(arrays, positions, positions.map(() => 0), 1);
  const rowStrides = strides.map((s) => s[inner]!);
  const rowLength = shape[inner]!;
  walk(shape.slice(0, inner), strides, positions, (at) => loop(arrays, at, rowStrides, rowLength));
}

/** Writes a number everywhere, or other elements as they are, if that is all: arrays do it by themselves. */
function moved(
  kernel: ElementwiseKernel,
  operands: readonly Operand[],
  { buffer, dtype, offset }: View<TypedArray>,
  count: number,
): boolean {
  const copied = copiedOperand(kernel);
  if (copied === undefined) return false;
  const source = operands[copied]!;
  if (typeof source === "number") {
    if (!isFloating(dtype)) return false;
    buffer.fill(source, offset, offset + count);
  } else {
    if (source.dtype !== dtype) return false;
    buffer.set(source.buffer.subarray(source.offset, source.offset + count), offset);
  }
  return true;
}

/** Whether all elements lie one after the other, in one order, wherever they are read or written. */
function isFlat(operands: readonly Operand[], output: View<TypedArray>): boolean {
  if (!isContiguous(output.shape, output.strides)) return false;
  for (const x of operands) {
    if (typeof x !== "number" && !isContiguous(x.shape, x.strides)) return false;
  }
  return true;
}
