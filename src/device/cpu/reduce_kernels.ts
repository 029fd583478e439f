/**
 * Reductions of larger tensors by WebAssembly, where the elements that belong together lie in rows or in columns.
 *
 * @module
 */
import type { DType, TypedArray } from "../../tensor/dtype.ts";
import { collapse, type Walk } from "../../tensor/shape.ts";
import type { Reduction, View } from "../backend.ts";
import { kernels } from "./kernels.ts";
import { scratch, staged, stagedResult, unstage } from "./staging.ts";
import { walk } from "./walk.ts";
import type { Kernels } from "./wasm_module.ts";

/** Reduces rows: x, rows, step, groups, groupStep, count, y, yStep. Steps are in bytes. */
type RowKernel = (kernels: Kernels, ...call: RowCall) => void;
type RowCall = [number, number, number, number, number, number, number, number];

/** Reduces columns: x, rows, step, count, y. */
type ColumnKernel = (kernels: Kernels, ...call: ColumnCall) => void;
type ColumnCall = [number, number, number, number, number];

/** Columns whose sums are kept at a time. */
const SUMS_BYTES = 1024 * 8;

/** Kernels of rows by the reduction, the input's and the output's dtype; without the last they are one. */
const ROWS: Readonly<Record<string, RowKernel>> = {
  "sum float32 float32": (k, ...call) => k.sumRows(...call),
  "sum int32 int32": (k, ...call) => k.sumWholeRows(...call),
  "sum bool int32": (k, ...call) => k.sumByteRows(...call),
  "sum uint8 int32": (k, ...call) => k.sumByteRows(...call),
  "max float32 float32": (k, ...call) => k.extremeRows(...call, 0),
  "min float32 float32": (k, ...call) => k.extremeRows(...call, 1),
  "argmax float32 int32": (k, ...call) => k.extremePositions(...call, 0),
  "argmin float32 int32": (k, ...call) => k.extremePositions(...call, 1),
  "any bool bool": (k, ...call) => k.truthRows(...call, 0),
  "all bool bool": (k, ...call) => k.truthRows(...call, 1),
};

const COLUMNS: Readonly<Record<string, ColumnKernel>> = {
  "sum float32 float32": (k, ...call) => k.sumColumns(...call, scratch(SUMS_BYTES)),
  "max float32 float32": (k, ...call) => k.extremeColumns(...call, 0),
  "min float32 float32": (k, ...call) => k.extremeColumns(...call, 1),
};

/** Bytes of elements. */
function size({ buffer }: View<TypedArray>): number {
  return buffer.BYTES_PER_ELEMENT;
}

/**
 * Reduces the input's trailing dimensions if there is a kernel for them.
 *
 * @returns whether there was one; if not, nothing happened
 */
export function reduceByKernel(
  reduction: Reduction,
  input: View<TypedArray>,
  output: View<TypedArray>,
): boolean {
  const rank = output.shape.length;
  const key = `${reduction} ${input.dtype} ${output.dtype satisfies DType}`;
  const inner = collapse(input.shape.slice(rank), [input.strides.slice(rank)]);
  const outer = collapse(output.shape, [input.strides.slice(0, rank), output.strides]);
  const [last] = inner.strides[0]!.slice(-1);
  if ((last === undefined || last === 1) && inner.shape.length <= 2) {
    const kernel = ROWS[key];
    if (kernel !== undefined) return overRows(kernel, input, output, outer, inner);
  }
  if (inner.shape.length === 1 && endsIn(outer, 1)) {
    const kernel = COLUMNS[key];
    if (kernel !== undefined) return overColumns(kernel, input, output, outer, inner);
  }
  return false;
}

/** Whether all strides of the last dimension are such. */
function endsIn({ strides }: Walk, stride: number): boolean {
  return strides.every((list) => list.at(-1) === stride);
}

/** Steps through all dimensions but the last; the last one's length and strides go to the kernel, in bytes. */
function walkOuter(
  { shape, strides }: Walk,
  input: View<TypedArray>,
  output: View<TypedArray>,
  visit: (from: number, to: number, count: number, step: number, toStep: number) => void,
): void {
  const last = shape.length - 1;
  const bytes = strides.map((list, i) => list.map((s) => s * size(i === 0 ? input : output)));
  const [step, toStep] = last < 0 ? [0, 0] : [bytes[0]![last]!, bytes[1]![last]!];
  try {
    const starts = [staged(input), stagedResult(output)];
    walk(shape.slice(0, Math.max(last, 0)), bytes, starts, ([from, to]) => {
      visit(from!, to!, last < 0 ? 1 : shape[last]!, step, toStep);
    });
  } finally {
    unstage();
  }
}

function overRows(
  kernel: RowKernel,
  input: View<TypedArray>,
  output: View<TypedArray>,
  outer: Walk,
  inner: Walk,
): boolean {
  const count = inner.shape.at(-1) ?? 1;
  const grouped = inner.shape.length === 2;
  const groups = grouped ? inner.shape[0]! : 1;
  const groupStep = grouped ? inner.strides[0]![0]! * size(input) : 0;
  walkOuter(outer, input, output, (from, to, rows, step, toStep) => {
    kernel(kernels(), from, rows, step, groups, groupStep, count, to, toStep);
  });
  return true;
}

function overColumns(
  kernel: ColumnKernel,
  input: View<TypedArray>,
  output: View<TypedArray>,
  outer: Walk,
  inner: Walk,
): boolean {
  const step = inner.strides[0]![0]! * size(input);
  walkOuter(outer, input, output, (from, to, count) => {
    kernel(kernels(), from, inner.shape[0]!, step, count, to);
  });
  return true;
}
