/**
 * Indexing with whole numbers, slices, new dimensions, an ellipsis, masks and index tensors, all of
 * which may stand side by side.
 *
 * @module
 */
import { changeInPlace, checkInPlace } from "../autograd/inplace.ts";
import { noGrad } from "../autograd/mode.ts";
import {
  apply,
  type ElementwiseKernel,
  elementwiseKernel,
  type Expression,
  operand,
} from "../device/expression.ts";
import { IndexError, RuntimeError } from "../errors.ts";
import { emptyTensor, fromTypedArray, type NestedArray, tensor } from "../tensor/create.ts";
import {
  broadcastShapes,
  contiguousStrides,
  expandLayout,
  formatShape,
  type Shape,
  sizeOf,
} from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { copyInPlace, elements, to } from "./cast.ts";
import { deviceMismatch } from "./devices.ts";
import { indexSelect } from "./gather.ts";
import { initialize } from "./pointwise.ts";
import { sumTo } from "./reduce.ts";
import { alias, broadcastTo, permute, reshape, select, slice, unsqueeze } from "./view.ts";

/**
 * One index of `at` and `setAt`:
 * - a whole number picks one position, negative ones from the end;
 * - a string such as `"1:3"`, `":-1"` or `"::2"` is a slice, `"..."` stands for all dimensions not named;
 * - null makes a new dimension of size 1;
 * - a tensor (or list) of whole numbers picks positions, one of truth values those where it is true.
 */
export type Index = number | string | null | Tensor | readonly NestedArray[];

/** What basic indexing leaves to do: index tensors, each at a dimension of the view. */
interface Plan {
  readonly view: Tensor;
  readonly picks: readonly { readonly dim: number; readonly index: Tensor }[];
}

/** The elements that indices name: a view for numbers, slices and null, a copy for index tensors. */
export function at(x: Tensor, indices: readonly Index[]): Tensor {
  const { view, picks } = plan(x, indices);
  if (picks.length === 0) return view;
  const { front, order } = pickedFirst(view, picks);
  const sizes = picks.map(({ dim }) => view.shape[dim]!);
  const broadcast = broadcastShapes(...picks.map(({ index }) => index.shape));
  const flat = flatIndex(picks.map(({ index }) => index), sizes, broadcast);
  const rest = front.shape.slice(picks.length);
  const rows = reshape(front, [sizeOf(sizes), ...rest]);
  const result = reshape(indexSelect(rows, 0, flat), [...broadcast, ...rest]);
  return order === "front" ? result : moveBack(result, broadcast.length, order);
}

/** Overwrites the elements that indices name. */
export function setAt(
  x: Tensor,
  indices: readonly Index[],
  value: Tensor | number | boolean,
): Tensor {
  const { view, picks } = plan(x, indices);
  if (picks.length === 0) {
    copyInPlace(view, value);
    return x;
  }
  if (value instanceof Tensor && value.device !== x.device && value.ndim > 0) {
    throw deviceMismatch("setAt", [x, value]);
  }
  checkInPlace(x);
  const { positions, shape } = positionsOf(view, picks);
  const source = noGrad(() => {
    const given = value instanceof Tensor ? to(value.detach(), x) : scalarLike(x, value);
    return reshape(broadcastTo(given, shape), [sizeOf(shape)]);
  });
  const write = (target: Tensor, values: Tensor) => {
    if (positions.numel === 0) return;
    target.device.backend.scatter(
      wholeStorage(target),
      0,
      positions.kernelView,
      values.kernelView,
      "set",
    );
  };
  const erase = (grad: Tensor) => setAt(grad.clone(), indices, 0);
  return changeInPlace(
    x,
    "IndexPutBackward0",
    value instanceof Tensor
      ? [[x, erase], [value, (grad) => sumTo(at(grad, indices), value.shape)]]
      : [[x, erase]],
    () => write(x, source),
  );
}

/** One value as a 0-d tensor that goes with another. */
function scalarLike(x: Tensor, value: Tensor | number | boolean): Tensor {
  const scalar = emptyTensor([], x.dtype, x.device);
  initialize(scalar, value);
  return scalar;
}

/** Performs the basic indices, and collects the index tensors. */
function plan(x: Tensor, indices: readonly Index[]): Plan {
  const list = withEllipsis(x, indices.map((index) => prepare(x, index)));
  let view = x;
  let dim = 0;
  const picks: { dim: number; index: Tensor }[] = [];
  for (const index of list) {
    if (index === null) {
      view = unsqueeze(view, dim++);
    } else if (typeof index === "number") {
      view = pick(view, dim, index);
    } else if (typeof index === "string") {
      view = slice(view, dim, ...parseSlice(index));
      dim++;
    } else if (index.dtype === "bool") {
      checkMask(view, dim, index);
      for (const positions of nonzero(index)) picks.push({ dim: dim++, index: positions });
    } else {
      picks.push({ dim: dim++, index });
    }
  }
  // An index on its own is a view of x as it is; x itself stays what it was.
  return { view: view === x ? alias(view) : view, picks };
}

function prepare(x: Tensor, index: Index): number | string | null | Tensor {
  if (index === null || typeof index === "string") return index;
  if (typeof index === "number") {
    if (Number.isInteger(index)) return index;
    throw new IndexError(
      "bad-index",
      `only integers, slices (\`:\`), ellipsis (\`...\`), None and long or byte Variables are valid indices (got ${index})`,
    );
  }
  if (Array.isArray(index)) {
    const list = tensor(index);
    return to(list.dtype === "bool" ? list : list.to("int32"), { device: x.device });
  }
  if (!(index instanceof Tensor)) {
    throw new TypeError(
      `an index is a whole number, a slice such as "1:3", "...", null or a tensor, not ${typeof index}`,
    );
  }
  if (index.dtype === "bool" || index.dtype === "int32") return to(index, { device: x.device });
  if (index.dtype === "uint8" || index.dtype === "uint32") {
    return to(index, { device: x.device, dtype: "int32" });
  }
  throw new IndexError(
    "bad-index",
    "tensors used as indices must be long, byte or bool tensors",
    `This one is ${index.dtype}: write index.int().`,
  );
}

/** Replaces the ellipsis by as many full slices as there are dimensions left, or adds one at the end. */
function withEllipsis(
  x: Tensor,
  indices: readonly (number | string | null | Tensor)[],
): (number | string | null | Tensor)[] {
  const consumed = indices.reduce((count: number, index) => {
    if (index === null || index === "...") return count;
    return count + (index instanceof Tensor && index.dtype === "bool" ? index.ndim : 1);
  }, 0);
  if (consumed > x.ndim) {
    throw new IndexError("too-many-indices", `too many indices for tensor of dimension ${x.ndim}`);
  }
  const place = indices.indexOf("...");
  if (place < 0) return [...indices];
  if (indices.indexOf("...", place + 1) >= 0) {
    throw new IndexError("bad-index", "an index can only have a single ellipsis ('...')");
  }
  return indices.toSpliced(place, 1, ...new Array<string>(x.ndim - consumed).fill(":"));
}

function pick(view: Tensor, dim: number, index: number): Tensor {
  const n = view.shape[dim]!;
  if (index < -n || index >= n) {
    throw new IndexError(
      "index-out-of-range",
      `index ${index} is out of bounds for dimension ${dim} with size ${n}`,
    );
  }
  return select(view, dim, index);
}

/** Start, end and step of `"start:end:step"`, each of which may be missing. */
function parseSlice(text: string): [number | undefined, number | undefined, number] {
  const match = /^\s*([+-]?\d+)?\s*:\s*([+-]?\d+)?\s*(?::\s*([+-]?\d+)?\s*)?$/.exec(text);
  if (match === null) {
    throw new IndexError(
      "bad-slice",
      `invalid slice "${text}"`,
      'Write "start:end" or "start:end:step", each part optional; whole numbers need no quotes.',
    );
  }
  const [start, end, step] = match.slice(1).map((part) =>
    part === undefined ? undefined : Number(part)
  );
  if (step !== undefined && step <= 0) {
    throw new RuntimeError("bad-step", "step must be greater than zero", "flip() reverses.");
  }
  return [start, end, step ?? 1];
}

function checkMask(view: Tensor, dim: number, mask: Tensor): void {
  mask.shape.forEach((n, d) => {
    if (view.shape[dim + d] === n) return;
    throw new IndexError(
      "shape-mismatch",
      `The shape of the mask ${
        formatShape(mask.shape)
      } at index ${d} does not match the shape of the indexed tensor ${
        formatShape(view.shape)
      } at index ${dim + d}`,
    );
  });
}

/** For every dimension of a mask, the coordinates where it is true. Reads the mask back. */
function nonzero(mask: Tensor): Tensor[] {
  const values = elements(mask);
  const found: number[][] = mask.shape.map(() => []);
  values.forEach((value, i) => {
    if (value === 0) return;
    let rest = i;
    for (let d = mask.ndim - 1; d >= 0; d--) {
      found[d]!.push(rest % mask.shape[d]!);
      rest = Math.floor(rest / mask.shape[d]!);
    }
  });
  return found.map((list) =>
    fromTypedArray(Int32Array.from(list), [list.length], "int32", { device: mask.device })
  );
}

/** The view with its indexed dimensions first, and where their replacement belongs in the result. */
function pickedFirst(
  view: Tensor,
  picks: Plan["picks"],
): { front: Tensor; order: number | "front" } {
  const dims = picks.map(({ dim }) => dim);
  const others = view.shape.flatMap((_, d) => dims.includes(d) ? [] : [d]);
  const adjacent = dims.every((d, i) => i === 0 || d === dims[i - 1]! + 1);
  return { front: permute(view, [...dims, ...others]), order: adjacent ? dims[0]! : "front" };
}

/** Moves the first `count` dimensions behind the next `before` ones. */
function moveBack(result: Tensor, count: number, before: number): Tensor {
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
      );
    }
  }
  return compute(STEPS, index.shape, [index, size, stride, outOfRange]);
}

/** Several index tensors as one into their dimensions taken together; a vector in row-major order. */
function flatIndex(indices: readonly Tensor[], sizes: readonly number[], shape: Shape): Tensor {
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
function positionsOf(view: Tensor, picks: Plan["picks"]): { positions: Tensor; shape: number[] } {
  return noGrad(() => {
    const { order } = pickedFirst(view, picks);
    const dims = picks.map(({ dim }) => dim);
    const others = view.shape.flatMap((_, d) => dims.includes(d) ? [] : [d]);
    const broadcast = broadcastShapes(...picks.map(({ index }) => index.shape));
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

/** A tensor's storage as a vector. */
function wholeStorage(x: Tensor): Tensor["kernelView"] {
  return { ...x.kernelView, shape: [x.storage.length], strides: [1], offset: 0 };
}
