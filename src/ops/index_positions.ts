/**
 * Where index tensors point: positions along dimensions, or in the storage, computed on the device.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import {
  apply,
  type ElementwiseKernel,
  elementwiseKernel,
  type Expression,
  operand,
} from "../device/expression.ts";
import { IndexError } from "../errors.ts";
import { emptyTensor, fromTypedArray } from "../tensor/create.ts";
import {
  broadcastShapes,
  contiguousStrides,
  expandLayout,
  formatShape,
  type Shape,
  sizeOf,
} from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { elements } from "./cast.ts";
import type { Plan } from "./index_plan.ts";
import { initialize } from "./pointwise.ts";
import { broadcastTo, permute, reshape } from "./view.ts";

/** The shape that index tensors have together. */
export function broadcastIndices(picks: Plan["picks"]): number[] {
  const shapes = picks.map(({ index }) => index.shape);
  try {
    return broadcastShapes(...shapes);
  } catch {
    throw new IndexError(
      "shape-mismatch",
      `shape mismatch: indexing tensors could not be broadcast together with shapes ${
        shapes.map(formatShape).join(", ")
      }`,
      "Several index tensors are paired element by element, so their shapes must broadcast.",
    );
  }
}

/** One value as a 0-d tensor that goes with another. */
export function scalarLike(x: Tensor, value: Tensor | number | boolean): Tensor {
  const scalar = emptyTensor([], x.dtype, x.device);
  initialize(scalar, value);
  return scalar;
}

/** The view with its indexed dimensions first, and where their replacement belongs in the result. */
export function pickedFirst(
  view: Tensor,
  picks: Plan["picks"],
): { front: Tensor; order: number | "front" } {
  const dims = picks.map(({ dim }) => dim);
  const others = view.shape.flatMap((_, d) => dims.includes(d) ? [] : [d]);
  const adjacent = dims.every((d, i) => i === 0 || d === dims[i - 1]! + 1);
  return { front: permute(view, [...dims, ...others]), order: adjacent ? dims[0]! : "front" };
}

/** Moves the first `count` dimensions behind the next `before` ones. */
export function moveBack(result: Tensor, count: number, before: number): Tensor {
  const all = result.shape.map((_, d) => d);
  const [moved, rest] = [all.slice(0, count), all.slice(count)];
  return permute(result, [...rest.slice(0, before), ...moved, ...rest.slice(before)]);
}

/** Far outside of any tensor: what an index out of range becomes where it cannot be seen at once. */
const NOWHERE = 2 ** 30;

const [given, length, step, outside] = [0, 1, 2, 3].map(operand) as [
  Expression,
  Expression,
  Expression,
  Expression,
];
/** An index counted from the front, times the step between neighbours; `outside` if out of range. */
const STEPS = elementwiseKernel(
  "indexSteps",
  apply(
    "select",
    apply("and", apply("ge", given, apply("neg", length)), apply("lt", given, length)),
    apply(
      "mul",
      apply("select", apply("lt", given, 0), apply("add", given, length), given),
      step,
    ),
    outside,
  ),
);
/** The sum of two positions, unless one of them is nowhere. */
const SUM = elementwiseKernel(
  "positionSum",
  apply(
    "select",
    apply("or", apply("ge", operand(0), NOWHERE), apply("ge", operand(1), NOWHERE)),
    NOWHERE,
    apply("add", operand(0), operand(1)),
  ),
);

/** Runs a kernel on integers. */
function compute(
  kernel: ElementwiseKernel,
  shape: readonly number[],
  operands: readonly (Tensor | number)[],
): Tensor {
  const { device } = operands.find((x) => x instanceof Tensor)!;
  const output = emptyTensor(shape, "int32", device);
  const views = operands.map((x) =>
    typeof x === "number" ? x : { ...x.kernelView, ...expandLayout(x.layout, shape) }
  );
  device.backend.elementwise(kernel, "int", views, output.kernelView);
  return output;
}

/** What an index tensor adds to a position. Where it can be seen at once, out of range is an error. */
function stepsOf(
  index: Tensor,
  dim: number,
  size: number,
  stride: number,
  outOfRange: Tensor | number = NOWHERE,
): Tensor {
  if (index.device.type !== "meta" && !index.device.backend.outsideHeap) {
    for (const i of elements(index)) {
      if (i >= -size && i < size) continue;
      throw new IndexError(
        "index-out-of-range",
        `index ${i} is out of bounds for dimension ${dim} with size ${size}`,
        size === 0 ? "This dimension is empty." : `Indices run from ${-size} to ${size - 1} here.`,
      );
    }
  }
  return compute(STEPS, index.shape, [index, size, stride, outOfRange]);
}

/** Several index tensors as one into their dimensions taken together; a vector in row-major order. */
export function flatIndex(
  indices: readonly Tensor[],
  sizes: readonly number[],
  shape: Shape,
): Tensor {
  return noGrad(() => {
    const strides = contiguousStrides(sizes);
    // A single index stays as it is where it is out of range: the device's message names it.
    const single = indices.length === 1 ? indices[0] : undefined;
    const flat = indices
      .map((index, i) => stepsOf(index, i, sizes[i]!, strides[i]!, single))
      .reduce((sum, steps) => compute(SUM, shape, [sum, steps]));
    return reshape(broadcastTo(flat, shape), [sizeOf(shape)]);
  });
}

/** The positions in the storage of all elements that index tensors name, as a vector. */
export function positionsOf(
  view: Tensor,
  picks: Plan["picks"],
): { positions: Tensor; shape: number[] } {
  return noGrad(() => {
    const { order } = pickedFirst(view, picks);
    const dims = picks.map(({ dim }) => dim);
    const others = view.shape.flatMap((_, d) => dims.includes(d) ? [] : [d]);
    const broadcast = broadcastIndices(picks);
    const before = order === "front" ? 0 : others.filter((d) => d < order).length;
    const shape = [
      ...others.slice(0, before).map((d) => view.shape[d]!),
      ...broadcast,
      ...others.slice(before).map((d) => view.shape[d]!),
    ];
    const after = others.length - before;
    const parts = picks.map(({ dim, index }, i) => {
      const steps = stepsOf(index, i, view.shape[dim]!, view.strides[dim]!);
      return reshape(steps, [...index.shape, ...new Array<number>(after).fill(1)]);
    });
    others.forEach((d, i) => {
      const axis = i < before ? i : i + broadcast.length;
      const steps = Int32Array.from({ length: view.shape[d]! }, (_, k) => k * view.strides[d]!);
      const along = shape.map((_, k) => k === axis ? steps.length : 1);
      parts.push(fromTypedArray(steps, along, "int32", { device: view.device }));
    });
    const start = scalarLike(picks[0]!.index, view.storageOffset);
    const positions = parts.reduce(
      (sum, part) => compute(SUM, broadcastShapes(sum.shape, part.shape), [sum, part]),
      start,
    );
    return { positions: reshape(broadcastTo(positions, shape), [sizeOf(shape)]), shape };
  });
}
