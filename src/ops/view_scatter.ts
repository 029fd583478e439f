/**
 * Copies of which a part, that a view would show, is another tensor; and diagonals filled in place.
 *
 * @module
 */
import { noGrad } from "../autograd/mode.ts";
import { record } from "../autograd/node.ts";
import { RuntimeError } from "../errors.ts";
import { formatShape, type Layout, sameShape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { zerosOf } from "./along.ts";
import { to } from "./cast.ts";
import { changed, changedInPlace, type ChangeOf } from "./change.ts";
import { requireSameDevice } from "./devices.ts";
import { requireTensor } from "./gather.ts";
import { initialize, pointwise } from "./pointwise.ts";
import { diagonal, select, slice } from "./view.ts";

/** A copy of x in which what `part` shows of it is src. */
function withPart(
  name: string,
  x: Tensor,
  src: Tensor,
  part: (x: Tensor) => Tensor,
): Tensor {
  requireTensor(name, "src", src);
  requireSameDevice(name, x, src);
  const shown = noGrad(() => part(x));
  if (!sameShape(shown.shape, src.shape)) {
    throw new RuntimeError(
      "shape-mismatch",
      `expected src to have a size equal to the slice of self. src size = ${
        formatShape(src.shape)
      }, slice size = ${formatShape(shown.shape)}`,
      "Nothing is broadcast here: write src.expand(shape).",
    );
  }
  const output = noGrad(() => {
    const copy = pointwise("clone", x);
    initialize(part(copy), src);
    return copy;
  });
  const { shape, dtype } = src;
  return record(output, `${name[0]!.toUpperCase()}${name.slice(1)}Backward0`, [
    [x, (grad) => withPart(name, grad, zerosOf(grad, shape), part)],
    [src, (grad) => to(part(grad), dtype)],
  ]);
}

/**
 * A copy of x in which one position of a dimension is src: `select`, the other way round.
 *
 * @param x any shape
 * @param src of the shape of x without that dimension
 * @param dim the dimension
 * @param index the position, negative from the end
 *
 * @example
 * ```ts
 * import { ones, selectScatter, zeros } from "@hibana/hibana";
 *
 * console.log(selectScatter(zeros(2, 2), ones(2), 1, 0).toArray()); // [[1, 0], [1, 0]]
 * ```
 */
export function selectScatter(x: Tensor, src: Tensor, dim: number, index: number): Tensor {
  return withPart("selectScatter", x, src, (whole) => select(whole, dim, index));
}

/**
 * A copy of x in which a slice of a dimension is src: `at("start:end:step")`, the other way round.
 *
 * @param x any shape
 * @param src of the shape of the slice
 * @param dim the dimension
 * @param start the first position; null for the beginning
 * @param end the position after the last; null for the end
 * @param step from one position to the next
 *
 * @example
 * ```ts
 * import { ones, sliceScatter, zeros } from "@hibana/hibana";
 *
 * console.log(sliceScatter(zeros(5), ones(2), 0, 1, null, 2).toArray()); // [0, 1, 0, 1, 0]
 * ```
 */
export function sliceScatter(
  x: Tensor,
  src: Tensor,
  dim = 0,
  start: number | null = null,
  end: number | null = null,
  step = 1,
): Tensor {
  return withPart(
    "sliceScatter",
    x,
    src,
    (whole) => slice(whole, dim, start ?? undefined, end ?? undefined, step),
  );
}

/**
 * A copy of x in which a diagonal of two dimensions is src: `diagonal`, the other way round.
 *
 * @param x at least two dimensions
 * @param src of the shape of the diagonal
 * @param offset 0 for the main diagonal, positive above it, negative below
 * @param dim1 the dimension of the rows
 * @param dim2 the dimension of the columns
 *
 * @example
 * ```ts
 * import { diagonalScatter, ones, zeros } from "@hibana/hibana";
 *
 * console.log(diagonalScatter(zeros(2, 2), ones(2)).toArray()); // [[1, 0], [0, 1]]
 * ```
 */
export function diagonalScatter(
  x: Tensor,
  src: Tensor,
  offset = 0,
  dim1 = 0,
  dim2 = 1,
): Tensor {
  return withPart("diagonalScatter", x, src, (whole) => diagonal(whole, offset, dim1, dim2));
}

/** The main diagonal of a tensor, and where it goes on below a tall matrix if it wraps. */
function diagonals({ layout, numel }: Tensor, wrap: boolean): Layout[] {
  const { shape, strides, offset } = layout;
  const [height, width] = shape as [number, number];
  const step = strides.reduce((sum, stride) => sum + stride, 0);
  const length = Math.min(height, width);
  const main = { shape: [length], strides: [step], offset };
  if (!wrap || shape.length !== 2 || height <= width + 1) return [main];
  const rest = Math.ceil(numel / (width + 1)) - length;
  return [
    main,
    { shape: [rest], strides: [step], offset: offset + strides[0]! * (width + 1) },
  ];
}

function filling(value: number | boolean, wrap: boolean): ChangeOf {
  return (x) => ({
    node: "CopySlices",
    inputs: () => [[x, (grad) => changed(grad, filling(0, wrap))]],
    write: (target) => {
      for (const layout of diagonals(target, wrap)) {
        initialize(new Tensor(target.storage, layout), value);
      }
    },
  });
}

/** Fills the main diagonal in place; all sizes of more than two dimensions must be equal. */
export function fillDiagonalInPlace(
  x: Tensor,
  value: number | boolean,
  wrap = false,
): Tensor {
  if (typeof value !== "number" && typeof value !== "boolean") {
    throw new TypeError(
      `fill_diagonal_(): argument 'fill_value' (position 1) must be Number, not ${typeof value}\n` +
        "diagonalScatter() takes a tensor.",
    );
  }
  if (x.ndim < 2) {
    throw new RuntimeError(
      "bad-dims",
      "dimensions must larger than 1",
      "Only matrices and tensors of more dimensions have a diagonal.",
    );
  }
  if (x.ndim > 2 && x.shape.some((n) => n !== x.shape[0])) {
    throw new RuntimeError(
      "shape-mismatch",
      "all dimensions of input must be of equal length",
      `The shape is ${
        formatShape(x.shape)
      }; x.diagonal().fill_(value) fills those of two dimensions.`,
    );
  }
  return changedInPlace(x, filling(value, wrap));
}
