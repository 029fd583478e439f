/**
 * Views that move dimensions, add some, cut windows, or lie wherever a caller says.
 *
 * @module
 */
import { checkInPlace } from "../autograd/inplace.ts";
import { noGrad } from "../autograd/mode.ts";
import { RuntimeError } from "../errors.ts";
import { bytesPerElement } from "../tensor/dtype.ts";
import {
  broadcastShapes as commonShape,
  checkWhole,
  extent,
  formatShape,
  type Layout,
  normalizeDim,
  overlapsItself,
  type Shape,
} from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { tensorsOf } from "./arguments.ts";
import { onesLike } from "./make.ts";
import { embed, stridedOf } from "./strided.ts";
import { expand, makeView, partOf, permute, transpose, unsqueeze } from "./view.ts";

/**
 * Dimensions moved to other places, the rest in their order; a view.
 *
 * @param x any tensor
 * @param source a dimension, or several
 * @param destination where each of them goes
 * @throws {RuntimeError} ``movedim: repeated dim in `source` ([0, 0])``, and where the lists are not of one
 * length
 *
 * @example
 * ```ts
 * import { movedim, zeros } from "@hibana/hibana";
 *
 * console.log(movedim(zeros(2, 3, 4), 0, -1).shape); // [3, 4, 2]
 * ```
 */
export function movedim(
  x: Tensor,
  source: number | readonly number[],
  destination: number | readonly number[],
): Tensor {
  const [from, to] = [[source].flat(), [destination].flat()] as [number[], number[]];
  if (from.length !== to.length) {
    throw new RuntimeError(
      "bad-dims",
      `movedim: Invalid source or destination dims: source (${
        formatShape(from)
      } dims) should contain the same number of dims as destination (${formatShape(to)} dims)`,
      "Each dimension that moves needs one place to go to.",
    );
  }
  const places = (name: string, dims: readonly number[]) => {
    const list = dims.map((d) => normalizeDim(d, x.ndim));
    if (new Set(list).size === list.length) return list;
    throw new RuntimeError(
      "repeated-dim",
      `movedim: repeated dim in \`${name}\` (${formatShape(dims)})`,
      "Name each dimension once; negative ones count from the end.",
    );
  };
  const [leaving, arriving] = [places("source", from), places("destination", to)];
  const staying = x.shape.map((_, d) => d).filter((d) => !leaving.includes(d));
  const order = x.shape.map((_, d) =>
    arriving.includes(d) ? leaving[arriving.indexOf(d)]! : staying.shift()!
  );
  return permute(x, order);
}

/** Another name of {@linkcode movedim}. */
export const moveaxis: typeof movedim = movedim;

/** Two dimensions swapped; another name of `transpose`. */
export function swapaxes(x: Tensor, axis0: number, axis1: number): Tensor {
  return transpose(x, axis0, axis1);
}

/** Two dimensions swapped; another name of `transpose`. */
export const swapdims: typeof swapaxes = swapaxes;

/** The last two dimensions swapped, as `mT`: hibana has no complex numbers to conjugate. */
export function adjoint(x: Tensor, name = "tensor.adjoint()"): Tensor {
  if (x.ndim >= 2) return transpose(x, -2, -1);
  throw new RuntimeError(
    "bad-dims",
    `${name} is only supported on matrices or batches of matrices. Got ${x.ndim}-D tensor.`,
    "unsqueeze() adds a dimension; T reverses all of them.",
  );
}

/**
 * Windows that slide along a dimension, as a new last dimension; a view, whose windows may overlap.
 *
 * @param x any tensor
 * @param dimension along which they slide; afterwards it counts the windows
 * @param size how many positions a window takes
 * @param step from one window to the next
 * @throws {RuntimeError} `maximum size for tensor at dimension 0 is 3 but size is 5`
 */
export function unfold(x: Tensor, dimension: number, size: number, step: number): Tensor {
  const d = normalizeDim(dimension, x.ndim);
  const n = x.shape[d] ?? 1;
  checkWhole("unfold(): argument 'size'", size);
  checkWhole("unfold(): argument 'step'", step);
  if (size < 0 || size > n) {
    throw new RuntimeError(
      "bad-size",
      `maximum size for tensor at dimension ${d} is ${n} but size is ${size}`,
      "A window takes at least none and at most all positions of its dimension.",
    );
  }
  if (step <= 0) {
    throw new RuntimeError(
      "bad-step",
      `step is ${step} but must be > 0`,
      "Steps are whole numbers from 1 up.",
    );
  }
  const layoutOf = ({ shape, strides, offset }: Layout): Layout => {
    if (shape.length === 0) return { shape: [size], strides: [1], offset };
    const along = strides[d]!;
    return {
      shape: [...shape.with(d, Math.floor((n - size) / step) + 1), size],
      strides: [...strides.with(d, along * step), along],
      offset,
    };
  };
  return makeView(x, layoutOf(x.layout), "UnfoldBackward0", partOf(x.shape, layoutOf));
}

/**
 * A view of a tensor's storage with sizes and strides of one's own.
 *
 * @param x any tensor
 * @param size the shape
 * @param stride for each dimension, how many elements of the storage one step skips
 * @param storageOffset the first element's position in the storage; x's own unless given
 * @throws {RuntimeError} when the view would reach beyond the storage
 *
 * @example
 * ```ts
 * import { arange, asStrided } from "@hibana/hibana";
 *
 * console.log(asStrided(arange(5), [3, 3], [1, 1]).toArray()); // [[0, 1, 2], [1, 2, 3], [2, 3, 4]]
 * ```
 */
export function asStrided(
  x: Tensor,
  size: readonly number[],
  stride: readonly number[],
  storageOffset = x.storageOffset,
): Tensor {
  const layout = checkStrided(x, { shape: size, strides: stride, offset: storageOffset });
  const own = x.layout;
  return makeView(x, layout, "AsStridedBackward0", (grad) => {
    // Gradients of the storage's elements, shown as x shows them.
    const from = Math.min(extent(own)?.first ?? 0, extent(layout)?.first ?? 0);
    const to = Math.max(extent(own)?.last ?? 0, extent(layout)?.last ?? 0);
    const whole: Shape = [to - from + 1];
    const moved = (there: Layout): Layout => ({ ...there, offset: there.offset - from });
    const storage = embed(grad, moved(layout), whole);
    const shown = stridedOf(storage, moved(own));
    if (!overlapsItself(own)) return shown;
    // Elements that x shows several times get equal shares.
    const times = noGrad(() => stridedOf(embed(onesLike(shown), moved(own), whole), moved(own)));
    return shown.div(times);
  });
}

function checkStrided(x: Tensor, layout: Layout): Layout {
  const { shape, strides, offset } = layout;
  for (const n of [...shape, ...strides, offset]) checkWhole("as_strided(): argument", n);
  const refuse = (message: string, fix: string) => new RuntimeError("bad-layout", message, fix);
  if (shape.length !== strides.length) {
    throw refuse("mismatch in length of strides and shape", "Each dimension needs one stride.");
  }
  if (strides.some((stride) => stride < 0)) {
    throw refuse(
      `as_strided: Negative strides are not supported at the moment, got strides: ${
        formatShape(strides)
      }`,
      "flip() gives the elements in reverse order.",
    );
  }
  if (offset < 0) {
    throw refuse(
      `Tensor: invalid storage offset ${offset}`,
      "Offsets count from the storage's first element, which is 0.",
    );
  }
  if (shape.some((n) => n < 0)) {
    throw refuse(
      `Storage size calculation overflowed with sizes=${formatShape(shape)} and strides=${
        formatShape(strides)
      }`,
      "Sizes are whole numbers, 0 or more.",
    );
  }
  const reach = extent(layout);
  if (reach !== undefined && reach.last >= x.storage.length) {
    const bytes = bytesPerElement(x.dtype);
    throw refuse(
      `setStorage: sizes ${formatShape(shape)}, strides ${
        formatShape(strides)
      }, storage offset ${offset}, and itemsize ${bytes} requiring a storage size of ${
        (reach.last + 1) * bytes
      } are out of bounds for storage of size ${x.storage.length * bytes}`,
      "The last element must lie within the storage.",
    );
  }
  return layout;
}

/**
 * Tensors expanded to the shape that they broadcast to; views.
 *
 * @param tensors one or more
 * @throws {RuntimeError} `The size of tensor a (3) must match the size of tensor b (2) at non-singleton
 * dimension 1`
 */
export function broadcastTensors(...tensors: Tensor[] | [tensors: readonly Tensor[]]): Tensor[] {
  const list = tensorsOf("broadcast_tensors", tensors);
  const shape = commonShape(...list.map((x) => x.shape));
  return list.map((x) => expand(x, shape));
}

/**
 * The shape that shapes broadcast to.
 *
 * @param shapes one or more
 * @throws {RuntimeError} `Shape mismatch: objects cannot be broadcast to a single shape`
 *
 * @example
 * ```ts
 * import { broadcastShapes } from "@hibana/hibana";
 *
 * console.log(broadcastShapes([2, 1], [3])); // [2, 3]
 * ```
 */
export function broadcastShapes(...shapes: readonly Shape[]): number[] {
  try {
    return commonShape(...shapes);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    throw new RuntimeError(
      "shape-mismatch",
      "Shape mismatch: objects cannot be broadcast to a single shape",
      error.message.split("\n")[1]!,
    );
  }
}

/** A tensor with at least one dimension: 0-d tensors become vectors of one. */
export function atleast1d(x: Tensor): Tensor {
  return x.ndim === 0 ? x.reshape(1) : x;
}

/** A tensor with at least two dimensions: vectors become one row. */
export function atleast2d(x: Tensor): Tensor {
  return x.ndim < 2 ? unsqueeze(atleast1d(x), 0) : x;
}

/** A tensor with at least three dimensions: vectors become [1, N, 1], matrices [M, N, 1]. */
export function atleast3d(x: Tensor): Tensor {
  return x.ndim < 3 ? unsqueeze(atleast2d(x), 2) : x;
}

/**
 * Makes a tensor object itself show what a view of it shows: the same elements, moved in place.
 *
 * @param self the tensor; on the tape it becomes the view's output
 * @param view gives the view
 * @throws {RuntimeError} for leaves that need gradients
 */
export function viewInPlace(self: Tensor, view: (x: Tensor) => Tensor): Tensor {
  checkInPlace(self);
  const shown = view(self);
  if (shown === self) return self;
  self.replaceData(self.storage, shown.layout);
  if (shown.gradFn !== null) self.setGradFn(shown.gradFn);
  return self;
}
