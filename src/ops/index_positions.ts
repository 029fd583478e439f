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
import { indexRule } from "../device/out_of_range.ts";
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
import type { Pick, Plan } from "./index_plan.ts";
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

/** In which order dimensions are picked, and where what is picked belongs. */
interface Order {
  /** The indexed dimensions, then the others. */
  readonly order: number[];
  /** The way back. */
  readonly inverse: number[];
  /** Before so many of the others comes what is picked: all, unless its dimensions are side by side. */
  readonly before: number;
}

/** Puts the indexed dimensions first. */
export function pickedFirst(view: Tensor, picks: Plan["picks"]): Order {
  const dims = picks.map(({ dim }) => dim);
  const others = view.shape.flatMap((_, d) => dims.includes(d) ? [] : [d]);
  // A single number is indexed away first, so it neither separates dimensions nor holds a place.
  const many = picks.filter(({ single }) => !single).map(({ dim }) => dim);
  const apart = others.some((d) => d > many[0]! && d < many.at(-1)!);
  const order = [...dims, ...others];
  return {
    order,
    inverse: order.map((_, d) => order.indexOf(d)),
    before: apart ? 0 : others.filter((d) => d < many[0]!).length,
  };
}

/** The shape of what is picked. */
export function pickedShape(view: Tensor, picks: Plan["picks"]): number[] {
  const { order, before } = pickedFirst(view, picks);
  const others = order.slice(picks.length).map((d) => view.shape[d]!);
  return others.toSpliced(before, 0, ...broadcastIndices(picks));
}

/** Moves the first `count` dimensions behind the next `before` ones. */
export function moveBack(result: Tensor, count: number, before: number): Tensor {
  const all = result.shape.map((_, d) => d);
  const [moved, rest] = [all.slice(0, count), all.slice(count)];
  return permute(result, rest.toSpliced(before, 0, ...moved));
}

/** The way back: moves `count` dimensions from behind the first `before` ones to the front. */
export function moveFront(grad: Tensor, count: number, before: number): Tensor {
  const all = grad.shape.map((_, d) => d);
  return permute(grad, [...all.splice(before, count), ...all]);
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

/** What PyTorch says about indices that pick. */
export const PICKING = indexRule("indexing", {
  fromEnd: true,
  words: (index, dim, size) =>
    size === 0
      ? "index is out of bounds for dimension with size 0"
      : `index ${index} is out of bounds for dimension ${dim} with size ${size}`,
});

/** What an index tensor adds to a position; out of range is an error. */
function stepsOf({ index, called }: Pick, size: number, stride: number): Tensor {
  index.device.backend.checkIndices(index.kernelView, called, size, PICKING);
  return compute(STEPS, index.shape, [index, size, stride, NOWHERE]);
}

/** Positions with negative ones counted from the end; those out of range stay as they are. */
export function countFromEnd(index: Tensor, size: number): Tensor {
  return compute(STEPS, index.shape, [index, size, 1, index]);
}

/** Several index tensors as one into their dimensions taken together; a vector in row-major order. */
export function flatIndex(
  picks: Plan["picks"],
  sizes: readonly number[],
  shape: Shape,
): Tensor {
  return noGrad(() => {
    const strides = contiguousStrides(sizes);
    const [only] = picks;
    // An index on its own stays as it is where it is out of range: whoever uses it complains.
    const flat = picks.length === 1 && !only!.single ? countFromEnd(only!.index, sizes[0]!) : picks
      .map((pick, i) => stepsOf(pick, sizes[i]!, strides[i]!))
      .reduce((sum, steps) => compute(SUM, shape, [sum, steps]));
    return reshape(broadcastTo(flat, shape), [sizeOf(shape)]);
  });
}

/** The positions in the storage of all elements that index tensors name, as a vector. */
export function positionsOf(view: Tensor, picks: Plan["picks"], shape: Shape): Tensor {
  return noGrad(() => {
    const { order, before } = pickedFirst(view, picks);
    const others = order.slice(picks.length);
    const behind = new Array<number>(others.length - before).fill(1);
    const parts = picks.map((pick) => {
      const steps = stepsOf(pick, view.shape[pick.dim]!, view.strides[pick.dim]!);
      return reshape(steps, [...pick.index.shape, ...behind]);
    });
    others.forEach((d, i) => {
      const axis = i < before ? i : i + shape.length - others.length;
      const steps = Int32Array.from({ length: view.shape[d]! }, (_, k) => k * view.strides[d]!);
      const along = shape.map((_, k) => k === axis ? steps.length : 1);
      parts.push(fromTypedArray(steps, along, "int32", { device: view.device }));
    });
    const start = emptyTensor([], "int32", view.device);
    initialize(start, view.storageOffset);
    const positions = parts.reduce(
      (sum, part) => compute(SUM, broadcastShapes(sum.shape, part.shape), [sum, part]),
      start,
    );
    return reshape(broadcastTo(positions, shape), [sizeOf(shape)]);
  });
}
